"""Pictures that people hand in: checked before they are decoded, decoded no larger than needed."""

from dataclasses import dataclass

from PIL import Image


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
                this. None = the full size.

        Raises:
            PictureUnreadableError: it is cut or broken.
        """
        raise NotImplementedError


def take_picture(data: bytes, name: str) -> IntakePicture:
    """Check a picture that came from outside.

    Raises:
        PictureUnreadableError: it is no picture of a format we read.
        PictureTooLargeError: its file or its area is too large.
    """
    raise NotImplementedError
