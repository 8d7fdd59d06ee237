"""Has a studio without a page do thousands of jobs, and watches its memory and its pauses.

    python -m tests.services.soak [--jobs 10000]

Memory is the process's resident size at each tenth of the jobs; the first three are a warm-up,
since the last 2,000 finished jobs are kept in memory. A pause is the time the stand-in WebUI has
nothing to do between two jobs.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from booru_studio.domain.jobs import JobState
from booru_studio.storage.jobs import JobStore
from tests.services.timed_webui import TimedWebUi

ROOT = Path(__file__).parents[2]
TENTHS = 10
DURATION_MS = 5  # of a job
WARM_UP = 3  # tenths


@dataclass(frozen=True)
class Soaked:
    """What a run came to; sizes in MB, pauses in ms."""

    memory: list[float]  # at each tenth
    first_pauses: list[float]  # of the first tenth
    last_pauses: list[float]
    done: int
    files: int
    exit_code: int

    @property
    def growth(self):
        """The share by which memory grew from the end of the warm-up to its highest."""
        return max(self.memory[WARM_UP:]) / self.memory[WARM_UP] - 1


def run(jobs):
    """Do so many jobs and return what was seen."""
    command = [sys.executable, "-m", "tests.services.studio_process"]
    with tempfile.TemporaryDirectory() as name, TimedWebUi(DURATION_MS, keep_calls=10) as webui:
        with subprocess.Popen(
            [*command, name, webui.url, "--jobs", str(jobs)], cwd=ROOT, stdout=subprocess.DEVNULL
        ) as process:
            memory = []
            while process.poll() is None:
                if len(webui.works) >= len(memory) * jobs // TENTHS:
                    memory.append(_resident_mb(process.pid) or memory[-1])
                time.sleep(0.01)
        pauses = [pause * 1000 for pause in webui.gaps()]
        with closing(JobStore(Path(name))) as store:
            done = store.count(JobState.DONE)
        files = sum(1 for _ in (Path(name) / "images").rglob("*.png"))
    tenth = len(pauses) // TENTHS
    return Soaked(memory, pauses[:tenth], pauses[-tenth:], done, files, process.returncode)


def _resident_mb(process_id):
    try:
        status = Path(f"/proc/{process_id}/status").read_text("ascii")
    except OSError:
        return 0.0  # it just ended
    line = next((line for line in status.splitlines() if line.startswith("VmRSS")), "VmRSS: 0")
    return int(line.split()[1]) / 1024


def main(argv=None):
    parser = argparse.ArgumentParser(description="Do thousands of jobs in one process.")
    parser.add_argument("--jobs", type=int, default=10_000)
    options = parser.parse_args(argv)
    start = time.perf_counter()
    soaked = run(options.jobs)
    sizes = ", ".join(f"{size:.1f}" for size in soaked.memory)
    sys.stdout.write(
        f"{soaked.done} of {options.jobs} jobs done, {soaked.files} pictures "
        f"({time.perf_counter() - start:.0f} s)\n"
        f"memory at each tenth: {sizes} MB; {soaked.growth:+.1%} after the warm-up\n"
    )
    for which, pauses in (("first", soaked.first_pauses), ("last", soaked.last_pauses)):
        sys.stdout.write(
            f"pauses in the {which} tenth: median {median(pauses):.1f} ms, "
            f"p95 {quantiles(pauses, n=20)[-1]:.1f} ms\n"
        )
    return int(soaked.done != options.jobs or soaked.growth > 0.1)


if __name__ == "__main__":
    sys.exit(main())
