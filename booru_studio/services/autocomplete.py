"""Complete what stands under the caret of a prompt: a tag, LoRA, wildcard, value or variable."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from booru_studio.domain.prompt_text import (
    Token,
    TokenKind,
    tag_names_in,
    token_at,
    variables_in,
)
from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.domain.tags import KAOMOJI
from booru_studio.errors import InvalidInputError
from booru_studio.services.autocomplete_names import (
    LoraNames,
    NameFinder,
    NoLoras,
    NoWildcards,
    WildcardNames,
)
from booru_studio.services.autocomplete_search import FoundTag, Match, find_tags
from booru_studio.services.autocomplete_tables import open_or_build
from booru_studio.storage.tag_table import TagTable
from booru_studio.storage.tag_table_build import CATEGORIES
from booru_studio.storage.tag_table_rows import read_tag_csv
from booru_studio.storage.tag_table_uses import NO_USES, TagUses

MOST_ITEMS = 100
LONGEST_TEXT = 1_000_000  # characters
_MOST_WORDS = 3  # of plain language before the caret that are looked at as one tag


@dataclass(frozen=True, slots=True)
class Completion:
    """One suggestion."""

    insert: str  # what replaces the token, escaped
    label: str  # what a person reads
    kind: str  # “tag”, “lora”, “wildcard”, “value” or “variable”
    category: str = ""  # of a tag
    count: int = 0  # posts that have the tag
    alias: str = ""  # by which the tag was found: shown as “alias → label”
    match: str = ""  # how a tag was found; “similar” = did you mean
    triggers: str = ""  # of a LoRA: what the page writes behind it where it is not there yet


@dataclass(frozen=True, slots=True)
class Completions:
    """The suggestions for `text[start:end]`, the best first."""

    start: int
    end: int
    items: tuple[Completion, ...] = ()
    inside: str = field(default="")  # the bracket that is open: “{”, “(”, “[” or none


class Tables(Protocol):
    """Where the tag table that answers now is."""

    @property
    def table(self) -> TagTable: ...

    def close(self) -> None: ...


class Autocomplete:
    """Answers each keystroke; may be asked from any thread."""

    def __init__(
        self,
        tables: Tables,
        policy: RatingPolicy,
        *,
        loras: LoraNames | None = None,
        wildcards: WildcardNames | None = None,
        uses: TagUses | None = None,
    ) -> None:
        self._tables, self._uses = tables, uses
        self._loras, self._wildcards = loras or NoLoras(), wildcards or NoWildcards()
        self._lora_finder, self._wildcard_finder = NameFinder(), NameFinder()
        # Names of files are gated as they come up; tags were when their table was built.
        self._is_kept = lru_cache(maxsize=20_000)(lambda name: is_kept_tag(name, policy))

    @classmethod
    def from_csv(
        cls, csv: Path, cache: Path, policy: RatingPolicy | None = None
    ) -> "Autocomplete":
        """Complete the tags of a tagcomplete CSV.

        Args:
            cache: where the table is kept: a folder, or a file with an ending. It is built only
                when the CSV, the policy or the safety rules have changed.
            policy: what may be suggested; general-rated if left out.

        Raises:
            TagListError: the CSV cannot be used.
            StoreWriteError: the cache cannot be written.
        """
        policy = policy or RatingPolicy()
        return cls(_OneTable(open_or_build(Path(cache), Path(csv), read_tag_csv, policy)), policy)

    def complete(self, text: str, caret: int, limit: int = 20) -> Completions:
        """Suggest what the token at `caret` may become.

        Args:
            caret: index into `text` in characters (not UTF-16 units), 0 to its length.
            limit: the most suggestions, 1 to `MOST_ITEMS`.
        """
        caret = min(max(caret, 0), len(text))
        token = token_at(text, caret)
        if token.kind is TokenKind.TAG:
            return self._tags(text, token, caret, limit)
        items: Iterable[Completion] = ()
        if token.kind is TokenKind.LORA:
            items = self._lora_items(token, limit)
        elif token.kind is TokenKind.WILDCARD:
            items = self._wildcard_items(token, limit)
        elif token.kind is TokenKind.VALUE:
            items = self._value_items(token, limit)
        elif token.kind is TokenKind.VARIABLE:
            items = _variable_items(token, text, limit)
        return Completions(token.start, token.end, tuple(items), token.inside)

    def complete_json(self, text: object, caret: object, limit: object = 20) -> dict[str, Any]:
        """Answer the endpoint: `{start, end, items:[{insert, label, kind, category, ...}]}`.

        Raises:
            InvalidInputError: an argument has a wrong type or range.
        """
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise InvalidInputError(reason=f"text is no text of up to {LONGEST_TEXT} characters.")
        caret = _whole("caret", caret, 0, len(text))
        return asdict(self.complete(text, caret, _whole("limit", limit, 1, MOST_ITEMS)))

    def learn(self, names: Iterable[str]) -> None:
        """Count a use of each of these tags, in booru spelling; those unknown are left out."""
        if self._uses is None:
            return
        wanted = list(dict.fromkeys(names))[:500]
        with self._tables.table.look_up() as look_up:
            known = [hit.name for hit in look_up.named(wanted)] if wanted else []
        if known:
            self._uses.add(known)

    def learn_prompt(self, prompt: str) -> None:
        """Count a use of each tag in a prompt, as when it is queued."""
        self.learn(tag_names_in(prompt))

    def close(self) -> None:
        """Close the table and write what was learnt."""
        self._tables.close()
        if self._uses is not None:
            self._uses.close()

    def _tags(self, text: str, token: Token, caret: int, limit: int) -> Completions:
        uses = self._uses.current() if self._uses else NO_USES
        with self._tables.table.look_up() as look_up:
            found = find_tags(look_up, token.query, limit, uses)
            start = token.start
            if not found and " " in token.query:
                # Plain language: the last words may be a tag though the whole is none.
                for start in _later_starts(text, token.start, caret):
                    found = find_tags(look_up, text[start:caret], limit, uses, guess=False)
                    if found and found[0].match <= Match.NAME_START:
                        break
        items = tuple(map(_tag_item, found))
        return Completions(start if items else token.start, token.end, items, token.inside)

    def _lora_items(self, token: Token, limit: int) -> Iterable[Completion]:
        names = self._lora_finder.find(self._loras.names(), token.query)
        for name in _first(names, limit, self._is_kept_lora):
            closing = token.closing
            if closing == ">":
                closing = f":{self._loras.weight(name):g}>"
            # Braces are the only characters the wildcard engine reads inside of “<...>”.
            written = name.replace("{", r"\{").replace("}", r"\}")
            insert = f"{token.opening}{written}{closing}"
            yield Completion(insert, name, "lora", triggers=self._loras.triggers(name))

    def _is_kept_lora(self, name: str) -> bool:
        """Leave out what the rules refuse, and names that the WebUI cannot read in a tag."""
        is_readable = not any(character in ":<>=\n" for character in name)
        return is_readable and self._is_kept(name) and self._loras.allows(name)

    def _wildcard_items(self, token: Token, limit: int) -> Iterable[Completion]:
        names = self._wildcard_finder.find(self._wildcards.names(), token.query)
        for name in _first(names, limit, self._is_kept):
            yield Completion(f"{token.opening}{name}{token.closing}", name, "wildcard")

    def _value_items(self, token: Token, limit: int) -> Iterable[Completion]:
        values = self._wildcards.values(token.wildcard, token.query, 2 * limit)
        for value in _first(values, limit, self._is_kept):
            yield Completion(value, value, "value")


@dataclass(frozen=True, slots=True)
class _OneTable:
    """A table that stays."""

    table: TagTable

    def close(self) -> None:
        self.table.close()


def _tag_item(found: FoundTag) -> Completion:
    hit = found.hit
    name = hit.name
    return Completion(
        hit.prompt_text,
        name if name in KAOMOJI else name.replace("_", " "),
        "tag",
        _CATEGORY_NAMES[hit.place],
        hit.posts,
        hit.alias,
        _MATCH_NAMES[found.match],
    )


_CATEGORY_NAMES = tuple(category.value for category in CATEGORIES)
_MATCH_NAMES = (
    "exact", "alias", "start", "word", "alias start", "part", "abbreviation", "similar",
)  # fmt: skip


def _variable_items(token: Token, text: str, limit: int) -> list[Completion]:
    wanted = token.query.lower()
    names = [name for name in variables_in(text) if wanted in name.lower()]
    names.sort(key=lambda name: not name.lower().startswith(wanted))
    return [
        Completion(f"{token.opening}{name}{token.closing}", name, "variable")
        for name in names[:limit]
    ]


def _later_starts(text: str, start: int, caret: int) -> list[int]:
    """Return where the last three words begin, where the last two do, and the last one."""
    words = text[start:caret].split(" ")
    starts = []
    position = caret
    for word in reversed(words[1:]):
        position -= len(word)
        if word:
            starts.append(position)
        position -= 1
    return starts[:_MOST_WORDS][::-1]


def _first(names: Iterable[str], limit: int, is_kept: Callable[[str], bool]) -> Iterable[str]:
    kept = 0
    for name in names:
        if kept == limit:
            return
        if is_kept(name):
            kept += 1
            yield name


def _whole(name: str, value: object, least: int, most: int) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JavaScript has no other numbers
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        given = repr(value)[:40]
        raise InvalidInputError(reason=f"{name} is {given}: give a number from {least} to {most}.")
    return value
