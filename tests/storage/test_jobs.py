"""The jobs on disk."""

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest

from booru_studio.domain.jobs import Job, JobImage, JobState, Upscale
from booru_studio.errors import JobNotFoundError, StoreLockedError
from booru_studio.storage.disk import LocalDisk
from booru_studio.storage.jobs import JobStore
from booru_studio.storage.journal_recovery import StoreFiles, recover


@pytest.fixture
def store(tmp_path):
    store = JobStore(tmp_path)
    yield store
    store.close()


def reopened(store, folder):
    store.close()
    return JobStore(folder)


def test_a_new_job_is_queued_with_its_request(store):
    job_id = store.add({"prompt": "1girl"}, template="{1girl}")

    job = store.get(job_id)
    assert (job.state, job.request, job.template) == (
        JobState.QUEUED,
        {"prompt": "1girl"},
        "{1girl}",
    )
    assert datetime.fromisoformat(job.created).tzinfo == UTC


def test_jobs_are_the_same_after_reopening(store, tmp_path):
    first, second = store.add({"prompt": "a"}), store.add({"prompt": "b"})
    image = JobImage("images/2026-01-01/x.png", 5, 512, 768, "a\nSteps: 1")
    changed = store.update(first, state=JobState.DONE, images=[image], warnings=("odd",))
    other = store.get(second)

    again = reopened(store, tmp_path)

    assert again.get(first) == changed
    assert again.get(first).images == (image,)
    assert again.get(second) == other
    again.close()


def test_an_update_is_on_disk_before_it_returns(store, tmp_path):
    job_id = store.add({"prompt": "a"})
    store.update(job_id, state=JobState.RUNNING, task_id="task(1)")

    rows = recover(LocalDisk(), StoreFiles(tmp_path / "jobs.json")).tables["jobs"].values()
    written = [json.loads(row) for row in rows]
    assert [(row["state"], row["task_id"]) for row in written] == [("running", "task(1)")]


def test_pages_are_newest_first_and_count_all(store):
    ids = [store.add({"prompt": str(number)}) for number in range(5)]
    store.update(ids[1], state=JobState.DONE)

    jobs, total = store.page(limit=2, offset=1)
    done, done_total = store.page("done")

    assert ([job.id for job in jobs], total) == ([ids[3], ids[2]], 5)
    assert ([job.id for job in done], done_total) == ([ids[1]], 1)


def test_an_unknown_job_is_told(store):
    for call in (store.get, store.update):
        with pytest.raises(JobNotFoundError, match="no job nowhere"):
            call("nowhere")


def test_several_jobs_are_added_all_or_none(store):
    with pytest.raises(TypeError):
        store.add_all([({"prompt": "a"}, {}), ({"prompt": "b"}, {"no_such_field": 1})])

    assert store.page()[1] == 0


def test_settings_are_kept(store, tmp_path):
    assert store.setting("paused") is None
    store.set_setting("paused", "because")
    store.set_setting("paused", "another")

    again = reopened(store, tmp_path)
    assert again.setting("paused") == "another"
    again.close()


def test_a_second_process_is_refused_with_the_number_of_the_first(store, tmp_path):
    code = (
        "import sys, pathlib\n"
        "from booru_studio.storage.jobs import JobStore\n"
        "from booru_studio.errors import StoreLockedError\n"
        "try: JobStore(pathlib.Path(sys.argv[1]))\n"
        "except StoreLockedError as error: sys.stdout.write(str(error))\n"
    )
    import os

    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout
    assert f"process {os.getpid()}" in told


def test_the_same_process_is_refused_too(store, tmp_path):
    with pytest.raises(StoreLockedError, match="in use"):
        JobStore(tmp_path)


def test_many_threads_lose_nothing(store, tmp_path):
    def work(name):
        for number in range(10):
            job_id = store.add({"prompt": f"{name} {number}"})
            store.update(job_id, state=JobState.DONE)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    again = reopened(store, tmp_path)
    jobs, total = again.page("done", limit=100)
    assert total == 40
    assert len({job.request["prompt"] for job in jobs}) == 40
    again.close()


def test_a_file_cut_in_half_is_rebuilt_and_told(store, tmp_path):
    ids = [store.add({"prompt": str(number)}) for number in range(3)]
    store.close()
    path = tmp_path / "jobs.json"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    again = JobStore(tmp_path)

    assert [job.id for job in again.page()[0]] == ids[::-1]
    assert "rebuilt from its backup" in again.reports[0]
    assert "lost" not in again.reports[0]
    again.close()


def test_a_row_nobody_can_read_is_told_and_stays(store, tmp_path):
    job_id = store.add({"prompt": "a"})
    store.close()
    path = tmp_path / "jobs.json"
    tables = json.loads(path.read_text("utf-8"))
    tables["jobs"]["77"] = {"id": "odd", "state": "flying"}
    path.write_text(json.dumps(tables), "utf-8")

    again = JobStore(tmp_path)
    again.update(job_id, state=JobState.CANCELLED)

    assert again.page()[1] == 1
    assert "1 entries" in again.reports[0]
    assert "odd" in path.read_text("utf-8")
    again.close()


def test_fields_of_a_later_version_do_no_harm(store, tmp_path):
    job_id = store.add({"prompt": "a"})
    store.close()
    path = tmp_path / "jobs.json"
    tables = json.loads(path.read_text("utf-8"))
    tables["jobs"]["1"]["from_the_future"] = True
    del tables["jobs"]["1"]["warnings"]
    path.write_text(json.dumps(tables), "utf-8")

    again = JobStore(tmp_path)
    assert again.get(job_id).warnings == ()
    again.close()


def test_every_field_is_the_same_after_reopening(store, tmp_path):
    job_id = store.add({"prompt": "a"}, upscale=Upscale("images/x.png"), picks=({"value": 1},))
    job = store.update(job_id, refused_by=["http://a"], priority=3)
    assert job.upscale == Upscale("images/x.png")

    again = reopened(store, tmp_path)
    assert again.get(job_id) == job
    assert Job.from_json(job.to_json()) == job
    again.close()


def test_what_is_given_may_change_afterwards_without_changing_the_job(store):
    request = {"prompt": "a", "list": [1]}
    job_id = store.add(request)
    request["list"].append(2)

    assert store.get(job_id).request == {"prompt": "a", "list": [1]}
