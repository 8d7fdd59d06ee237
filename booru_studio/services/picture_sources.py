"""The pictures that a job begins with: kept when somebody hands one in, read when it is sent.

Every picture that goes to a WebUI comes through `read`, and every one from outside through `keep`
first. `Inspection` is the one place where a picture is looked at before it may be used; what
can judge pixels is handed in there.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from booru_studio.domain.generation import PICTURES, Txt2ImgRequest
from booru_studio.domain.picture_files import is_input_file, is_picture_file, is_picture_text
from booru_studio.domain.safety import RatingPolicy
from booru_studio.domain.safety_infotext import check_infotext
from booru_studio.errors import InvalidInputError
from booru_studio.storage.images import ImageStore
from booru_studio.storage.inputs import InputStore, KeptInput
from booru_studio.storage.picture_intake import IntakePicture, take_picture
from booru_studio.storage.picture_text import read_infotext_of
from booru_studio.webui.extension_units import read_units

_ARGUMENTS = ("alwayson_scripts", "script_args", "extensions")

# Looks at a picture somebody handed in; raises BlockedContentError where it may not be used.
Inspection = Callable[[IntakePicture], None]


def _sees_nothing(_picture: IntakePicture) -> None:
    return None


@dataclass(frozen=True, slots=True)
class PictureSources:
    """Finished pictures and handed-in ones, by file."""

    images: ImageStore
    inputs: InputStore
    policy: RatingPolicy
    inspect: Inspection = _sees_nothing

    def keep(self, data: bytes, name: str) -> KeptInput:
        """Check a picture somebody hands in, and keep it for requests to name.

        Args:
            name: what the person calls it.

        Raises:
            PictureFileError: it is no picture, or too large.
            BlockedContentError: its text or its pixels may not be used here.
            StoreWriteError: full disk, missing right.
        """
        picture = take_picture(data, name)
        check_infotext(read_infotext_of(data), self.policy)
        self.inspect(picture)
        return self.inputs.keep(picture)

    def path(self, file: str) -> Path | None:
        """Return where a picture lies; None where the name leaves our folders or is nobody's."""
        return self.inputs.path(file) if is_input_file(file) else self.images.path(file)

    def read(self, file: str) -> bytes:
        """Return a picture's bytes, if it might be made today.

        Raises:
            StoreReadError: it is gone, or no name of a picture.
            BlockedContentError: its infotext holds what may not be sent (any more).
        """
        if is_input_file(file):
            return self.inputs.read(file)
        data = self.images.read(file)
        check_infotext(read_infotext_of(data), self.policy)
        return data

    def admit(self, request: Txt2ImgRequest) -> Txt2ImgRequest:
        """Return a request that names its pictures, all of which are there.

        Those that its scripts' arguments hold as base64 are kept, so that no job holds one.

        Raises:
            InvalidInputError: a picture is gone, or an extension is asked for what it is not.
            PictureFileError, BlockedContentError, StoreWriteError: as `keep` does.
        """
        arguments = {name: self._named(name, getattr(request, name)) for name in _ARGUMENTS}
        for name in PICTURES:
            self._named(name, getattr(request, name))
        admitted = replace(request, **arguments)
        read_units(admitted)
        return admitted

    def _named(self, name: str, value: Any) -> Any:  # noqa: ANN401  (any JSON)
        """Put the file of a kept picture in place of each picture in a value."""
        if isinstance(value, Mapping):
            return {key: self._named(key, inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._named(name, inner) for inner in value]
        if not isinstance(value, str):
            return value
        if is_picture_file(value) and self.path(value) is None:
            raise InvalidInputError(
                reason=f"The picture of {name}, {value}, is no longer there: choose it again."
            )
        if is_picture_text(value):
            return self.keep(_decoded(value), f"The picture of {name}").file
        return value


def _decoded(text: str) -> bytes:
    """Read base64, also behind “data:image/png;base64,”; what is none gives no picture."""
    try:
        return base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text)
    except ValueError:
        return b""
