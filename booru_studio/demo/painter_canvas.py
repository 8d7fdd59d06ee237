"""The painter's canvas: shapes in units of the picture's width, painted large and made smooth."""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

from booru_studio.demo.painter_words import Colour, mix

Point = tuple[float, float]


class Canvas:
    """A picture whose x runs 0..1 from left to right and y runs 0..`tall` from top to bottom."""

    def __init__(self, width: int, height: int, background: Colour = (255, 255, 255)) -> None:
        self.size = (width, height)
        self.tall = height / width
        self.unit = width
        self.image = Image.new("RGB", (width, height), background)
        self.pen = ImageDraw.Draw(self.image)

    def gradient(self, top: Colour, bottom: Colour, start: float = 0.0) -> None:
        """Fill from `start` down to the bottom edge with a smooth change of colour."""
        row = round(start * self.unit)
        height = max(1, self.size[1] - row)
        strip = Image.new("RGB", (1, 64))
        strip.putdata([mix(top, bottom, step / 63) for step in range(64)])
        self.image.paste(strip.resize((self.size[0], height), Image.Resampling.BICUBIC), (0, row))

    def polygon(
        self, points: Sequence[Point], fill: Colour, line: Colour | None = None, pen: float = 0.0
    ) -> None:
        """Fill a shape; with `line` draw its edge too, `pen` wide."""
        pixels = self._pixels(points)
        self.pen.polygon(pixels, fill=fill)
        if line is not None:
            self.pen.line([*pixels, pixels[0]], fill=line, width=self._width(pen), joint="curve")

    def line(self, points: Sequence[Point], colour: Colour, pen: float) -> None:
        """Draw a line, `pen` wide, through the points."""
        self.pen.line(self._pixels(points), fill=colour, width=self._width(pen), joint="curve")

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """Fill an ellipse about a centre."""
        unit = self.unit
        box = ((x - rx) * unit, (y - ry) * unit, (x + rx) * unit, (y + ry) * unit)
        self.pen.ellipse(box, fill=fill)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Lighten softly about a centre; strength 0..1."""
        side = 96
        # Pillow's gradient reaches 181 at the middle of an edge and 255 in the corners.
        fall = [max(0.0, 1.0 - value / 181) ** 1.6 * strength for value in range(256)]
        ramp = Image.radial_gradient("L").resize((side, side))
        ramp = ramp.point([round(255 * share) for share in fall])
        extent = max(2, round(2 * radius * self.unit))
        mask = ramp.resize((extent, extent), Image.Resampling.BILINEAR)
        corner = (round((x - radius) * self.unit), round((y - radius) * self.unit))
        self.image.paste(colour, (*corner, corner[0] + extent, corner[1] + extent), mask)

    def veil(self, points: Sequence[Point], colour: Colour, strength: float) -> None:
        """Lay a see-through shape over the picture; strength 0..1."""
        pixels = self._pixels(points)
        left = max(0, math.floor(min(x for x, _ in pixels)))
        upper = max(0, math.floor(min(y for _, y in pixels)))
        right = min(self.size[0], math.ceil(max(x for x, _ in pixels)))
        lower = min(self.size[1], math.ceil(max(y for _, y in pixels)))
        if right <= left or lower <= upper:
            return
        mask = Image.new("L", (right - left, lower - upper), 0)
        moved = [(x - left, y - upper) for x, y in pixels]
        ImageDraw.Draw(mask).polygon(moved, fill=round(255 * strength))
        self.image.paste(colour, (left, upper, right, lower), mask)

    def soften(self, radius: float) -> None:
        """Blur everything so far, as a lens does with what is far away; radius in widths."""
        small = self.image.reduce(4)
        small = small.filter(ImageFilter.GaussianBlur(max(0.3, radius * self.unit / 4)))
        self.image.paste(small.resize(self.size, Image.Resampling.BICUBIC))

    def _pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    def _width(self, pen: float) -> int:
        return max(1, round(pen * self.unit))


def smooth(points: Sequence[Point], closed: bool = True, pieces: int = 8) -> list[Point]:
    """Lay a Catmull-Rom curve through the points."""
    count = len(points)
    spans = count if closed else count - 1

    def at(index: int) -> Point:
        return points[index % count] if closed else points[min(max(index, 0), count - 1)]

    curve = [
        _between(at(i - 1), at(i), at(i + 1), at(i + 2), step / pieces)
        for i in range(spans)
        for step in range(pieces)
    ]
    return curve if closed else [*curve, points[-1]]


def on_circle(centre: Point, radius: float, turn: float) -> Point:
    """Give the point at `turn` (0..1 around) on a circle."""
    angle = turn * math.tau
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _between(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    def axis(a: float, b: float, c: float, d: float) -> float:
        square, cube = t * t, t * t * t
        return 0.5 * (
            2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * square
            + (3 * b - a - 3 * c + d) * cube
        )  # fmt: skip

    return (
        axis(before[0], start[0], end[0], after[0]),
        axis(before[1], start[1], end[1], after[1]),
    )
