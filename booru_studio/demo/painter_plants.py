"""Trees and flowers of a painted picture."""

import math
from random import Random

from booru_studio.demo.painter_canvas import Canvas
from booru_studio.demo.painter_words import WHITE, Colour, Scene, land_shade, mix


def paint_trees(canvas: Canvas, scene: Scene, horizon: float, rng: Random) -> None:
    """Paint a row of far firs and a few near round trees at the sides."""
    for _ in range(26):
        x, height = rng.random(), rng.uniform(0.1, 0.2)
        _fir(canvas, x, horizon + 0.05, height, land_shade(scene, (58, 122, 92), 0.3))
    near = 5 if canvas.tall > 0.8 else 4
    for index in range(near):
        side = 0.16 if index % 2 else 0.84
        x = side + rng.uniform(-0.17, 0.17)
        _round_tree(canvas, scene, x, canvas.tall * rng.uniform(0.78, 0.92), rng)


def paint_flowers(canvas: Canvas, scene: Scene, horizon: float, rng: Random) -> None:
    """Paint a field of flowers, larger towards the viewer."""
    depth_span = canvas.tall - horizon
    places = sorted((rng.random() ** 0.7, rng.random()) for _ in range(150))
    for depth, x in places:
        y = horizon + depth_span * (0.12 + 0.86 * depth)
        size = 0.004 + 0.022 * depth**2
        tone = mix(scene.accent, rng.choice((WHITE, (255, 200, 120), scene.accent)), 0.35)
        stem = land_shade(scene, (74, 140, 80), 0.25 * (1 - depth))
        canvas.line([(x, y), (x + 0.2 * size, y + size * 2.6)], stem, size * 0.28)
        _flower(canvas, x, y, size, land_shade(scene, tone, 0.3 * (1 - depth)))


def _flower(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    if size > 0.008:
        for petal in range(5):
            angle = petal / 5 * math.tau - 1.57
            px, py = x + size * 0.62 * math.cos(angle), y + size * 0.52 * math.sin(angle)
            canvas.ellipse(px, py, size * 0.5, size * 0.46, mix(colour, WHITE, 0.1 * (petal % 3)))
        canvas.ellipse(x, y, size * 0.32, size * 0.3, (255, 226, 130))
    else:
        canvas.ellipse(x, y, size, size * 0.85, colour)


def _fir(canvas: Canvas, x: float, base: float, height: float, colour: Colour) -> None:
    for tier in range(3):
        y, half = base - height * 0.26 * tier, height * (0.27 - 0.06 * tier)
        top = y - height * 0.5
        canvas.polygon([(x - half, y), (x, top), (x + half, y)], colour)
        canvas.polygon([(x, top), (x + half, y), (x, y)], mix(colour, (20, 30, 70), 0.1))


def _round_tree(canvas: Canvas, scene: Scene, x: float, base: float, rng: Random) -> None:
    height = rng.uniform(0.3, 0.46)
    leaf = rng.choice(((96, 168, 96), (70, 148, 92), (124, 182, 92)))
    if "petals" in scene.things:
        leaf = (246, 172, 198)
    if "leaves" in scene.things:
        leaf = rng.choice(((230, 136, 62), (214, 98, 58), (240, 182, 84)))
    trunk, green = land_shade(scene, (112, 82, 70), 0.0), land_shade(scene, leaf, 0.04)
    foot = height * 0.05
    crown = base - height
    canvas.polygon(
        [(x - foot, base), (x - foot * 0.5, crown), (x + foot * 0.5, crown), (x + foot, base)],
        trunk,
    )
    puffs = [
        (x + height * rng.uniform(-0.3, 0.3), crown + height * rng.uniform(-0.24, 0.26))
        for _ in range(9)
    ]
    for share, lift in ((0.0, 0.0), (0.24, 0.045)):
        tone = mix(mix(green, (40, 50, 110), 0.16), mix(green, WHITE, 0.3), share * 2)
        size = height * (0.24 - 0.2 * share)
        for px, py in puffs:
            canvas.ellipse(px - lift * height, py - lift * height * 1.6, size, size * 0.9, tone)
