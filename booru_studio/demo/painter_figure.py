"""Stylised people of a painted picture: bust portraits with hair, eyes and clothes by name."""

from random import Random

from booru_studio.demo.painter_canvas import Canvas, Point
from booru_studio.demo.painter_face import paint_features, paint_head
from booru_studio.demo.painter_hair import (
    paint_back_hair,
    paint_fringe_shadow,
    paint_front_hair,
    paint_hat,
)
from booru_studio.demo.painter_sketch import Sketch
from booru_studio.demo.painter_words import WHITE, Colour, Person, Scene, mix

SKIN: Colour = (255, 226, 208)


def paint_people(canvas: Canvas, scene: Scene, rng: Random) -> None:
    """Paint the scene's people side by side, waist up, the outer ones first."""
    count = len(scene.people)
    for index in sorted(range(count), key=lambda i: -abs(i - (count - 1) / 2)):
        middle = (index + 0.5) / count + rng.uniform(-0.03, 0.03)
        unit = min(0.19 - 0.035 * (count - 1), canvas.tall * 0.2) * rng.uniform(0.94, 1.08)
        top = canvas.tall - unit * rng.uniform(3.0, 3.35)
        lean = rng.choice((-1, 1)) * rng.uniform(0.03, 0.12)
        _paint_person(Sketch(canvas, middle, top, unit, lean), scene.people[index], scene)


def _paint_person(sketch: Sketch, person: Person, scene: Scene) -> None:
    skin = mix(SKIN, scene.sky[0], 0.07)
    paint_back_hair(sketch, person)
    _body(sketch, person, skin)
    paint_head(sketch, person, skin)
    paint_fringe_shadow(sketch, person, skin)
    paint_features(sketch, person, skin)
    paint_front_hair(sketch, person)
    paint_hat(sketch, person)


def _body(sketch: Sketch, person: Person, skin: Colour) -> None:
    wide = 1.5 if person.is_boy else 1.22
    shade = mix(skin, (206, 120, 120), 0.34)
    sketch.shape([(-0.26, 0.7), (0.26, 0.7), (0.3, 1.3), (-0.3, 1.3)], skin, curved=False)
    sketch.shape([(-0.26, 0.82), (0.27, 0.82), (0.2, 1.08), (0.0, 1.2)], shade, line=False)
    torso: list[Point] = [
        (-0.3, 1.16), (-0.72, 1.28), (-wide, 1.62), (-wide - 0.14, 2.4), (-wide - 0.16, 3.8),
        (wide + 0.16, 3.8), (wide + 0.14, 2.4), (wide, 1.62), (0.72, 1.28), (0.3, 1.16), (0.0, 1.3),
    ]  # fmt: skip
    sketch.shape(torso, person.clothes)
    fold = mix(person.clothes, (40, 36, 90), 0.22)
    for side in (-1, 1):
        edges = ((0.36, 2.0), (0.24, 2.3), (0.3, 3.8), (0.42, 3.8))
        sketch.shape([(side * (wide - inset), y) for inset, y in edges], fold, line=False)
    _collar(sketch, person)


def _collar(sketch: Sketch, person: Person) -> None:
    pale = mix(person.clothes, WHITE, 0.72)
    if min(person.clothes) > 200:
        pale = (112, 134, 190)
    for side in (-1, 1):
        lapel = [(side * 0.3, 1.1), (side * 0.66, 1.26), (side * 0.56, 1.72), (0.0, 1.6)]
        sketch.shape(lapel, pale, curved=False)
    if person.is_boy:
        sketch.shape([(-0.09, 1.58), (0.09, 1.58), (0.15, 2.5), (0.0, 2.66), (-0.15, 2.5)],
                     mix(person.eyes, (40, 40, 80), 0.25), curved=False)  # fmt: skip
        return
    ribbon = mix(person.eyes, (230, 70, 100), 0.35)
    for side in (-1, 1):
        sketch.shape([(0.0, 1.62), (side * 0.4, 1.44), (side * 0.44, 1.86)], ribbon)
        tail = [(0.0, 1.66), (side * 0.12, 1.7), (side * 0.26, 2.3), (side * 0.08, 2.24)]
        sketch.shape(tail, ribbon)
    sketch.disc(0.0, 1.64, 0.1, 0.1, mix(ribbon, WHITE, 0.2))
    if "scarf" in person.extras:
        wrap = mix(person.clothes, (220, 70, 70), 0.6)
        sketch.shape([(-0.5, 0.98), (0.5, 0.98), (0.62, 1.34), (0.0, 1.54), (-0.62, 1.34)], wrap)
        sketch.shape([(0.2, 1.36), (0.56, 1.3), (0.68, 2.4), (0.34, 2.44)], wrap)
