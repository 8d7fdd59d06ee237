"""Pictures as nobody should hand them in: each is read, or refused in one sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.hostile_pictures import HOSTILE, READ

MOST_MEGABYTES = 640  # for the largest of them, whichever it is

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, int]]:
    """What came of each picture: in a process of its own, where memory can be measured."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (_, make) in HOSTILE.items():
        (folder / name).write_bytes(make())
    command = [sys.executable, "-m", "tests.storage.hostile_intake", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return {name: (what, text, size) for name, what, text, size in json.loads(done.stdout)}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_read_or_refused_in_one_sentence(
    name: str, outcomes: dict[str, tuple[str, str, int]]
) -> None:
    what, text, _ = outcomes[name]

    assert what == HOSTILE[name][0]
    if what != READ:
        assert text.startswith(f"{name} is ")
        assert text.endswith(".")
        assert "\n" not in text


def test_no_hostile_picture_takes_much_memory(
    outcomes: dict[str, tuple[str, str, int]],
) -> None:
    assert max(megabytes for _, _, megabytes in outcomes.values()) <= MOST_MEGABYTES
