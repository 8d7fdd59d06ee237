"""The wildcard engine against dynamicprompts 0.31.0 (`pip install dynamicprompts==0.31.0`).

Without that package only the rows with a limit of their own are measured. Times are the fastest
of several runs, so that a busy machine distorts them least.
"""

import importlib.util
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from booru_studio.domain.wildcards import count, expand
from booru_studio.storage.wildcard_files import WildcardFiles
from tests.benchmarks.rows import Row

DEEP = ", ".join(f"{{2::a {n}|{{b|c}} __w{n}__}} __w{n}__" for n in range(10))
BIG_LINES = 1_000_000
LINES = 100_000
FILES = 2_000


def run() -> list[Row]:
    """Measure draws, first loads, a scan of many files and an exact count."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write_library(folder)
        rows = list(_limits(folder))
        if importlib.util.find_spec("dynamicprompts"):
            rows += _against_dynamicprompts(folder)
    return rows


def _write_library(folder: Path) -> None:
    for number in range(20):
        lines = [f"value {number} {line}" for line in range(50)]
        _write(folder / "deep" / f"w{number}.txt", lines)
    _write(folder / "long" / "lines.txt", [f"value number {line}" for line in range(LINES)])
    # Shuffled, as real lists are: the peer sorts what it reads.
    numbers = random.Random(1).sample(range(BIG_LINES), BIG_LINES)  # noqa: S311
    _write(folder / "big" / "lines.txt", [f"a value of number {number}" for number in numbers])
    for number in range(FILES):
        _write(folder / "many" / f"part{number % 20}" / f"file{number}.txt", ["a", "b"])
    time.sleep(0.1)  # so that the files count as settled


def _write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _limits(folder: Path) -> Iterator[Row]:
    long = WildcardFiles(folder / "long")
    pair = _per_seed(lambda seed: expand("{2$$__lines__}", long, seed), 200) * 1e3
    yield Row(f"{{2$$__{LINES:,} lines__}} (limit)", pair, 1.0, 1.0 / pair, "ms")
    deep = WildcardFiles(folder / "deep")
    template = " ".join(f"__w{number}__" for number in range(18))
    assert count(template, deep) > 10**30
    counted = _fastest(lambda: count(template, deep)) * 1e3
    yield Row("more than 1e30 leaves counted (limit)", counted, 50.0, 50.0 / counted, "ms")


def _against_dynamicprompts(folder: Path) -> Iterator[Row]:
    deep = WildcardFiles(folder / "deep")
    ours = _per_seed(lambda seed: expand(DEEP, deep, seed), 200) * 1e3
    peer = _per_seed(_peer_draw(folder / "deep", DEEP), 5) * 1e3
    yield Row("a prompt of a deep template, 20 wildcards", ours, peer, peer / ours, "ms")
    for what, place, measure in (
        (f"{BIG_LINES:,} lines, first draw", "big", 0),
        (f"{BIG_LINES:,} lines, memory", "big", 1),
    ):
        mine, theirs = _first_draw(folder / place, ours=True), _first_draw(folder / place)
        unit = "MB" if measure else "s"
        yield Row(what, mine[measure], theirs[measure], theirs[measure] / mine[measure], unit)
    mine_scan = _fastest(lambda: WildcardFiles(folder / "many").refresh()) * 1e3
    peer_scan = _fastest(lambda: _peer_names(folder / "many")) * 1e3
    yield Row(f"{FILES:,} files scanned", mine_scan, peer_scan, peer_scan / mine_scan, "ms")


def _peer_draw(folder: Path, template: str) -> Callable[[int], object]:
    from dynamicprompts.generators import RandomPromptGenerator
    from dynamicprompts.wildcards import WildcardManager

    library = WildcardManager(folder)
    return lambda seed: RandomPromptGenerator(library, seed=seed).generate(template, num_images=1)


def _peer_names(folder: Path) -> object:
    from dynamicprompts.wildcards import WildcardManager

    return WildcardManager(folder).get_collection_names()


def _first_draw(folder: Path, *, ours: bool = False) -> tuple[float, float]:
    """Return seconds and megabytes of the first draw in a process of its own."""
    command = [sys.executable, "-m", __name__, "ours" if ours else "peer", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def _per_seed(draw: Callable[[int], object], draws: int) -> float:
    draw(0)
    return _fastest(lambda: [draw(seed) for seed in range(draws)]) / draws


def _fastest(work: Callable[[], object], runs: int = 5) -> float:
    """Return the seconds of the fastest of several runs."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _measure_first_draw(which: str, folder: Path) -> str:
    if which == "ours":
        draw: Callable[[int], object] = lambda seed: expand(  # noqa: E731
            "__lines__", WildcardFiles(folder), seed
        )
    else:
        draw = _peer_draw(folder, "__lines__")
    before = _most_memory()
    began = time.perf_counter()
    draw(1)
    seconds = time.perf_counter() - began
    return f"{seconds} {_most_memory() - before}"


def _most_memory() -> float:
    """Return the most megabytes this process has held (Linux only)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.stdout.write(_measure_first_draw(sys.argv[1], Path(sys.argv[2])))
