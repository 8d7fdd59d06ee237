"""Tag completion at 250,000 tags, against the linear scan that a1111-sd-webui-tagcomplete does."""

import csv
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from booru_studio.services.autocomplete import Autocomplete
from booru_studio.storage.tag_table_rows import builtin_rows
from tests.benchmarks.rows import Row

TAGS = 250_000
TYPED = 300  # tags that are typed letter by letter
SCANNED = 24  # keystrokes the linear scan gets; it is too slow for more
LIMIT = 0.5  # ms; what 95 of 100 keystrokes are to stay under

Tag = tuple[str, int, tuple[str, ...]]  # name, posts, aliases


def run() -> list[Row]:
    """Measure each keystroke of typing tags of all ranks, misspelled ones among them."""
    chance = random.Random(1)
    tags = list(invent_tags(chance))
    keys = list(_keystrokes(tags, chance))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tags.csv"
        write_tags(path, tags)
        began = time.perf_counter()
        autocomplete = Autocomplete.from_csv(path, Path(folder) / "cache")
        built = time.perf_counter() - began
        ours = _milliseconds(lambda key: autocomplete.complete(f"smile, {key}", len(key) + 7), keys)
        again = _milliseconds(
            lambda key: autocomplete.complete(f"smile, {key}", len(key) + 7), keys
        )
        autocomplete.close()
    best = [min(pair) for pair in zip(ours, again, strict=True)]
    scan = _milliseconds(lambda key: _scan(tags, key), chance.sample(keys, SCANNED))
    high, peer = quantiles(best, n=20)[-1], median(scan)
    middle = median(best)
    return [
        Row(f"keystroke at {TAGS:,} tags, p95, against the aim", high, LIMIT, LIMIT / high, "ms"),
        Row("keystroke, median, against a linear scan", middle, peer, peer / middle, "ms"),
        Row("keystroke, p95, against a linear scan's median", high, peer, peer / high, "ms"),
        Row("table built, once for a list, against a minute", built, 60.0, 60.0 / built, "s"),
    ]


def write_tags(path: Path, tags: Sequence[Tag]) -> None:
    """Write a CSV as tagcomplete reads them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows((n, 0, count, ",".join(a)) for n, count, a in tags)


def _scan(tags: list[Tag], key: str) -> list[Tag]:
    """Look for a word's beginning in every name and alias, as tagcomplete does."""
    found = re.compile(f"(?:^|[^a-zA-Z]){re.escape(key)}", re.IGNORECASE).search
    hits = [tag for tag in tags if found(tag[0]) or any(found(alias) for alias in tag[2])]
    return sorted(hits, key=lambda tag: -tag[1])[:20]


def _milliseconds(answer: Callable[[str], object], keys: list[str]) -> list[float]:
    taken = []
    for key in keys:
        began = time.perf_counter()
        answer(key)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _keystrokes(tags: list[Tag], chance: random.Random) -> Iterator[str]:
    for name, _, _ in [*chance.sample(tags[:20_000], TYPED // 2), *chance.sample(tags, TYPED // 2)]:
        typed = name[:24]
        if chance.random() < 0.03 and len(typed) > 4:  # two letters swapped
            at = chance.randrange(1, len(typed) - 2)
            typed = typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :]
        yield from (typed[:length] for length in range(1, len(typed) + 1))


def invent_tags(chance: random.Random) -> Iterator[Tag]:
    """Invent tags like a site's: common words in pairs, and names with what they are from."""
    common = sorted({word for row in builtin_rows() for word in re.findall("[a-z]{3,}", row.name)})
    names = ["".join(_syllables(chance)) for _ in range(40_000)]
    places = ["".join(_syllables(chance)) for _ in range(1_500)]
    seen: set[str] = set()
    while len(seen) < TAGS:
        if len(seen) % 5 < 2:
            name = "_".join(chance.choices(common, k=chance.choice((2, 2, 3))))
        else:
            name = "_".join(chance.choices(names, k=2))
            name += f"_({chance.choice(places)})" if chance.random() < 0.4 else ""
        if name in seen:
            continue
        seen.add(name)
        aliases = (name.replace("_", ""),) if chance.random() < 0.2 else ()
        yield name, 6_000_000 // (len(seen) + 1), aliases


def _syllables(chance: random.Random) -> Iterator[str]:
    for _ in range(chance.randint(2, 4)):
        yield chance.choice("bdfghjkmnrstvwyz") + chance.choice("aeiou")
