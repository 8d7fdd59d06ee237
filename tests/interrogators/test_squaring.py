"""Pictures made square, beside a literal copy of the reference's order of steps."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from booru_studio.demo.painter import paint
from booru_studio.interrogators.model_registry import DEEPDANBOORU, WD, Padding
from booru_studio.interrogators.squaring import as_input, squared
from booru_studio.storage.picture_intake import take_picture

SIZES = [
    (448, 448), (447, 449), (300, 200), (64, 64), (1, 1), (600, 850), (850, 601), (895, 895),
    (896, 640), (512, 512), (850, 1202), (1000, 1414), (832, 1216), (1216, 832), (1600, 900),
    (1024, 1024), (2048, 1365), (1800, 2500), (700, 2800), (3000, 2000),
]  # fmt: skip


@pytest.fixture(scope="module")
def painting() -> Image.Image:
    return paint("1girl, red hair, flower field, day", 3, 1200, 1200)


def taken(image: Image.Image, kind: str = "PNG", **options: object):
    stream = BytesIO()
    image.save(stream, kind, **options)
    return take_picture(stream.getvalue(), "a")


def reference(image: Image.Image) -> np.ndarray:
    """The steps of https://huggingface.co/spaces/SmilingWolf/wd-tagger, none left out."""
    image = image.convert("RGBA")
    canvas = Image.new("RGBA", image.size, (255, 255, 255))
    canvas.alpha_composite(image)
    image = canvas.convert("RGB")
    longest = max(image.size)
    padded = Image.new("RGB", (longest, longest), (255, 255, 255))
    padded.paste(image, ((longest - image.size[0]) // 2, (longest - image.size[1]) // 2))
    if longest != 448:
        padded = padded.resize((448, 448), Image.BICUBIC)
    return np.expand_dims(np.asarray(padded, dtype=np.float32)[:, :, ::-1], axis=0)


@pytest.mark.parametrize("size", SIZES)
def test_the_pixels_are_those_of_the_reference(size, painting) -> None:
    image = painting.resize(size, Image.Resampling.LANCZOS)

    ours = as_input(squared(taken(image, compress_level=1), 448), WD)

    theirs = reference(image)
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    assert np.abs(ours - theirs).mean() <= (0.5 if max(size) < 2 * 896 else 2.5)


def test_a_see_through_picture_is_that_of_the_reference(painting) -> None:
    image = painting.resize((600, 400)).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize((600, 400)))

    ours = as_input(squared(taken(image), 448), WD)

    assert np.abs(ours - reference(image)).mean() <= 0.7


def test_a_photo_decoded_smaller_is_nearly_the_same(painting) -> None:
    image = painting.resize((4000, 3000), Image.Resampling.BICUBIC)
    picture = taken(image, "JPEG", quality=95)

    ours = as_input(squared(picture, 448), WD)

    assert np.abs(ours - reference(picture.pixels())).mean() <= 2.5


@pytest.mark.parametrize(("size", "place"), [((3, 1), (1, 0)), ((1, 3), (0, 1)), ((2, 5), (0, 4))])
def test_an_edge_is_continued_to_the_side_it_lies_on(size, place) -> None:
    image = Image.new("RGB", size, (10, 20, 30))
    image.putpixel(place, (200, 100, 50))
    side = max(size)

    square = np.asarray(squared(taken(image), side, Padding.EDGE))

    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    wide = ((top, side - size[1] - top), (left, side - size[0] - left), (0, 0))
    assert np.array_equal(square, np.pad(np.asarray(image), wide, mode="edge"))


def test_deepdanbooru_takes_rgb_from_zero_to_one() -> None:
    square = Image.new("RGB", (512, 512), (255, 51, 0))

    batch = as_input(square, DEEPDANBOORU)

    assert batch.shape == (1, 512, 512, 3)
    assert batch[0, 7, 9].tolist() == pytest.approx([1.0, 0.2, 0.0])
