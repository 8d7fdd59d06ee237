"""The painted pictures."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from booru_studio.demo.painter import paint, png_bytes

GIRL = "1girl, solo, long pink hair, blue eyes, white dress"


def difference(first: Image.Image, second: Image.Image) -> float:
    """Mean difference of two pictures, 0 (same) to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(first, second)).mean) / 3


def share_near(image: Image.Image, colour: tuple[int, int, int]) -> float:
    data = image.resize((64, 64)).tobytes()
    pixels = [data[start : start + 3] for start in range(0, len(data), 3)]
    near = [p for p in pixels if sum(abs(a - b) for a, b in zip(p, colour, strict=True)) < 60]
    return len(near) / len(pixels)


def test_the_same_prompt_and_seed_give_the_same_pixels() -> None:
    assert paint(GIRL, 7, 96, 128).tobytes() == paint(GIRL, 7, 96, 128).tobytes()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((GIRL, 1), (GIRL, 2)),
        ((GIRL, 1), ("1boy, short black hair, city, night", 1)),
        (("mountains, lake, sunset", 1), ("forest, autumn", 1)),
        (("still life, teapot", 1), ("still life, vase", 1)),
        (("", 1), ("", 2)),
    ],
)
def test_other_prompts_and_other_seeds_look_different(
    first: tuple[str, int], second: tuple[str, int]
) -> None:
    assert difference(paint(*first, 96, 96), paint(*second, 96, 96)) > 8


def test_hair_has_the_colour_that_the_prompt_names() -> None:
    pink = paint("1girl, long hair, pink hair, simple background", 3, 128, 128)
    green = paint("1girl, long hair, green hair, simple background", 3, 128, 128)
    assert share_near(pink, (242, 150, 184)) > share_near(green, (242, 150, 184)) + 0.05


def test_a_night_is_darker_than_a_day() -> None:
    night, day = paint("city, night", 5, 96, 96), paint("city, day", 5, 96, 96)
    assert ImageStat.Stat(night.convert("L")).mean < ImageStat.Stat(day.convert("L")).mean


def test_every_later_stage_is_nearer_to_the_finished_picture() -> None:
    finished = paint(GIRL, 7, 96, 96)
    distances = [
        difference(finished, paint(GIRL, 7, 96, 96, progress)) for progress in (0.0, 0.3, 0.6, 0.9)
    ]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] > 0


@pytest.mark.parametrize("progress", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("size", [(8, 8), (64, 200), (1216, 832), (1, 1), (2000, 60)])
def test_pictures_have_the_size_asked_for(size: tuple[int, int], progress: float) -> None:
    image = paint("landscape", 1, *size, progress)
    assert (image.size, image.mode) == (size, "RGB")


@pytest.mark.parametrize(
    "prompt",
    [
        "9girls, 9boys",
        "(masterpiece:1.2), <lora:x:0.5>, \\(unbalanced, [[[",
        "雪, 夜, 猫",
        "\ud800 broken text",
        "1girl, witch hat, beret, straw hat, cat ears, glasses, headphones, scarf, hair flower",
        "2girls, twintails, ponytail, braid, hair bun, ribbon, closed eyes, open mouth, blush",
        "space, aurora, fireworks, lanterns, snow, rain, petals, leaves, boat, house, city, sea",
        "library, indoors, 1boy, smile",
    ],
)
def test_any_prompt_can_be_painted(prompt: str) -> None:
    assert paint(prompt, 2, 64, 96).size == (64, 96)


@pytest.mark.parametrize("text", ["1girl\nSteps: 2, Seed: 1", "雪の夜\nSteps: 2", ""])
def test_the_infotext_is_in_the_png(text: str) -> None:
    data = png_bytes(paint("x", 1, 16, 16), text)
    assert Image.open(BytesIO(data)).info["parameters"] == text


def test_a_png_without_infotext_has_no_text() -> None:
    data = png_bytes(paint("x", 1, 16, 16), None)
    assert Image.open(BytesIO(data)).info == {}
