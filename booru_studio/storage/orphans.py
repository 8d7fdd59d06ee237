"""Pictures that no job names: offered with what they say, and never deleted.

They come from a job list that was lost or set back, from another data folder, or by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.infotext import parse_infotext
from booru_studio.domain.jobs import JobImage, JobState
from booru_studio.errors import InvalidInputError
from booru_studio.storage.images import StoredPicture
from booru_studio.storage.picture_text import read_picture_text
from booru_studio.storage.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A picture of no job; sizes in pixels, `problem` "" where it is whole."""

    file: str  # relative to the data folder
    bytes: int
    changed: datetime  # UTC
    width: int
    height: int
    infotext: str
    provenance: Provenance
    problem: str


def read_orphan(picture: StoredPicture, path: Path, *, decode: bool = False) -> Orphan:
    """Read what an orphan says; `decode` finds damage among the pixels too."""
    text = read_picture_text(path, decode=decode)
    return Orphan(
        file=picture.file,
        bytes=picture.bytes,
        changed=picture.changed,
        width=text.width,
        height=text.height,
        infotext=text.infotext,
        provenance=text.provenance or Provenance(),
        problem=text.problem,
    )


def orphan_as_job(orphan: Orphan) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give an orphan as `JobStore.add(request, **fields)` takes it: a job that is done.

    What the infotext says and no request may hold (a size that is no multiple of 8, a number out
    of range) is left out.

    Raises:
        InvalidInputError: the picture is damaged.
    """
    if orphan.problem:
        raise InvalidInputError(
            reason=f"{orphan.file} was not taken over, because {orphan.problem}: "
            "open the file itself to see what is left of it."
        )
    said = parse_infotext(orphan.infotext).to_request()
    source = {"source_post": orphan.provenance.source_post or None}
    request = _allowed({"width": orphan.width, "height": orphan.height, **said, **source})
    image = JobImage(
        orphan.file, request.get("seed", -1), orphan.width, orphan.height, orphan.infotext
    )
    return request, {
        "state": JobState.DONE,
        "finished": orphan.changed.isoformat(),
        "template": orphan.provenance.template,
        "prompt": request.get("prompt", ""),
        "parent": orphan.provenance.parent,
        "source_post": orphan.provenance.source_post,
        "images": (image,),
        "names": (str(PurePosixPath(orphan.file).with_suffix("")),),
    }


def _allowed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what a request may hold."""
    request = Txt2ImgRequest()
    for name, value in values.items():
        try:
            request = request.with_changes({name: value})
        except InvalidInputError:
            continue
    return request.to_json()
