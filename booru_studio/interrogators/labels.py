"""A model's labels: which tag each of its results stands for."""

import csv
import io
from dataclasses import dataclass

from booru_studio.domain.posts import Rating, TagCategory

# Danbooru's numbers of tag categories; 9 is the WD taggers' own for ratings.
_CATEGORIES = {
    "0": TagCategory.GENERAL,
    "1": TagCategory.ARTIST,
    "3": TagCategory.COPYRIGHT,
    "4": TagCategory.CHARACTER,
    "5": TagCategory.META,
}
_RATING_CATEGORY = "9"
_RATING_PREFIX = "rating:"  # of DeepDanbooru


class LabelsError(ValueError):
    """The labels are not what they should be; its text says why, for a sentence."""


@dataclass(frozen=True, slots=True)
class Labels:
    """A model's results in their order."""

    size: int
    tags: tuple[tuple[int, str, TagCategory], ...]  # place, name, category
    ratings: tuple[tuple[int, Rating], ...]  # place, rating


def read_labels(name: str, data: bytes) -> Labels:
    """Read the labels of a WD tagger (`selected_tags.csv`) or of DeepDanbooru (`tags.txt`).

    Args:
        name: the file's name; its ending says which of both it is.

    Raises:
        LabelsError: it is neither.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelsError("its labels are no text") from error
    rows = _csv_rows(text) if name.endswith(".csv") else _txt_rows(text)
    if not rows:
        raise LabelsError("its labels name no tag")
    tags = []
    ratings = []
    for place, (label, category) in enumerate(rows):
        if category is None:
            ratings.append((place, Rating.parse(label)))
        else:
            tags.append((place, label, category))
    return Labels(len(rows), tuple(tags), tuple(ratings))


def _csv_rows(text: str) -> list[tuple[str, TagCategory | None]]:
    """Read name and category, whatever their columns' places; None is a rating."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not {"name", "category"} <= set(reader.fieldnames or ()):
        raise LabelsError("its labels have no columns “name” and “category”")
    rows: list[tuple[str, TagCategory | None]] = []
    for row in reader:
        name, number = row["name"], row["category"]
        if not name or (number not in _CATEGORIES and number != _RATING_CATEGORY):
            raise LabelsError(f"line {reader.line_num} of its labels is no tag")
        rows.append((name, _CATEGORIES.get(number)))
    return rows


def _txt_rows(text: str) -> list[tuple[str, TagCategory | None]]:
    rows: list[tuple[str, TagCategory | None]] = []
    for number, line in enumerate(text.rstrip().split("\n"), start=1):
        name = line.strip()
        if not name:  # left out, it would pair every label after it with another tag's score
            raise LabelsError(f"line {number} of its labels is no tag")
        is_rating = name.startswith(_RATING_PREFIX)
        rows.append((name.removeprefix(_RATING_PREFIX), None) if is_rating
                    else (name, TagCategory.GENERAL))  # fmt: skip
    return rows
