"""A person's own coordinates: the head's centre is the origin and half a head is the unit."""

from collections.abc import Sequence

from booru_studio.demo.painter_canvas import Canvas, Point, smooth
from booru_studio.demo.painter_words import Colour, mix


class Sketch:
    """Draws for one person: x to the right, y down, leaning sideways by `lean` for each unit."""

    def __init__(self, canvas: Canvas, x: float, y: float, unit: float, lean: float) -> None:
        self._canvas, self._x, self._y, self._unit, self._lean = canvas, x, y, unit, lean

    def shape(
        self,
        points: Sequence[Point],
        fill: Colour,
        *,
        curved: bool = True,
        line: bool = True,
        pen: float = 0.022,
    ) -> None:
        """Fill a shape, curved through its points, with an edge in a darker tone."""
        placed = [self.place(point) for point in points]
        outline = smooth(placed) if curved else placed
        edge = mix(fill, (48, 30, 60), 0.55) if line else None
        self._canvas.polygon(outline, fill, edge, pen * self._unit)

    def stroke(self, points: Sequence[Point], colour: Colour, pen: float) -> None:
        """Draw a curve through the points, `pen` wide."""
        placed = smooth([self.place(point) for point in points], closed=False)
        self._canvas.line(placed, colour, pen * self._unit)

    def disc(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """Fill an ellipse."""
        self._canvas.ellipse(*self.place((x, y)), rx * self._unit, ry * self._unit, fill)

    def veil(self, points: Sequence[Point], colour: Colour, strength: float) -> None:
        """Lay a see-through curved shape over what is there; strength 0..1."""
        self._canvas.veil(smooth([self.place(point) for point in points]), colour, strength)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Colour softly about a centre; strength 0..1."""
        self._canvas.glow(*self.place((x, y)), radius * self._unit, colour, strength)

    def place(self, point: Point) -> Point:
        """Give a point of the person's the place on the canvas."""
        x, y = point
        # Only the head leans: the shoulders below it stay level.
        lean = self._lean * max(-1.6, min(0.9, y) - 0.9)
        tilt = self._lean * x if y < 0.9 else self._lean * x * max(0.0, 1.0 - (y - 0.9) * 2)
        return self._x + (x - lean) * self._unit, self._y + (y + tilt) * self._unit
