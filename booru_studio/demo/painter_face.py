"""Faces of painted people: skin, eyes, brows, mouth and glasses."""

from booru_studio.demo.painter_canvas import Point
from booru_studio.demo.painter_sketch import Sketch
from booru_studio.demo.painter_words import WHITE, Colour, Person, mix

_EYE_X, _EYE_Y = 0.4, 0.2
_INK: Colour = (62, 40, 56)


def paint_head(sketch: Sketch, person: Person, skin: Colour) -> None:
    """Paint a bare head seen from the front."""
    for side in (-1, 1):
        sketch.disc(side * 0.86, 0.2, 0.13, 0.2, mix(skin, (220, 130, 120), 0.22))
    jaw = 0.66 if person.is_boy else 0.6
    sketch.shape(
        [(-0.86, -0.3), (-0.6, -0.82), (0.0, -1.0), (0.6, -0.82), (0.86, -0.3), (0.82, 0.3),
         (jaw, 0.66), (0.2, 0.93), (0.0, 0.98), (-0.2, 0.93), (-jaw, 0.66), (-0.82, 0.3)],
        skin,
    )  # fmt: skip


def paint_features(sketch: Sketch, person: Person, skin: Colour) -> None:
    """Paint eyes, brows, nose, mouth and glasses on a head."""
    for side in (-1, 1):
        strength = 0.62 if "blush" in person.extras else 0.4
        sketch.glow(side * 0.56, 0.48, 0.24, (248, 136, 140), strength)
        _eye(sketch, person, side)
    sketch.stroke([(-0.02, 0.42), (0.03, 0.46)], mix(skin, (170, 80, 80), 0.6), 0.03)
    _mouth(sketch, person)
    if "glasses" in person.extras:
        _glasses(sketch)


def _eye(sketch: Sketch, person: Person, side: int) -> None:
    x, y = side * _EYE_X, _EYE_Y
    brow = mix(person.hair, (50, 36, 50), 0.45)
    arch = [(x - side * 0.2, y - 0.37), (x, y - 0.43), (x + side * 0.2, y - 0.38)]
    sketch.stroke(arch, brow, 0.04)
    if "closed eyes" in person.extras:
        sketch.stroke([(x - 0.21, y), (x, y + 0.1), (x + 0.21, y)], _INK, 0.055)
        return
    half, tall = (0.17, 0.19) if person.is_boy else (0.195, 0.245)
    white: list[Point] = [
        (x - 0.25, y - 0.02), (x - 0.12, y - tall), (x + 0.12, y - tall), (x + 0.25, y - 0.02),
        (x + 0.13, y + tall), (x - 0.13, y + tall),
    ]  # fmt: skip
    sketch.shape(white, (252, 250, 252), line=False)
    dark = mix(person.eyes, (22, 14, 48), 0.62)
    sketch.disc(x, y, half, tall, mix(dark, (20, 12, 40), 0.35))
    sketch.disc(x, y + 0.01, half * 0.9, tall * 0.92, mix(person.eyes, dark, 0.45))
    sketch.disc(x, y + tall * 0.34, half * 0.74, tall * 0.58, person.eyes)
    sketch.disc(x, y + tall * 0.56, half * 0.5, tall * 0.32, mix(person.eyes, WHITE, 0.45))
    sketch.disc(x, y - tall * 0.02, half * 0.38, tall * 0.44, mix(dark, (10, 6, 30), 0.5))
    sketch.disc(x - half * 0.38, y - tall * 0.42, half * 0.34, tall * 0.27, WHITE)
    sketch.disc(x + half * 0.4, y + tall * 0.4, half * 0.17, tall * 0.13, WHITE)
    _lashes(sketch, x, y, tall, side)


def _lashes(sketch: Sketch, x: float, y: float, tall: float, side: int) -> None:
    lid: list[Point] = [
        (x - side * 0.24, y - tall * 0.32), (x - side * 0.12, y - tall * 0.98),
        (x + side * 0.1, y - tall * 1.04), (x + side * 0.23, y - tall * 0.5),
        (x + side * 0.31, y - tall * 0.5), (x + side * 0.25, y - tall * 0.1),
        (x + side * 0.19, y - tall * 0.52), (x + side * 0.06, y - tall * 0.78),
        (x - side * 0.1, y - tall * 0.74),
    ]  # fmt: skip
    sketch.shape(lid, _INK, line=False)
    lower = [(x - 0.1, y + tall * 1.02), (x + 0.1, y + tall * 1.02)]
    sketch.stroke(lower, mix(_INK, WHITE, 0.25), 0.022)


def _mouth(sketch: Sketch, person: Person) -> None:
    if "open mouth" in person.extras:
        sketch.shape([(-0.15, 0.64), (0.0, 0.66), (0.15, 0.64), (0.08, 0.79), (-0.08, 0.79)],
                     (206, 86, 92))  # fmt: skip
        sketch.disc(0.0, 0.75, 0.06, 0.03, (246, 150, 150))
        return
    lift = 0.065 if "smile" in person.extras or not person.is_boy else 0.02
    sketch.stroke([(-0.13, 0.67), (0.0, 0.67 + lift), (0.13, 0.67)], (152, 70, 78), 0.034)


def _glasses(sketch: Sketch) -> None:
    frame: Colour = (70, 56, 80)
    for side in (-1, 1):
        x, y = side * _EYE_X, _EYE_Y + 0.03
        rim: list[Point] = [
            (x - 0.31, y), (x - 0.22, y - 0.26), (x + 0.22, y - 0.26), (x + 0.31, y),
            (x + 0.22, y + 0.27), (x - 0.22, y + 0.27), (x - 0.31, y),
        ]  # fmt: skip
        sketch.veil(rim[:-1], (226, 240, 255), 0.16)
        sketch.stroke(rim, frame, 0.036)
        sketch.stroke([(side * 0.7, y - 0.05), (side * 0.88, y - 0.1)], frame, 0.036)
    sketch.stroke([(-0.1, 0.18), (0.0, 0.15), (0.1, 0.18)], frame, 0.036)
