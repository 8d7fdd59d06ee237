"""Looks at the states crashes can leave, and counts those that are wrong.

    python -m tests.storage.crash.explore [--states 300000] [--seed 0]

A state is wrong where it cannot be opened, and where it holds neither what the last change that
was acknowledged left, nor that and the change in flight.
"""

import argparse
import random
import sys
import time
from bisect import bisect_right
from collections import Counter
from itertools import islice

from tests.storage.crash.states import killed, power_cut
from tests.storage.crash.subjects import OurStore, PlainTinyDB
from tests.storage.memory_disk import Image

MODELS = {"kill": killed, "power": power_cut}
CHANGES = 30  # in one run


def explore(subject, model, states, seed=0):
    """Look at a number of states; return what was found, and the first few that are wrong."""
    counts, wrong = Counter(), []
    run = 0
    while counts["states"] < states:
        draw = random.Random(f"{seed} {model} {run}")
        disk, marks = subject.run(draw, CHANGES)
        places = [place for place, _ in marks]
        crashes = MODELS[model](Image(), disk.calls, draw, each=2)
        for done, image in islice(crashes, states - counts["states"]):
            last = bisect_right(places, done) - 1
            allowed = [held for _, held in marks[last : last + 2]]
            verdict = _judge(subject, image, allowed, draw)
            counts["states"] += 1
            counts[verdict] += 1
            if verdict != "right" and len(wrong) < 5:
                wrong.append((run, done, verdict, disk.calls[done : done + 1]))
        run += 1
    return counts, wrong


def _judge(subject, image, allowed, draw):
    try:
        found, recovered, _ = subject.look(image)
        if found not in allowed:
            return "neither before nor after"
        if recovered is None:
            return "right"
        return _judge_later(subject, image, recovered, found, draw)
    except Exception as error:  # noqa: BLE001 - whatever a damaged file leads to is a finding
        return f"unreadable ({type(error).__name__})"


def _judge_later(subject, image, recovered, found, draw):
    """Crash in the middle of the recovery too, and work on after it."""
    if recovered.calls and draw.random() < 0.2:
        for model in MODELS.values():
            states = list(model(image, recovered.calls, draw, each=1))
            again = draw.choice(states)[1]
            if subject.look(again)[0] != found:
                return "wrong after a second crash"
    if draw.random() < 0.05:
        before, after = subject.go_on(image, draw)
        if before != after:
            return "wrong after working on"
    return "right"


def main(argv=None):
    parser = argparse.ArgumentParser(description="Look at the states crashes can leave.")
    parser.add_argument("--states", type=int, default=10_000, help="of each store and model")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    failed = False
    for subject in (OurStore(), PlainTinyDB()):
        for model in MODELS:
            start = time.perf_counter()
            counts, wrong = explore(subject, model, options.states, options.seed)
            seconds = time.perf_counter() - start
            found = ", ".join(f"{number} {what}" for what, number in counts.items())
            sys.stdout.write(f"{subject.name}, {model}: {found} ({seconds:.1f} s)\n")
            if isinstance(subject, OurStore) and wrong:
                failed = True
                sys.stdout.writelines(f"  {line}\n" for line in wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
