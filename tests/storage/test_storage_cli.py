"""`python -m booru_studio.storage`."""

import json

import pytest

from booru_studio.domain.jobs import JobState
from booru_studio.storage.__main__ import main
from booru_studio.storage.history_moves import HistoryLimits
from booru_studio.storage.jobs import JobStore


@pytest.fixture
def data(tmp_path):
    store = JobStore(tmp_path, limits=HistoryLimits(keep=2, batch=1))
    ids = [store.add({"prompt": f"初音 {number}"}) for number in range(6)]
    for job_id in ids[:4]:
        store.update(job_id, state=JobState.DONE)
    store.close()
    return tmp_path


def files_of(folder):
    # The lock and who had it are no part of the jobs.
    return {
        path.name: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".lock", ".owner")
    }


def test_check_counts_and_changes_nothing(data, capsys):
    before = files_of(data)

    assert main(["check", str(data)]) == 0
    assert capsys.readouterr().out == "4 jobs in jobs.json, 2 in history/.\n"
    assert files_of(data) == before


@pytest.mark.parametrize("file", ["jobs.json", "history"])
def test_check_tells_what_is_damaged(data, capsys, file):
    damaged = data / file if file == "jobs.json" else next((data / "history").iterdir())
    damaged.write_bytes(b"{half")
    before = files_of(data)

    assert main(["check", str(data)]) == 1
    assert damaged.name in capsys.readouterr().out.splitlines()[-1]
    assert files_of(data) == before


def test_check_works_while_the_app_runs(data, capsys):
    store = JobStore(data)
    store.add({"prompt": "one more"})

    assert main(["check", str(data)]) == 0
    assert "5 jobs" in capsys.readouterr().out
    store.close()


def test_repair_mends_and_says_so(data, capsys):
    (data / "jobs.json").write_bytes(b"")

    assert main(["repair", str(data)]) == 0
    said = capsys.readouterr().out
    assert "was rebuilt from its backup" in said
    assert "6 jobs are there" in said
    assert main(["check", str(data)]) == 0


def test_export_gives_all_jobs_newest_first(data, capsys):
    assert main(["export", str(data)]) == 0

    jobs = json.loads(capsys.readouterr().out)
    assert [job["request"]["prompt"][-1] for job in jobs] == list("543210")


def test_export_of_an_empty_folder_is_an_empty_array(tmp_path, capsys):
    assert main(["export", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_folder_in_use_is_refused_in_one_sentence(data, capsys):
    store = JobStore(data)

    assert main(["repair", str(data)]) == 1
    assert "in use by another Booru Studio" in capsys.readouterr().err
    store.close()


@pytest.mark.parametrize("arguments", [["check", "/no/such/folder"], ["paint"], []])
def test_wrong_use_ends_with_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err
