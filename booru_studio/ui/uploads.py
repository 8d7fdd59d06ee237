"""Files that are handed to an endpoint: read only where Gradio put them when they were uploaded."""

from collections.abc import Mapping
from pathlib import Path

from gradio.utils import get_upload_folder

from booru_studio.errors import InvalidInputError, PictureTooLargeError, PictureUnreadableError
from booru_studio.storage.picture_formats import MOST_BYTES
from booru_studio.storage.picture_intake import IntakePicture, take_picture

_LONGEST_NAME = 80  # characters


def uploaded_picture(name: str, value: object) -> IntakePicture:
    """Return the picture of a file argument, checked, not decoded yet.

    A path is only a text that somebody sends: whatever it points to outside of the folder of
    uploads is not read, links that lead out of it included.

    Args:
        name: the argument's.
        value: what Gradio's clients make of a file: an object with `path`, maybe `orig_name`.

    Raises:
        InvalidInputError: it is no uploaded file.
        PictureFileError: it is no picture, or too large.
    """
    text = value.get("path") if isinstance(value, Mapping) else None
    if not isinstance(text, str) or not text:
        raise InvalidInputError(reason=f"{name} is no file: upload a picture.")
    path = _uploaded_path(name, text)
    title = _title(value, path)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise PictureTooLargeError(
                name=title, size=f"{size / 1e6:.0f} MB", limit=f"{MOST_BYTES / 1e6:.0f} MB"
            )
        return take_picture(path.read_bytes(), title)
    except OSError as error:
        raise PictureUnreadableError(name=title, reason="the upload is gone") from error


def _uploaded_path(name: str, text: str) -> Path:
    refusal = InvalidInputError(reason=f"{name} was not uploaded here: upload a picture first.")
    try:
        path = Path(text).resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise refusal from error
    if not path.is_relative_to(Path(get_upload_folder()).resolve()) or not path.is_file():
        raise refusal
    return path


def _title(value: object, path: Path) -> str:
    given = value.get("orig_name") if isinstance(value, Mapping) else None
    text = given if isinstance(given, str) and given.strip() else path.name
    shown = "".join(letter for letter in Path(text).name if letter.isprintable())
    return shown[:_LONGEST_NAME] or "The picture"
