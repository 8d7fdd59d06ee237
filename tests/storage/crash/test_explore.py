"""What a crash can leave on the disk: ten thousand states here, any number with `explore`."""

from unittest.mock import patch

import pytest

from tests.storage.crash.explore import MODELS, explore, main
from tests.storage.crash.subjects import OurStore, PlainTinyDB
from tests.storage.memory_disk import MemoryDisk

STATES = 5_000  # of each model


@pytest.mark.parametrize("model", MODELS)
def test_the_store_is_right_in_every_state_a_crash_leaves(model):
    counts, wrong = explore(OurStore(), model, STATES)

    assert wrong == []
    assert counts["right"] == STATES


@pytest.mark.parametrize("model", MODELS)
def test_the_same_search_finds_the_faults_of_plain_tinydb(model):
    counts, _ = explore(PlainTinyDB(), model, 1_000)

    assert counts["states"] - counts["right"] > 100


@pytest.mark.parametrize("call", ["sync_folder", "write_new"])
def test_the_search_finds_what_is_not_synced(call):
    def write_unsynced(disk, path, data):
        disk.remove(path)
        disk._write(disk._create(path), 0, data)

    broken = {"sync_folder": lambda _disk, _folder: None, "write_new": write_unsynced}[call]
    with patch.object(MemoryDisk, call, broken):
        counts, wrong = explore(OurStore(), "power", 200)

    assert wrong
    assert counts["right"] < 200


def test_the_long_search_runs_from_the_command_line(capsys):
    assert main(["--states", "50", "--seed", "3"]) == 0
    assert "JobStore, power: 50 states, 50 right" in capsys.readouterr().out
