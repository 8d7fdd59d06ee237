"""Pictures that people hand in: checked before they are decoded, decoded no larger than needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from PIL import Image
from PIL.ImageFile import ImageFile

from booru_studio.errors import PictureTooLargeError
from booru_studio.storage.picture_decoding import decode, upright_size
from booru_studio.storage.picture_formats import BROKEN, MOST_BYTES, open_picture

_LONG = 20  # sides of a picture that is very long, one to the other


@dataclass(frozen=True, slots=True)
class IntakePicture:
    """A picture whose header was checked; its pixels are decoded when somebody wants them."""

    data: bytes  # the file as it came
    name: str  # what a person calls it: its file name, its post
    sha256: str  # hex, of `data`
    width: int  # pixels, upright
    height: int  # pixels, upright
    notes: tuple[str, ...] = ()  # sentences: “animated: only its first frame is looked at”

    def pixels(self, least: int | None = None) -> Image.Image:
        """Decode: RGB, upright, what is transparent on white.

        Args:
            least: pixels; a larger picture may come smaller, but its longest side no shorter than
                this. None = the full size, a JPEG of more than 64 megapixels excepted.

        Raises:
            PictureUnreadableError: it is cut or broken.
        """
        return decode(open_picture(self.data, self.name), least, self.name)


def take_picture(data: bytes, name: str) -> IntakePicture:
    """Check a picture that came from outside: JPEG, PNG, WebP, GIF, AVIF or BMP.

    Raises:
        PictureUnreadableError: it is no picture of a format we read.
        PictureTooLargeError: its file or its area is too large.
    """
    if len(data) > MOST_BYTES:
        raise PictureTooLargeError(
            name=name, size=f"{len(data) / 1e6:.0f} MB", limit=f"{MOST_BYTES / 1e6:.0f} MB"
        )
    image = open_picture(data, name)
    width, height = upright_size(image)
    return IntakePicture(data, name, sha256(data).hexdigest(), width, height, tuple(_notes(image)))


def _notes(image: ImageFile) -> Iterator[str]:
    if _is_animated(image):
        yield "It is animated: only its first frame is looked at."
    if max(image.size) > _LONG * min(image.size):
        yield "It is very long: small things in it cannot be recognised."


def _is_animated(image: ImageFile) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))
    except BROKEN:  # a GIF is searched for a second frame, which may be damaged
        return False
