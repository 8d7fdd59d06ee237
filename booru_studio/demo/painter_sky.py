"""Skies of a painted picture: sun, moon, stars, clouds and what lights up among them."""

import math
from random import Random

from booru_studio.demo.painter_canvas import Canvas, on_circle
from booru_studio.demo.painter_words import DARK_SKIES, WHITE, Scene, mix


def paint_sky(canvas: Canvas, scene: Scene, rng: Random) -> None:
    """Paint what hangs in the sky over a gradient that is there already."""
    things = scene.things
    if "aurora" in things:
        _aurora(canvas, rng)
    if "stars" in things:
        _stars(canvas, rng)
    _lamp(canvas, scene, rng)
    if "clouds" in things and scene.sky_name not in DARK_SKIES:
        for _ in range(rng.randint(2, 6)):
            _cloud(canvas, scene, rng)
    if "fireworks" in things:
        for _ in range(4):
            _firework(canvas, rng)


def _lamp(canvas: Canvas, scene: Scene, rng: Random) -> None:
    x = rng.choice((rng.uniform(0.12, 0.34), rng.uniform(0.66, 0.88)))
    if scene.sky_name == "space":
        _planet(canvas, scene, rng)
    elif "moon" in scene.things:
        _moon(canvas, scene, x, canvas.tall * rng.uniform(0.14, 0.28), rng)
    elif "sun" in scene.things:
        _sun(canvas, x, canvas.tall * rng.uniform(0.3, 0.46))
    elif scene.sky_name == "day":
        canvas.glow(x, 0.06, 0.5, WHITE, 0.55)


def _stars(canvas: Canvas, rng: Random) -> None:
    for _ in range(150):
        x, y = rng.random(), rng.random() ** 1.5 * canvas.tall * 0.7
        size = rng.uniform(0.0008, 0.0026)
        canvas.ellipse(x, y, size, size, mix((190, 205, 255), WHITE, rng.random()))
    for _ in range(7):
        x, y, arm = rng.random(), rng.random() * canvas.tall * 0.45, rng.uniform(0.008, 0.018)
        canvas.glow(x, y, arm * 2, WHITE, 0.5)
        for dx, dy in ((arm, arm * 0.12), (arm * 0.12, arm)):
            canvas.polygon([(x - dx, y), (x, y - dy), (x + dx, y), (x, y + dy)], WHITE)


def _moon(canvas: Canvas, scene: Scene, x: float, y: float, rng: Random) -> None:
    radius = rng.uniform(0.07, 0.105)
    canvas.glow(x, y, radius * 4.2, (176, 196, 255), 0.6)
    canvas.ellipse(x, y, radius, radius, (252, 246, 220))
    if rng.random() < 0.5:
        shade = mix(*scene.sky, 0.22)
        canvas.ellipse(x + radius * 0.42, y - radius * 0.16, radius * 0.88, radius * 0.88, shade)
    else:
        for dx, dy, size in ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.16), (0.36, -0.3, 0.1)):
            spot = (x + dx * radius, y + dy * radius)
            canvas.ellipse(*spot, size * radius, size * radius, (234, 226, 200))


def _sun(canvas: Canvas, x: float, y: float) -> None:
    canvas.glow(x, y, 0.62, (255, 190, 120), 0.7)
    canvas.glow(x, y, 0.26, (255, 236, 180), 0.9)
    canvas.ellipse(x, y, 0.075, 0.075, (255, 248, 214))


def _cloud(canvas: Canvas, scene: Scene, rng: Random) -> None:
    x, y = rng.random(), canvas.tall * rng.uniform(0.05, 0.44)
    width = rng.uniform(0.1, 0.24)
    light = mix(WHITE, scene.sky[1], 0.45 if scene.sky_name == "rain" else 0.12)
    shade = mix(light, scene.sky[0], 0.3)
    puffs = [
        (x + width * across, y - width * lift, width * rng.uniform(0.17, 0.34))
        for across, lift in ((-0.75, 0), (-0.38, 0.16), (0.0, 0.3), (0.36, 0.17), (0.74, 0.0))
    ]
    for colour, drop in ((shade, 0.06), (light, 0.0)):
        for px, py, size in puffs:
            canvas.ellipse(px, py + width * drop, size, size * 0.82, colour)
    base = y + width * 0.12
    canvas.ellipse(x, base, width, width * 0.16, light)


def _aurora(canvas: Canvas, rng: Random) -> None:
    for colour in ((96, 240, 190), (120, 160, 255), (200, 130, 250)):
        base, sway = canvas.tall * rng.uniform(0.18, 0.4), rng.uniform(0, math.tau)
        for step in range(90):
            x, wide = step / 90, 1 / 90
            y = base + 0.07 * math.sin(x * 7 + sway)
            shine = 0.16 + 0.1 * math.sin(x * 19 + sway)
            for top, share in ((0.2, 0.4), (0.13, 0.6), (0.07, 1.0)):
                column = [(x, y - top), (x + wide, y - top), (x + wide, y), (x, y)]
                canvas.veil(column, colour, shine * share)


def _planet(canvas: Canvas, scene: Scene, rng: Random) -> None:
    x, y, radius = rng.uniform(0.25, 0.75), canvas.tall * rng.uniform(0.55, 0.75), 0.17
    tone = mix(scene.accent, (120, 110, 190), 0.3)
    canvas.glow(x, y, radius * 2.6, mix(tone, WHITE, 0.3), 0.5)
    canvas.ellipse(x, y, radius, radius, tone)
    for lift, size in ((-0.5, 0.1), (-0.12, 0.14), (0.36, 0.09)):
        half = radius * math.sqrt(1 - lift * lift) * 0.96
        canvas.ellipse(x, y + lift * radius, half, radius * size, mix(tone, WHITE, 0.22))
    # The far side of the ring, from angle pi to two pi, is hidden by the planet.
    turns = [math.pi * (step / 40 * 1.36 - 0.18) for step in range(41)]
    ring = [
        (x + 1.7 * radius * across, y + radius * (0.36 * down - 0.2 * across))
        for across, down in ((math.cos(turn), math.sin(turn)) for turn in turns)
    ]
    canvas.line(ring, mix(tone, WHITE, 0.6), 0.012)


def _firework(canvas: Canvas, rng: Random) -> None:
    centre = (rng.uniform(0.12, 0.88), canvas.tall * rng.uniform(0.1, 0.38))
    radius = rng.uniform(0.07, 0.15)
    colour = rng.choice(((255, 150, 130), (255, 220, 140), (150, 220, 255), (230, 170, 255)))
    canvas.glow(*centre, radius * 1.5, colour, 0.45)
    for ray in range(26):
        for reach in (0.5, 0.68, 0.84, 1.0):
            x, y = on_circle(centre, radius * reach, ray / 26)
            spark = mix(colour, WHITE, 1 - reach)
            canvas.ellipse(x, y + 0.02 * reach * reach, 0.003, 0.003, spark)
