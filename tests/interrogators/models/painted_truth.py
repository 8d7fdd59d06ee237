"""Pictures of the demo's painter with the tags that are truly seen in them."""

from collections.abc import Callable, Iterator
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from booru_studio.demo.booru_cast import PERSONAS, SCENES
from booru_studio.demo.painter import paint
from booru_studio.demo.painter_words import COLOURS, Scene, read_scene

CELLS = 28  # a side, of the 448 pixels that the model takes
_HAIR = {
    "black_hair": ("black",),
    "brown_hair": ("brown",),
    "blonde_hair": ("blonde", "yellow", "gold"),
    "red_hair": ("red", "crimson"),
    "orange_hair": ("orange",),
    "blue_hair": ("blue", "navy"),
    "green_hair": ("green",),
    "purple_hair": ("purple", "violet"),
    "pink_hair": ("pink",),
    "aqua_hair": ("aqua", "cyan"),
    "white_hair": ("white", "silver"),
    "grey_hair": ("grey",),
}
_WORN = ("red", "blue", "green", "white", "black", "brown", "purple", "pink", "grey", "navy")
_SEVERAL = ("2girls", "1girl, 1boy", "3girls")
_SIZES = ((832, 1216), (1024, 1024), (1216, 832), (1200, 1600), (700, 1000), (1600, 900))
_PLACES = (
    *SCENES.values(), "scenery sunset ocean", "night city", "meadow flower field day",
    "mountain lake day", "forest path", "snow winter mountain", "cherry blossoms spring petals",
    "autumn leaves park", "beach summer ocean blue_sky", "bedroom window", "rain street",
    "white_background simple_background", "night starry_sky hill", "sunrise field",
)  # fmt: skip


def _is_drawn(scene: Scene, thing: str) -> bool:
    """Say whether the painter got to draw a thing: a room or a plain background has no land."""
    return thing in scene.things and not scene.is_plain and "window" not in scene.things


def _sky(*names: str) -> Callable[[Scene], bool]:
    return lambda scene: (
        scene.sky_name in names and not scene.is_plain and "window" not in scene.things
    )


def _hair(*names: str) -> Callable[[Scene], bool]:
    tones = {COLOURS[name] for name in names}
    return lambda scene: any(person.hair in tones for person in scene.people)


def _counts(girls: int | None, boys: int | None) -> Callable[[Scene], bool]:
    def fits(scene: Scene) -> bool:
        found = [person.is_boy for person in scene.people]
        return (girls is None or found.count(False) == girls) and (
            boys is None or found.count(True) == boys
        )

    return fits


TRUTHS: dict[str, Callable[[Scene], bool]] = {
    "1girl": _counts(1, None),
    "1boy": _counts(None, 1),
    "solo": lambda scene: len(scene.people) == 1,
    "no_humans": lambda scene: not scene.people,
    **{tag: _hair(*names) for tag, names in _HAIR.items()},
    "night": _sky("night", "space"),
    "sunset": _sky("sunset"),
    "blue_sky": _sky("day"),
    "snow": lambda scene: "snow" in scene.things and scene.sky_name == "snow",
    "ocean": lambda scene: _is_drawn(scene, "sea"),
    "grass": lambda scene: (
        _is_drawn(scene, "hills") and "sea" not in scene.things and "leaves" not in scene.things
    ),
    "tree": lambda scene: _is_drawn(scene, "forest"),
    "flower": lambda scene: _is_drawn(scene, "flowers"),
    "cityscape": lambda scene: _is_drawn(scene, "city"),
    "mountain": lambda scene: _is_drawn(scene, "mountains"),
    "indoors": lambda scene: "window" in scene.things and not scene.is_plain,
    "simple_background": lambda scene: scene.is_plain,
}


def prompts(number: int, seed: int) -> Iterator[tuple[str, int, tuple[int, int]]]:
    """Yield prompts of the demo's people and places, each with a seed and a size."""
    rng = Random(seed)
    for picture in range(number):
        words = [*_people(rng), *rng.choice(_PLACES).replace("_", " ").split(", ")]
        yield ", ".join(words), picture, rng.choice(_SIZES)


def sample(prompt: str, seed: int, size: tuple[int, int]) -> tuple[NDArray[np.float32], list[bool]]:
    """Paint a picture; return its cells as `cells_of` does, and which of `TRUTHS` hold."""
    shrink = 320 / max(size)
    picture = paint(prompt, seed, round(size[0] * shrink), round(size[1] * shrink))
    scene = read_scene(prompt, seed)
    return cells_of(picture), [holds(scene) for holds in TRUTHS.values()]


def cells_of(picture: Image.Image) -> NDArray[np.float32]:
    """Return the mean colour of each cell of the padded square, RGB from -0.5 to 0.5."""
    side = max(picture.size)
    canvas = Image.new("RGB", (side, side), (255, 255, 255))
    canvas.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    square = canvas.resize((448, 448), Image.Resampling.BICUBIC)
    pixels = np.asarray(square, dtype=np.float32) / 255 - 0.5
    step = 448 // CELLS
    return pixels.reshape(CELLS, step, CELLS, step, 3).mean(axis=(1, 3))


def _people(rng: Random) -> list[str]:
    count = rng.choice(("no humans",) * 5 + ("1girl",) * 7 + ("1boy",) * 6 + _SEVERAL)
    words = [count]
    if count == "no humans":
        return words
    if rng.random() < 0.3:
        persona = rng.choice([one for one in PERSONAS if one.kind in ("girl", "boy")])
        return [
            "1girl" if persona.kind == "girl" else "1boy",
            *f"{persona.looks} {persona.wears}".replace(" ", ", ").replace("_", " ").split(", "),
        ]
    for _ in range(2 if "2" in count or "," in count else 3 if "3" in count else 1):
        tone = rng.choice([name for names in _HAIR.values() for name in names])
        words.append(f"{tone} hair")
    words.append(rng.choice(("long hair", "short hair", "medium hair", "long hair, twintails")))
    words.append(f"{rng.choice(_WORN)} {rng.choice(('dress', 'shirt', 'jacket', 'sweater'))}")
    words += rng.sample(("smile", "glasses", "hat", "blush", "open mouth"), rng.randint(0, 2))
    return words
