"""Buildings and rooms of a painted picture."""

from random import Random

from booru_studio.demo.painter_canvas import Canvas
from booru_studio.demo.painter_words import DARK_SKIES, WHITE, Colour, Scene, land_shade, mix

_LIT: Colour = (255, 222, 140)


def paint_city(canvas: Canvas, scene: Scene, horizon: float, rng: Random) -> None:
    """Paint two rows of buildings with windows, lit when the sky is dark or red."""
    is_lit = scene.sky_name in DARK_SKIES or scene.sky_name in {"sunset", "rain"}
    for row, colour in enumerate(((128, 140, 186), (92, 100, 150))):
        x = -rng.random() * 0.08
        while x < 1.0:
            width = rng.uniform(0.07, 0.14) * (1 + 0.35 * row)
            height = rng.uniform(0.16, 0.46) * (1 - 0.25 * row)
            base = canvas.tall if row else horizon + 0.3
            top = horizon - height + 0.16 * row
            paint = mix(colour, scene.accent, rng.uniform(0.0, 0.22))
            tone = land_shade(scene, paint, 0.4 - 0.26 * row)
            _building(canvas, (x, top, x + width, base), tone, is_lit, rng)
            x += width + rng.uniform(0.0, 0.03)
    if is_lit:
        canvas.glow(0.5, horizon + 0.3, 0.75, mix(_LIT, scene.accent, 0.4), 0.4)


def paint_house(canvas: Canvas, scene: Scene, x: float, base: float, rng: Random) -> None:
    """Paint a small house with a red or blue roof and one chimney."""
    wall = land_shade(scene, (246, 232, 210), 0.05)
    roof = land_shade(scene, rng.choice(((198, 92, 78), (88, 112, 178), scene.accent)), 0.05)
    half, height = 0.1, 0.11
    canvas.polygon(
        [(x + 0.05, base - height - 0.1), (x + 0.075, base - height - 0.1),
         (x + 0.075, base - height), (x + 0.05, base - height)], mix(wall, roof, 0.4)
    )  # fmt: skip
    canvas.polygon(_box(x - half, base - height, x + half, base), wall)
    canvas.polygon(_box(x, base - height, x + half, base), mix(wall, (60, 60, 110), 0.12))
    eaves = [(x - half - 0.025, base - height), (x, base - height - 0.1),
             (x + half + 0.025, base - height)]  # fmt: skip
    canvas.polygon(eaves, roof)
    glass = _LIT if scene.sky_name in DARK_SKIES else (170, 212, 240)
    for offset in (-0.06, 0.03):
        canvas.polygon(_box(x + offset, base - 0.08, x + offset + 0.035, base - 0.04), glass)
    if scene.sky_name in DARK_SKIES:
        canvas.glow(x, base - 0.06, 0.16, _LIT, 0.6)


def paint_window(canvas: Canvas, scene: Scene, rng: Random) -> None:
    """Paint a room: a large window with the sky in it, curtains, and a shelf."""
    wall = mix((238, 222, 204), scene.accent, 0.12)
    left, top = rng.uniform(0.1, 0.3), canvas.tall * 0.08
    right, bottom = left + 0.56, canvas.tall * 0.66
    canvas.gradient(mix(wall, WHITE, 0.15), mix(wall, (120, 90, 100), 0.18))
    frame_box = _box(left - 0.02, top - 0.02, right + 0.02, bottom + 0.02)
    canvas.polygon(frame_box, mix(wall, WHITE, 0.7))
    canvas.polygon(_box(left, top, right, bottom), (176, 218, 246))
    for step in range(5):
        x, height = left + 0.56 * (0.1 + 0.2 * step), 0.05 + 0.02 * (step % 2)
        canvas.ellipse(x, bottom, 0.07, height, (132, 186, 128))
    middle = (left + right) / 2
    for frame in (_box(middle - 0.006, top, middle + 0.006, bottom),
                  _box(left, (top + bottom) / 2 - 0.006, right, (top + bottom) / 2 + 0.006),
                  _box(left - 0.03, bottom, right + 0.03, bottom + 0.06)):  # fmt: skip
        canvas.polygon(frame, mix(wall, WHITE, 0.7))
    for edge, sign in ((left, 1.0), (right, -1.0)):
        canvas.polygon(
            [(edge - 0.06 * sign, top - 0.03), (edge + 0.13 * sign, top - 0.03),
             (edge + 0.05 * sign, bottom * 0.6), (edge + 0.07 * sign, bottom + 0.05),
             (edge - 0.07 * sign, bottom + 0.05)], mix(scene.accent, WHITE, 0.45)
        )  # fmt: skip
    canvas.glow(middle, (top + bottom) / 2, 0.6, (255, 246, 222), 0.45)


def _building(
    canvas: Canvas, box: tuple[float, float, float, float], tone: Colour, is_lit: bool, rng: Random
) -> None:
    left, top, right, base = box
    canvas.polygon(_box(*box), tone)
    dark_side = _box(left + (right - left) * 0.72, top, right, base)
    canvas.polygon(dark_side, mix(tone, (20, 24, 70), 0.16))
    if rng.random() < 0.3:
        middle = (left + right) / 2
        canvas.line([(middle, top), (middle, top - 0.06)], tone, 0.004)
    columns, side = 4, (right - left) / 5.6
    for row in range(12):
        for column in range(columns):
            x, y = left + side * (0.5 + 1.25 * column), top + side * (0.6 + 1.5 * row)
            drawn = rng.random()
            if y + side * 0.7 < base and drawn < 0.8:
                shines = is_lit and drawn < 0.5
                glass = mix(_LIT, tone, drawn * 0.6) if shines else mix(tone, WHITE, 0.2)
                canvas.polygon(_box(x, y, x + side * 0.62, y + side * 0.8), glass)


def _box(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]
