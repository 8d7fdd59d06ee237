"""A measurement beside what it is compared with, and the table such rows are shown in."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a benchmark's table; the row's text says what the peer is."""

    what: str
    ours: float
    peer: float  # of the peer, or the limit
    ratio: float  # peer / ours: above 1, ours is better
    unit: str  # of `ours` and `peer`


def as_table(title: str, rows: Sequence[Row]) -> str:
    """Write rows as a text table with right-aligned numbers."""
    lines = [("what", "ours", "peer or limit", "ratio")]
    lines += [
        (row.what, f"{row.ours:.3g} {row.unit}", f"{row.peer:.3g} {row.unit}", f"{row.ratio:.3g}x")
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    text = [
        f"{line[0]:<{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:>{widths[2]}}  "
        f"{line[3]:>{widths[3]}}"
        for line in lines
    ]
    return "\n".join([title, "-" * len(title), *text])
