"""Draw a set of LoRAs: seeded, each at most once, none that does not go with another."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log
from random import Random

from booru_studio.domain.lora_bag import Bag
from booru_studio.domain.lora_entries import LoraEntry, index_by_key
from booru_studio.domain.lora_options import RandomOptions
from booru_studio.domain.lora_row_draw import capped, draw_row
from booru_studio.domain.lora_rows import LoraRow
from booru_studio.domain.lora_triggers import join_words


@dataclass(frozen=True, slots=True)
class DrawnSet:
    """What a draw gave; `used` is the bag afterwards, `notes` are sentences."""

    rows: tuple[LoraRow, ...]
    negative: str = ""
    used: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def draw_set(
    entries: Sequence[LoraEntry],
    pool: Sequence[LoraEntry],
    options: RandomOptions,
    seed: int,
    *,
    allows: Callable[[LoraEntry], bool] = lambda _entry: True,
    used: Collection[str] = (),
) -> DrawnSet:
    """Draw a set; the same catalog, options, seed and bag give the same one.

    Each LoRA's luck hangs on the seed and its own key alone, so another LoRA in the catalog
    changes a set only where it is drawn itself.

    Args:
        entries: the whole catalog, to know locked rows by.
        pool: those that may be drawn, as `pool_of` gives them.
        allows: the safety rules; asked only of a LoRA about to be taken.
        used: keys in the bag, drawn before and not yet to come again.
    """
    draw = _Draw(entries, pool, options, seed, allows, Bag(() if options.reset_bag else used))
    return draw.result()


class _Draw:
    """One draw under way."""

    def __init__(
        self,
        entries: Sequence[LoraEntry],
        pool: Sequence[LoraEntry],
        options: RandomOptions,
        seed: int,
        allows: Callable[[LoraEntry], bool],
        bag: Bag,
    ) -> None:
        self._options, self._seed, self._allows, self._bag = options, seed, allows, bag
        self._kept = _kept_rows(options)
        self._known = index_by_key(tuple(entries))
        self._taken = [self._entry_of(row) for row in self._kept]
        self._drawn: list[LoraEntry] = []
        self._notes: list[str] = []
        out = options.rows[options.reroll].name if options.reroll is not None else ""
        self._pool = sorted(
            (entry for entry in pool if entry.name != out),
            key=lambda entry: log(self._fraction(entry.key)) / entry.random.weight,
            reverse=True,
        )

    def result(self) -> DrawnSet:
        self._draw()
        rows = capped(
            self._kept,
            [draw_row(entry, self._options, self._random("row", entry.key))
             for entry in self._drawn],
            self._options.total_cap,
        )  # fmt: skip
        if self._options.total_cap and len(rows) < len(self._kept) + len(self._drawn):
            self._notes.append("Some LoRAs were left out, so that the weights stay below the cap.")
        negative = ""
        if self._options.negatives:
            names = {row.name for row in rows}
            negative = join_words(each.negative for each in self._taken if each.name in names)
        return DrawnSet(self._in_order(rows), negative, self._bag.used, tuple(self._notes))

    def _draw(self) -> None:
        options = self._options
        if options.reroll is not None:
            group = self._group_of_reroll()
            self._take(1, [entry for entry in self._pool if group in ("", entry.group)])
            return
        if self._random("chance").random() >= options.chance:
            return
        least, most = options.bounds
        target = self._random("count").randint(least, most)
        if options.groups:
            self._draw_groups(most)
            if options.count is None:
                return
            target = least
        others = [entry for entry in self._pool if entry.group not in options.groups]
        self._take(target - len(self._taken), others)

    def _draw_groups(self, most: int) -> None:
        for group, rule in self._options.groups.items():
            random = self._random("group", group)
            if random.random() >= rule.chance:
                continue
            wanted = random.randint(rule.least, rule.most)
            wanted -= sum(entry.group == group for entry in self._taken)
            room = most - len(self._taken)
            members = [entry for entry in self._pool if entry.group == group]
            self._take(min(wanted, room), members, group)

    def _take(self, count: int, candidates: Sequence[LoraEntry], group: str = "") -> None:
        """Take the luckiest that fit; with a bag those first that were not drawn yet."""
        wanted = count
        if wanted <= 0:
            return
        rounds = self._bag.rounds(candidates, self._is_open) if self._options.no_repeat else (
            [candidates]
        )
        for candidates_now in rounds:
            for entry in candidates_now:
                if wanted <= 0:
                    break
                if self._fits(entry):
                    self._taken.append(entry)
                    self._drawn.append(entry)
                    self._bag.put(entry)
                    wanted -= 1
            if wanted <= 0:  # before the bag begins another round
                return
        place = f" of the group “{group}”" if group else ""
        self._notes.append(
            f"Only {count - wanted} of {count} LoRAs{place} could be drawn: widen the filters."
        )

    def _fits(self, entry: LoraEntry) -> bool:
        if any(entry.name == other.name or _clash(entry, other) for other in self._taken):
            return False
        return self._allows(entry)

    def _is_open(self, entry: LoraEntry) -> bool:
        """Say whether an entry could still come in a later draw of this round of the bag."""
        return entry not in self._taken and self._allows(entry)

    def _group_of_reroll(self) -> str:
        """Return the group a row was drawn for, so that another of it comes in its place."""
        place = self._options.reroll
        if place is None or not self._options.groups:
            return ""
        group = self._entry_of(self._options.rows[place]).group
        return group if group in self._options.groups else ""

    def _entry_of(self, row: LoraRow) -> LoraEntry:
        known = self._known.get(row.key) or self._known.get(row.name)
        return known or LoraEntry(key=row.key or row.name, name=row.name)

    def _in_order(self, rows: Sequence[LoraRow]) -> tuple[LoraRow, ...]:
        place = self._options.reroll
        if place is None or len(rows) <= len(self._kept):
            return tuple(rows)
        return (*rows[:place], rows[-1], *rows[place:-1])

    def _random(self, *labels: str) -> Random:
        return Random(int.from_bytes(self._digest(*labels)))

    def _fraction(self, key: str) -> float:
        """Return a number above 0 and up to 1 that only seed and key decide."""
        return (int.from_bytes(self._digest("luck", key)) + 1) / 2**64

    def _digest(self, *labels: str) -> bytes:
        text = "\0".join((str(self._seed), *labels))
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _kept_rows(options: RandomOptions) -> tuple[LoraRow, ...]:
    if options.reroll is None:
        return options.locked
    return (*options.rows[: options.reroll], *options.rows[options.reroll + 1 :])


def _clash(one: LoraEntry, other: LoraEntry) -> bool:
    return any(other.is_named(pattern) for pattern in one.random.not_with) or any(
        one.is_named(pattern) for pattern in other.random.not_with
    )
