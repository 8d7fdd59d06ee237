"""The names that picture files have below the data folder."""

import re

_FINISHED = re.compile(r"images/\d{4}-\d{2}-\d{2}/[\w-]{1,100}\.(?:png|jpg|webp)", re.ASCII)
# A data URI, base64 that begins as PNG, JPEG, WebP or GIF do, or more of it than anybody writes.
_WRITTEN_OUT = re.compile(
    r"data:[\w/+.;=-]+,[A-Za-z0-9+/\s]*={0,2}\s*"
    r"|(?:iVBORw0KGgo|/9j/|UklGR|R0lGOD)[A-Za-z0-9+/]{24,}={0,2}"
    r"|[A-Za-z0-9+/]{4000,}={0,2}"
)
_INPUT = re.compile(r"inputs/[0-9a-f]{64}\.png", re.ASCII)


def is_finished_file(file: str) -> bool:
    """Say whether a name is one that a finished picture of ours can have."""
    return _FINISHED.fullmatch(file) is not None


def is_input_file(file: str) -> bool:
    """Say whether a name is one that a picture somebody handed in can have: its SHA-256."""
    return _INPUT.fullmatch(file) is not None


def is_picture_text(text: str) -> bool:
    """Say whether a text is a picture written out as base64, rather than words."""
    return _WRITTEN_OUT.fullmatch(text) is not None


def is_picture_file(file: str) -> bool:
    """Say whether a name is one that any picture of ours can have."""
    return is_finished_file(file) or is_input_file(file)
