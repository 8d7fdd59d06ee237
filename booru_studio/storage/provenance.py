"""Where a picture came from, kept inside of it beside the WebUI's own text.

It is one iTXt chunk “booru_studio” with a JSON object, right after the header of a PNG. All else
in the file stays as the server sent it, byte for byte. JPEG and WebP are never changed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from booru_studio.domain.jobs import Job
from booru_studio.domain.posts import PostId
from booru_studio.storage.png_chunks import (
    chunks,
    international_text,
    international_text_chunk,
    text_chunk,
)

KEYWORD = "booru_studio"
INFOTEXT_KEYWORD = "parameters"  # what every WebUI and its readers call it
VERSION = 1
_JOB_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made a picture; "" where there is nothing to say."""

    job: str = ""
    parent: str = ""  # the job that this one repeats or changes
    source_post: str = ""  # “danbooru:123”
    template: str = ""  # the prompt before its wildcards were drawn

    @classmethod
    def of(cls, job: Job) -> Self:
        return cls(
            job=job.id, parent=job.parent, source_post=job.source_post, template=job.template
        )

    def to_text(self) -> str:
        """Write what there is to say as JSON; `from_text` reads it back."""
        known = {name: value for name, value in asdict(self).items() if value}
        # Escaped to ASCII, since half a surrogate pair cannot be written otherwise.
        return json.dumps({"v": VERSION, **known}, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """Read what a picture says, which anybody may have written; None where it is no such text.

        An id or a post that can be none is left out.
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(values, Mapping):
            return None
        texts = {name: value for name, value in values.items() if isinstance(value, str)}
        post = PostId.parse(texts.get("source_post", ""))
        return cls(
            job=_job_id(texts.get("job", "")),
            parent=_job_id(texts.get("parent", "")),
            source_post=str(post) if post else "",
            template=texts.get("template", ""),
        )


def stamp(data: bytes, provenance: Provenance, infotext: str = "") -> bytes:
    """Return a PNG with its provenance; other formats, and broken files, as they are.

    Args:
        infotext: what the server said of the picture; it is written only where the file holds no
            “parameters”, which is so when the server's setting “save text information” is off.
    """
    found = list(chunks(data))
    if not found or found[0].kind != b"IHDR":
        return data
    added = [international_text_chunk(KEYWORD, provenance.to_text())]
    if infotext and not any(chunk.keyword == INFOTEXT_KEYWORD for chunk in found):
        added.append(text_chunk(INFOTEXT_KEYWORD, infotext))
    pieces = [data[: found[0].end], *added]
    kept_to = found[0].end
    for chunk in found[1:]:
        if chunk.keyword == KEYWORD:  # of the picture that this one was made from
            pieces.append(data[kept_to : chunk.start])
            kept_to = chunk.end
    return b"".join((*pieces, data[kept_to:]))


def read_provenance(data: bytes) -> Provenance | None:
    """Read what `stamp` wrote; None where there is nothing. The file may be cut off behind it."""
    for chunk in chunks(data):
        if chunk.keyword == KEYWORD:
            text = international_text(chunk)
            return Provenance.from_text(text) if text is not None else None
    return None


def _job_id(text: str) -> str:
    return text if _JOB_ID.fullmatch(text) else ""
