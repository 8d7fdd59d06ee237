"""A studio that is killed in the middle of its queue: a few times here, more with `kills`."""

from contextlib import closing

import pytest

from booru_studio.domain.jobs import JobImage, JobState
from booru_studio.storage.jobs import JobStore
from tests.services.killed_app import WholeApp
from tests.services.kills import Tally, look, run


def test_twenty_kills_lose_no_job_and_double_no_picture():
    tally = run(kills=20, seed=1)

    assert tally.wrong == []
    assert tally.done == 80 >= len(tally.acknowledged) >= 60  # killed before it could say so
    assert tally.extra <= tally.kills


def test_three_kills_of_the_whole_app_lose_no_job_and_double_no_picture():
    tally = run(kills=3, seed=1, studio=WholeApp, jobs_a_kill=3)

    assert tally.wrong == []
    assert tally.done == len(tally.acknowledged) == 9
    assert tally.extra <= tally.kills


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], "done without its picture"),
        (["a"], "listed, but no whole picture"),
        (["b"], "on the disk, but in no job"),
    ],
)
def test_the_comparison_sees_what_is_missing_or_too_much(tmp_path, files, told):
    folder = tmp_path / "images" / "2026-03-04"
    folder.mkdir(parents=True)
    (folder / "c.png").write_bytes(b"no picture")
    with closing(JobStore(tmp_path)) as store:
        images = [JobImage(f"images/2026-03-04/{name}.png", 1, 64, 64, "") for name in files]
        store.add({"prompt": "a lake"}, state=JobState.DONE, images=tuple(images))
    tally = Tally(acknowledged={"lost"})
    look(tmp_path, tally)

    assert any(told in line for line in tally.wrong)
    assert any("acknowledged, but lost: lost" in line for line in tally.wrong)
