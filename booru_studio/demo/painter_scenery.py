"""Land, water and weather of a painted picture, and the order in which they are laid on."""

import math
from random import Random

from booru_studio.demo.painter_canvas import Canvas, Point, on_circle, smooth
from booru_studio.demo.painter_plants import paint_flowers, paint_trees
from booru_studio.demo.painter_sky import paint_sky
from booru_studio.demo.painter_town import paint_city, paint_house, paint_window
from booru_studio.demo.painter_words import DARK_SKIES, WHITE, Colour, Scene, land_shade, mix


def paint_background(canvas: Canvas, scene: Scene, rng: Random) -> None:
    """Paint sky and land from far to near; softened when people stand before it."""
    canvas.gradient(*scene.sky)
    if scene.is_plain:
        _plain_shapes(canvas, scene, rng)
        return
    paint_sky(canvas, scene, rng)
    _land(canvas, scene, rng)
    if scene.people:
        canvas.soften(0.006)


def paint_air(canvas: Canvas, scene: Scene, rng: Random) -> None:
    """Paint what floats before everything: petals, leaves, snow, rain, lights."""
    if "petals" in scene.things:
        _petals(canvas, rng, mix((250, 176, 200), scene.accent, 0.25), 34)
    if "leaves" in scene.things:
        _petals(canvas, rng, (224, 112, 52), 26)
    if "snow" in scene.things:
        _specks(canvas, rng, 130, 0.0045)
    if "rain" in scene.things:
        _rain(canvas, rng)
    if "lanterns" in scene.things or (scene.people and scene.sky_name in DARK_SKIES):
        _lights(canvas, rng, mix((255, 214, 130), scene.accent, 0.2))


def _land(canvas: Canvas, scene: Scene, rng: Random) -> None:
    things, horizon = scene.things, canvas.tall * rng.uniform(0.5, 0.68)
    if "window" in things:
        paint_window(canvas, scene, rng)
        return
    if "mountains" in things:
        _mountains(canvas, scene, horizon, rng)
    if "sea" in things:
        _sea(canvas, scene, horizon, rng)
    if "city" in things:
        paint_city(canvas, scene, horizon + 0.02, rng)
    if things & {"hills", "flowers", "forest", "house", "mountains"} and "sea" not in things:
        _hills(canvas, scene, horizon, rng)
    if "forest" in things:
        paint_trees(canvas, scene, horizon, rng)
    if "house" in things:
        paint_house(canvas, scene, rng.uniform(0.35, 0.65), horizon + 0.14, rng)
    if "flowers" in things:
        paint_flowers(canvas, scene, horizon, rng)
    if "boat" in things:
        _boat(canvas, scene, rng.uniform(0.2, 0.8), horizon + 0.05)


def _plain_shapes(canvas: Canvas, scene: Scene, rng: Random) -> None:
    for _ in range(9):
        centre = (rng.random(), rng.random() * canvas.tall)
        radius = rng.uniform(0.05, 0.22)
        ring = [on_circle(centre, radius, turn / 40) for turn in range(40)]
        canvas.veil(ring, mix(scene.accent, WHITE, 0.5), 0.22)


def _mountains(canvas: Canvas, scene: Scene, horizon: float, rng: Random) -> None:
    for layer, colour in enumerate(((122, 142, 190), (88, 108, 160))):
        base = horizon + 0.05
        shade = land_shade(scene, colour, 0.5 - 0.2 * layer)
        for _ in range(4):
            x, height = rng.uniform(-0.05, 1.05), rng.uniform(0.18, 0.38) * (1 - 0.3 * layer)
            half = height * rng.uniform(0.75, 1.1)
            top = (x, base - height)
            canvas.polygon([(x - half, base), top, (x + half, base)], shade)
            dark_side = [top, (x + half, base), (x + half * 0.16, base)]
            canvas.polygon(dark_side, mix(shade, (30, 36, 80), 0.14))
            _snow_cap(canvas, top, height, half, mix(WHITE, scene.sky[1], 0.25))
    canvas.glow(0.5, horizon + 0.04, 0.6, scene.sky[1], 0.5)


def _snow_cap(canvas: Canvas, top: Point, height: float, half: float, colour: Colour) -> None:
    x, y = top
    jags = [(-0.3, 0.3), (-0.15, 0.22), (-0.05, 0.32), (0.08, 0.22), (0.18, 0.33), (0.3, 0.3)]
    canvas.polygon([top, *((x + dx * half, y + dy * height) for dx, dy in jags)], colour)


def _hills(canvas: Canvas, scene: Scene, horizon: float, rng: Random) -> None:
    greens: tuple[Colour, ...] = ((136, 190, 130), (112, 176, 104), (86, 156, 86))
    if "leaves" in scene.things:
        greens = ((222, 178, 108), (206, 150, 84), (178, 118, 70))
    for layer, green in enumerate(greens):
        y, swing = horizon + layer * (canvas.tall - horizon) * 0.26, rng.uniform(0.02, 0.06)
        phase, speed = rng.uniform(0, math.tau), rng.uniform(3.0, 6.0)
        edge = [(x / 40, y + swing * math.sin(x / 40 * speed + phase)) for x in range(41)]
        shade = land_shade(scene, mix(green, scene.accent, 0.06), 0.42 - 0.2 * layer)
        canvas.polygon([*edge, (1.0, canvas.tall), (0.0, canvas.tall)], shade)
        canvas.line(edge, mix(shade, WHITE, 0.28), 0.004)


def _sea(canvas: Canvas, scene: Scene, horizon: float, rng: Random) -> None:
    far = mix(land_shade(scene, (96, 178, 220), 0.2), scene.sky[1], 0.35)
    near = land_shade(scene, (32, 104, 168), 0.0)
    canvas.gradient(far, near, start=horizon)
    for _ in range(90):
        depth = rng.random() ** 1.6
        y = horizon + 0.006 + depth * (canvas.tall - horizon)
        x, half = rng.random(), 0.012 + 0.06 * depth * rng.random()
        sparkle = mix(far, WHITE, rng.uniform(0.2, 0.75))
        canvas.ellipse(x, y, half, 0.0012 + 0.0028 * depth, sparkle)
    if canvas.tall - horizon > 0.25 and not scene.people:
        _beach(canvas, scene, rng)


def _beach(canvas: Canvas, scene: Scene, rng: Random) -> None:
    base, phase = canvas.tall - 0.09, rng.uniform(0, math.tau)
    for lift, colour in ((0.016, WHITE), (0.0, land_shade(scene, (240, 220, 180), 0.05))):
        edge: list[Point] = [
            (x / 30, base - lift + 0.025 * math.sin(x / 30 * 5 + phase)) for x in range(31)
        ]
        canvas.polygon([*edge, (1.0, canvas.tall), (0.0, canvas.tall)], colour)


def _boat(canvas: Canvas, scene: Scene, x: float, y: float) -> None:
    hull = land_shade(scene, (150, 84, 64), 0.1)
    sail = land_shade(scene, mix(WHITE, scene.accent, 0.12), 0.05)
    planks = [(x - 0.07, y), (x + 0.08, y), (x + 0.05, y + 0.03), (x - 0.05, y + 0.03)]
    canvas.polygon(planks, hull)
    canvas.line([(x, y), (x, y - 0.17)], hull, 0.005)
    canvas.polygon([(x + 0.006, y - 0.16), (x + 0.075, y - 0.02), (x + 0.006, y - 0.012)], sail)
    jib = [(x - 0.006, y - 0.14), (x - 0.05, y - 0.02), (x - 0.006, y - 0.012)]
    canvas.polygon(jib, scene.accent)


def _petals(canvas: Canvas, rng: Random, colour: Colour, count: int) -> None:
    form = ((-1.0, 0.0), (0.1, 0.5), (1.0, 0.18), (0.8, 0.0), (1.0, -0.18), (0.1, -0.5))
    for _ in range(count):
        x, y, size = rng.random(), rng.random() * canvas.tall, rng.uniform(0.006, 0.017)
        turn = rng.uniform(0, math.tau)
        along, across = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
        shape = [
            (x + size * (a * along[0] + b * across[0]), y + size * (a * along[1] + b * across[1]))
            for a, b in form
        ]
        canvas.polygon(smooth(shape, pieces=4), mix(colour, WHITE, rng.uniform(0.0, 0.45)))


def _specks(canvas: Canvas, rng: Random, count: int, largest: float) -> None:
    for _ in range(count):
        size = rng.uniform(0.25, 1.0) * largest
        canvas.ellipse(rng.random(), rng.random() * canvas.tall, size, size, WHITE)


def _rain(canvas: Canvas, rng: Random) -> None:
    for _ in range(120):
        x, y, length = rng.random() * 1.1, rng.random() * canvas.tall, rng.uniform(0.02, 0.06)
        canvas.line([(x, y), (x - length * 0.22, y + length)], (214, 228, 244), 0.0012)


def _lights(canvas: Canvas, rng: Random, colour: Colour) -> None:
    for _ in range(16):
        x, y = rng.random(), canvas.tall * rng.uniform(0.15, 1.0)
        canvas.glow(x, y, rng.uniform(0.015, 0.05), colour, rng.uniform(0.4, 0.9))
