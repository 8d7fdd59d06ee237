"""What an interrogator sees in a picture: tags with scores, and how safe the picture seems."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from booru_studio.domain.posts import Rating, TagCategory

FLOOR = 0.05  # tags below are not kept
GENERAL_THRESHOLD = 0.35
CHARACTER_THRESHOLD = 0.85
_LEAST_MCUT_CHARACTER = 0.15


@dataclass(frozen=True, slots=True)
class SeenTag:
    """One tag, in the booru's spelling (“long_hair”)."""

    name: str
    category: TagCategory
    score: float | None  # 0-1; None where the interrogator tells none


@dataclass(frozen=True, slots=True)
class Interrogation:
    """Every tag with a score of at least `FLOOR`, the surest first; thresholds come later.

    `rating` is empty where the interrogator tells none, which never means that a picture is safe.
    """

    tags: tuple[SeenTag, ...]
    rating: Mapping[Rating, float]  # 0-1 each
    interrogator: str  # its name
    source: str  # its name with the revision of what it runs, for the cache
    seconds: float = 0.0
    notes: tuple[str, ...] = field(default=())

    def select(
        self,
        general: float = GENERAL_THRESHOLD,
        character: float = CHARACTER_THRESHOLD,
        *,
        mcut: bool = False,
    ) -> tuple[SeenTag, ...]:
        """Return the tags above the thresholds; one without a score passed those of its source.

        Args:
            general: threshold of general tags, 0-1.
            character: threshold of all others, 0-1.
            mcut: put each threshold in the middle of the largest gap between two scores instead
                (Largeron et al. 2012, “MCut: A Thresholding Strategy for Multi-label
                Classification”).
        """
        if mcut:
            general = _widest_gap(self._scores(general=True))
            character = max(_LEAST_MCUT_CHARACTER, _widest_gap(self._scores(general=False)))
        return tuple(
            tag
            for tag in self.tags
            if tag.score is None
            or tag.score > (general if tag.category is TagCategory.GENERAL else character)
        )

    def unsafe(self) -> float:
        """Return how likely the picture is questionable or explicit, 0-1; 0 where unrated."""
        return self.rating.get(Rating.QUESTIONABLE, 0.0) + self.rating.get(Rating.EXPLICIT, 0.0)

    def _scores(self, *, general: bool) -> list[float]:
        return sorted(
            tag.score
            for tag in self.tags
            if tag.score is not None and (tag.category is TagCategory.GENERAL) is general
        )


def _widest_gap(scores: list[float]) -> float:
    """Return the middle of the widest gap between two of the ascending scores; 0 for none."""
    gaps = [(high - low, (high + low) / 2) for low, high in zip(scores, scores[1:], strict=False)]
    return max(gaps)[1] if gaps else 0.0
