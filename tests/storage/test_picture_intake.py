"""Pictures that people hand in: what is refused before decoding, what the pixels look like."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from booru_studio.errors import PictureTooLargeError, PictureUnreadableError
from booru_studio.storage.picture_formats import open_picture
from booru_studio.storage.picture_intake import take_picture
from tests.storage.hostile_pictures import jpeg_of_size, saved

RED, GREEN = (255, 0, 0), (0, 128, 0)


def two_halves(size: tuple[int, int] = (300, 200)) -> Image.Image:
    """Red on the left, green on the right."""
    image = Image.new("RGB", size, GREEN)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    return image


def gradient(size: tuple[int, int]) -> Image.Image:
    one = Image.radial_gradient("L").resize(size)
    return Image.merge("RGB", (one, one.rotate(180), ImageOps.mirror(one)))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean of all values, 0-255."""
    assert one.size == other.size
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP"])
def test_every_format_is_read(kind: str) -> None:
    picture = take_picture(saved(two_halves(), kind), "a")

    assert (picture.width, picture.height) == (300, 200)
    assert difference(picture.pixels(), two_halves()) < 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("least", [None, 60])
def test_a_turned_picture_stands_upright(kind: str, orientation: int, least: int | None) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(two_halves(), kind, exif=exif)
    upright = ImageOps.exif_transpose(Image.open(BytesIO(data)))

    picture = take_picture(data, "a")
    image = picture.pixels(least)

    assert (picture.width, picture.height) == upright.size
    assert (image.width > image.height) == (upright.width > upright.height)
    assert difference(image, upright.convert("RGB").resize(image.size)) < 6


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("width", "height"), [(1999, 301), (900, 2700), (448, 448), (5000, 40)])
@pytest.mark.parametrize("least", [448, 896])
def test_the_longest_side_is_no_shorter_than_asked(
    kind: str, width: int, height: int, least: int
) -> None:
    picture = take_picture(saved(two_halves((width, height)), kind), "a")

    longest = max(picture.pixels(least).size)

    assert min(least, max(width, height)) <= longest < 2 * least


def test_strips_give_the_same_pixels_as_the_whole() -> None:
    """The picture has several strips, and neither side is a multiple of what it is reduced by."""
    whole = gradient((3001, 2003))

    reduced = take_picture(saved(whole, "PNG", compress_level=1), "a").pixels(900)

    assert difference(reduced, whole.reduce(3)) == 0


def test_what_is_see_through_lies_on_white() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((255, 0, 0, 128), (0, 0, 20, 40))

    pixels = take_picture(saved(image, "PNG"), "a").pixels()

    assert pixels.getpixel((30, 5)) == (255, 255, 255)
    assert pixels.getpixel((5, 5)) == (255, 127, 127)


def test_hidden_colours_do_not_darken_an_edge() -> None:
    """Every second column is red, those between are fully see-through and black."""
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    for x in range(0, 400, 2):
        image.paste((255, 0, 0, 255), (x, 0, x + 1, 400))

    pixels = take_picture(saved(image, "PNG"), "a").pixels(200)

    red, green, blue = pixels.getpixel((50, 50))
    assert red == 255
    assert 120 <= green == blue <= 135


@pytest.mark.parametrize(("value", "wanted"), [(0, 0), (0x8080, 128), (0xFFFF, 255)])
def test_sixteen_bits_become_eight(value: int, wanted: int) -> None:
    data = saved(Image.new("I;16", (8, 8), value), "PNG", transparency=40_000)

    assert take_picture(data, "a").pixels().getpixel((3, 3)) == (wanted,) * 3


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_an_animation_is_its_first_frame_and_says_so(kind: str) -> None:
    frames = [Image.new("RGB", (32, 32), GREEN)]
    data = saved(Image.new("RGB", (32, 32), RED), kind, save_all=True, append_images=frames)

    picture = take_picture(data, "a")

    assert picture.notes == ("It is animated: only its first frame is looked at.",)
    assert picture.pixels().getpixel((9, 9))[0] > 240


def test_a_very_long_picture_is_noted() -> None:
    assert "very long" in take_picture(saved(two_halves((2100, 100)), "PNG"), "a").notes[0]


def test_the_digest_is_of_the_file_as_it_came() -> None:
    data = saved(two_halves(), "BMP")

    assert take_picture(data, "a").sha256 == hashlib.sha256(data).hexdigest()


def test_a_jpeg_of_one_scan_may_be_larger_than_others() -> None:
    fine = jpeg_of_size(14_000, 14_000, saved(two_halves(), "JPEG"))

    assert take_picture(fine, "a").width == 14_000


def test_a_jpeg_of_several_scans_may_not() -> None:
    """libjpeg would keep all of it in memory."""
    data = bytearray(jpeg_of_size(14_000, 14_000, saved(two_halves(), "JPEG")))
    data[data.index(b"\xff\xda") + 4] = 1

    with pytest.raises(PictureTooLargeError, match="196 megapixels, at most 64 megapixels"):
        take_picture(bytes(data), "a")


def test_a_huge_jpeg_comes_smaller_even_in_full() -> None:
    data = saved(Image.new("L", (9000, 9000), 77), "JPEG")

    assert take_picture(data, "a").pixels().size == (4500, 4500)


def test_a_picture_that_is_cut_is_refused_when_decoded() -> None:
    data = saved(gradient((300, 200)), "PNG")

    picture = take_picture(data[: len(data) // 2], "post 5")

    with pytest.raises(PictureUnreadableError, match=r"post 5 is no picture .* cut off"):
        picture.pixels()


def test_looking_at_the_header_decodes_nothing() -> None:
    image = open_picture(saved(gradient((300, 200)), "PNG"), "a")

    assert image.tile


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    with pytest.raises(PictureTooLargeError, match="41 MB, at most 40 MB"):
        take_picture(bytes(41_000_000), "a")
