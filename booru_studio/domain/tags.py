"""A tag as booru text and as prompt text: escaping, spacing, globs."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache

from booru_studio.domain.wildcard_syntax import escape_text

# Faces keep their underscores (a1111-sd-webui-tagcomplete's exclusion list).
KAOMOJI = frozenset({
    "0_0", "(o)_(o)", "+_+", "+_-", "._.", "<o>_<o>", "<|>_<|>", "=_=", ">_<", "3_3", "6_9",
    ">_o", "@_@", "^_^", "o_o", "u_u", "x_x", "|_|", "||_||",
})  # fmt: skip

# Says how many are in the picture; a prompt opens with these.
_COUNT = re.compile(
    r"(?:\d+\+?(?:girl|boy|other)s?|multiple_(?:girls|boys|others)|solo|solo_focus|no_humans"
    r"|everyone|crowd|couple)$"
)


def escape_tag(tag: str) -> str:
    """Turn a booru tag into prompt text that means just that tag.

    Underscores become spaces, except in faces. Parentheses, brackets and backslashes are escaped
    for the WebUI's emphasis syntax, and what the wildcard engine reads is escaped for it. A “#”
    starts a comment on AUTOMATIC1111 and Forge and knows no escape there, so it is left out, and so
    is the “<” of what would be a network like “<lora:…>”.
    """
    text = tag if tag in KAOMOJI else tag.replace("_", " ")
    text = re.sub(r"<+(?=\w+:)", "", text.replace("#", ""))
    text = re.sub(r"([\\()\[\]])", r"\\\1", text)
    return escape_text(text)


def is_count_tag(tag: str) -> bool:
    """Say whether a tag tells how many people are shown, like “2girls” or “solo”."""
    return bool(_COUNT.match(tag))


def split_list(text: str) -> list[str]:
    """Split what a person typed as a list of tags: by commas and lines, else by spaces.

    “long hair, smile” is two tags, “long_hair smile” as well.
    """
    parts = re.split(r"[,\n;]+", text)
    if len(parts) == 1:
        parts = text.split()
    return [part.strip() for part in parts if part.strip()]


def matches(tag: str, patterns: Iterable[str]) -> bool:
    """Say whether a tag is one of `patterns`, in which `*` and `?` stand for letters.

    Case does not matter, nor whether words are divided by spaces or underscores.
    """
    name = _key(tag)
    return any(fnmatchcase(name, _key(pattern)) for pattern in patterns)


# The same patterns are held against each tag of each post.
@lru_cache(maxsize=50_000)
def _key(tag: str) -> str:
    bare = re.sub(r"\\([()\[\]])", r"\1", tag)
    # fnmatch reads “[” as a set; tags mean the letter.
    return "_".join(bare.casefold().replace("[", "(").replace("]", ")").split())
