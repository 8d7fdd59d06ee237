"""Hair of painted people, behind and before the face, and what sits on it."""

from booru_studio.demo.painter_canvas import Point, smooth
from booru_studio.demo.painter_sketch import Sketch
from booru_studio.demo.painter_words import WHITE, Colour, Person, mix

_REACH = {"long": 3.0, "medium": 1.35, "short": 0.72}


def paint_back_hair(sketch: Sketch, person: Person) -> None:
    """Paint the hair behind head and shoulders."""
    dark = mix(person.hair, (40, 26, 70), 0.24)
    if "cat ears" in person.extras:
        _cat_ears(sketch, person)
    if person.style in {"twintails", "ponytail", "braid"}:
        _tails(sketch, person, dark)
    if person.style == "hair bun":
        sketch.shape([(-0.4, -1.05), (-0.3, -1.55), (0.3, -1.55), (0.4, -1.05)], person.hair)
    tied = person.style in {"ponytail", "hair bun", "braid", "twintails"}
    reach = _REACH["short"] if tied or person.style == "bob cut" else _REACH[person.length]
    flare = 1.12 + 0.07 * reach
    outline: list[Point] = [
        (0.0, -1.24), (-0.72, -1.06), (-1.08, -0.4), (-1.12, 0.3), (-flare, reach * 0.7),
        (-flare * 0.9, reach), (-0.5, reach * 0.94 + 0.06), (0.0, reach * 1.02),
        (0.5, reach * 0.94 + 0.06), (flare * 0.9, reach), (flare, reach * 0.7),
        (1.12, 0.3), (1.08, -0.4), (0.72, -1.06),
    ]  # fmt: skip
    sketch.shape(outline, dark)
    for x in (-0.86, -0.45, 0.45, 0.86):
        tone = mix(person.hair, (40, 26, 70), 0.42)
        sketch.stroke([(x * 0.9, 0.4), (x * 1.08, reach * 0.7), (x, reach * 0.95)], tone, 0.025)


def paint_fringe_shadow(sketch: Sketch, person: Person, skin: Colour) -> None:
    """Paint the shadow that the fringe throws on the bare face."""
    tips = [(x * 0.92, y + 0.1) for x, y in _fringe_tips(person.is_boy)]
    shade = mix(skin, (206, 110, 120), 0.3)
    sketch.shape([(0.8, -0.3), (-0.8, -0.3), *tips], shade, curved=False, line=False)


def paint_front_hair(sketch: Sketch, person: Person) -> None:
    """Paint fringe, side locks and shine over the face."""
    side_reach = 0.55 if person.is_boy else {"short": 0.72, "medium": 1.2}.get(person.length, 1.9)
    for side in (-1, 1):
        lock: list[Point] = [
            (side * 0.98, -0.5), (side * 1.1, 0.1), (side * 1.06, side_reach * 0.6),
            (side * 0.92, side_reach), (side * 0.84, side_reach * 0.62), (side * 0.76, 0.1),
            (side * 0.8, -0.36),
        ]  # fmt: skip
        sketch.shape(lock, person.hair)
    crown = smooth(_crown(person.is_boy), closed=False, pieces=1 if person.is_boy else 6)
    sketch.shape([*crown, *_fringe_tips(person.is_boy)], person.hair, curved=False)
    strand = mix(person.hair, (40, 26, 70), 0.3)
    for x in (-0.62, -0.24, 0.16, 0.56):
        sketch.stroke([(x * 0.35, -1.1), (x * 0.85, -0.74), (x, -0.3)], strand, 0.02)
    _shine(sketch, person.hair)
    _ornaments(sketch, person)


def paint_hat(sketch: Sketch, person: Person) -> None:
    """Paint a hat or headphones where the prompt names them."""
    extras = person.extras
    if extras & {"hat", "straw hat"} and "witch hat" not in extras:
        _straw_hat(sketch)
    if "witch hat" in extras:
        _witch_hat(sketch)
    if "beret" in extras:
        sketch.shape([(-1.1, -0.72), (-1.0, -1.2), (0.0, -1.5), (0.95, -1.24), (0.9, -0.86),
                      (0.0, -0.96)], mix(person.clothes, (190, 60, 70), 0.5))  # fmt: skip
    if "headphones" in extras:
        sketch.stroke([(-1.08, 0.1), (-0.98, -0.8), (0.0, -1.36), (0.98, -0.8), (1.08, 0.1)],
                      (70, 70, 92), 0.11)  # fmt: skip
        for side in (-1, 1):
            sketch.shape([(side * 0.96, -0.2), (side * 1.26, -0.12), (side * 1.26, 0.42),
                          (side * 0.96, 0.48)], mix(person.eyes, WHITE, 0.2))  # fmt: skip


def _crown(is_boy: bool) -> list[Point]:
    if is_boy:
        return [
            (1.02, 0.12), (1.14, -0.34), (1.24, -0.62), (0.98, -0.8), (0.94, -1.2), (0.56, -1.16),
            (0.3, -1.46), (0.0, -1.24), (-0.36, -1.44), (-0.54, -1.14), (-0.96, -1.14),
            (-0.96, -0.78), (-1.22, -0.56), (-1.12, -0.3), (-1.02, 0.12),
        ]  # fmt: skip
    return [
        (1.02, 0.12), (1.12, -0.4), (0.92, -0.9), (0.5, -1.22), (0.0, -1.33), (-0.5, -1.22),
        (-0.92, -0.9), (-1.12, -0.4), (-1.02, 0.12),
    ]  # fmt: skip


def _fringe_tips(is_boy: bool) -> list[Point]:
    if is_boy:
        return [
            (-0.86, -0.24), (-0.72, 0.1), (-0.5, -0.34), (-0.3, 0.06), (-0.04, -0.36),
            (0.16, 0.0), (0.38, -0.38), (0.66, 0.12), (0.84, -0.26),
        ]  # fmt: skip
    return [
        (-0.9, -0.1), (-0.76, 0.16), (-0.62, -0.2), (-0.44, 0.04), (-0.3, -0.24), (-0.08, 0.1),
        (0.08, -0.22), (0.28, 0.04), (0.48, -0.24), (0.7, 0.16), (0.86, -0.12),
    ]  # fmt: skip


def _shine(sketch: Sketch, hair: Colour) -> None:
    band: list[Point] = [
        (-0.84, -0.56), (-0.5, -0.74), (0.0, -0.8), (0.5, -0.74), (0.84, -0.56), (0.7, -0.52),
        (0.56, -0.6), (0.4, -0.52), (0.2, -0.64), (0.0, -0.56), (-0.2, -0.64), (-0.4, -0.52),
        (-0.56, -0.6), (-0.7, -0.52),
    ]  # fmt: skip
    sketch.veil(band, mix(hair, WHITE, 0.75), 0.55)
    sketch.glow(-0.4, -0.9, 0.7, mix(hair, WHITE, 0.6), 0.28)


def _ornaments(sketch: Sketch, person: Person) -> None:
    if person.extras & {"ribbon", "bow"}:
        tone = mix(person.clothes, (224, 64, 92), 0.65)
        for side in (-1, 1):
            loop = [(0.62, -1.0), (0.62 + side * 0.42, -1.3), (0.62 + side * 0.44, -0.78)]
            sketch.shape(loop, tone)
        sketch.disc(0.62, -1.0, 0.1, 0.11, mix(tone, WHITE, 0.25))
    if "hair flower" in person.extras:
        for dx, dy in ((0.0, -0.17), (0.16, -0.05), (0.1, 0.13), (-0.1, 0.13), (-0.16, -0.05)):
            sketch.disc(-0.76 + dx, -0.56 + dy, 0.13, 0.13, (255, 196, 210))
        sketch.disc(-0.76, -0.56, 0.08, 0.08, (255, 224, 120))


def _tails(sketch: Sketch, person: Person, dark: Colour) -> None:
    sides = (-1, 1) if person.style == "twintails" else (1,)
    for side in sides:
        tail: list[Point] = [
            (side * 0.8, -0.86), (side * 1.3, -0.9), (side * 1.7, -0.1), (side * 1.74, 1.2),
            (side * 1.5, 2.5), (side * 1.3, 1.5), (side * 1.24, 0.4), (side * 0.96, -0.4),
        ]  # fmt: skip
        sketch.shape(tail, mix(person.hair, dark, 0.35))
        sketch.stroke([(side * 1.2, -0.6), (side * 1.5, 0.4), (side * 1.5, 1.7)], dark, 0.03)
        sketch.disc(side * 0.98, -0.74, 0.15, 0.19, mix(person.clothes, (224, 64, 92), 0.6))


def _cat_ears(sketch: Sketch, person: Person) -> None:
    for side in (-1, 1):
        sketch.shape([(side * 0.3, -1.0), (side * 0.78, -1.72), (side * 1.02, -0.68)], person.hair)
        sketch.shape([(side * 0.48, -1.04), (side * 0.76, -1.46), (side * 0.9, -0.8)],
                     (252, 190, 196), line=False)  # fmt: skip


def _straw_hat(sketch: Sketch) -> None:
    straw: Colour = (242, 212, 142)
    sketch.shape([(-1.75, -0.62), (-1.0, -0.92), (0.0, -1.0), (1.0, -0.92), (1.75, -0.62),
                  (0.95, -0.56), (0.0, -0.62), (-0.95, -0.56)], straw)  # fmt: skip
    sketch.shape([(-0.84, -0.9), (-0.74, -1.45), (0.0, -1.66), (0.74, -1.45), (0.84, -0.9),
                  (0.0, -0.98)], mix(straw, WHITE, 0.15))  # fmt: skip
    sketch.stroke([(-0.83, -1.0), (0.0, -1.1), (0.83, -1.0)], (214, 92, 96), 0.12)


def _witch_hat(sketch: Sketch) -> None:
    cloth: Colour = (70, 58, 110)
    sketch.shape([(-0.8, -0.9), (-0.36, -1.7), (0.3, -2.5), (0.62, -2.42), (0.4, -1.8),
                  (0.8, -0.9)], cloth)  # fmt: skip
    sketch.shape([(-1.7, -0.66), (-0.9, -0.94), (0.0, -1.0), (0.9, -0.94), (1.7, -0.66),
                  (0.9, -0.58), (0.0, -0.64), (-0.9, -0.58)], cloth)  # fmt: skip
    sketch.stroke([(-0.78, -1.02), (0.0, -1.12), (0.78, -1.02)], (236, 190, 92), 0.12)
