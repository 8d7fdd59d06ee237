"""The rows of the fault matrix that are more than one spoiled answer; the number is the row's."""

import errno
import shutil
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
import requests
from PIL import Image
from urllib3.util import connection

from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain.infotext import parse_infotext
from booru_studio.domain.jobs import JobState
from booru_studio.errors import InvalidInputError, StoreLockedError, StoreWriteError
from booru_studio.services.queue import MOST_QUEUED
from booru_studio.services.wildcards import Wildcards
from booru_studio.storage.disk import LocalDisk
from booru_studio.storage.jobs import JobStore
from booru_studio.storage.wildcard_files import WildcardFiles
from booru_studio.webui import transport
from tests.services.conftest import House
from tests.services.crew import PATIENCE, TXT2IMG, Crew, files

SMALL = {"width": 64, "height": 64}


@pytest.fixture
def webui():
    with StandInWebUi(duration_ms=30) as webui:
        yield webui


@pytest.fixture
def slow_webui():
    with StandInWebUi(duration_ms=800) as webui:
        yield webui


def until(holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def all_done_once(crew, ids):
    """Wait for all jobs: each is done at its first counted attempt, with one picture."""
    jobs = [crew.until(job_id) for job_id in ids]
    assert [(job.state, job.error) for job in jobs] == [(JobState.DONE, "")] * len(ids)
    assert {job.attempts for job in jobs} == {1}
    assert files(crew.house) == sorted(crew.house.folder / job.images[0].file for job in jobs)
    return jobs


# -- nobody there


def test_row_01_a_refused_connection_leaves_jobs_queued_until_it_is_back(house, webui):
    with Crew(house, webui.url) as crew:
        until(lambda: crew.backends[0].state.reachable)
        webui.stop_listening()
        ids = crew.submit(2, **SMALL)
        until(lambda: "connection refused" in crew.backends[0].state.detail)
        until(lambda: {crew.queue.job(job_id).state for job_id in ids} == {JobState.QUEUED})
        assert "start it with --api, or check --webui" in crew.backends[0].state.detail

        webui.listen_again()
        all_done_once(crew, ids)


def test_row_02_a_name_nobody_knows_leaves_jobs_queued_until_it_is_known(
    house, webui, monkeypatch
):
    known, is_known = socket.getaddrinfo, threading.Event()
    port = webui.url.rpartition(":")[2]

    def look_up(host, *rest, **options):
        if host == "webui.example" and not is_known.is_set():
            raise socket.gaierror(-2, "Name or service not known")
        return known("127.0.0.1" if host == "webui.example" else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with Crew(house, f"http://webui.example:{port}") as crew:
        ids = crew.submit(2, **SMALL)
        assert "its name is not known" in crew.backends[0].wait_first(PATIENCE).detail
        assert {crew.queue.job(job_id).attempts for job_id in ids} == {0}

        is_known.set()
        all_done_once(crew, ids)


def test_row_02_a_webui_that_answers_questions_and_takes_no_job_is_not_stormed(
    house, webui, monkeypatch
):
    known, is_known = connection.create_connection, threading.Event()
    tried = []

    def connect(*arguments, **options):
        if threading.current_thread().name.startswith("worker") and not is_known.is_set():
            tried.append(1)
            raise ConnectionRefusedError
        return known(*arguments, **options)

    monkeypatch.setattr(connection, "create_connection", connect)
    with Crew(house, webui.url) as crew:
        ids = crew.submit(2, **SMALL)
        until(lambda: len(tried) >= 3)
        time.sleep(0.3)
        assert len(tried) < 12
        is_known.set()
        all_done_once(crew, ids)


def test_row_03_no_connection_in_time_leaves_the_job_to_another_webui(house, webui, monkeypatch):
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.3)
    with _full_backlog() as address, Crew(house, address) as crew:
        ids = crew.submit(2, **SMALL)
        detail = crew.backends[0].wait_first(PATIENCE).detail
        assert "no connection in time" in detail
        assert {crew.queue.job(job_id).attempts for job_id in ids} == {0}

    with Crew(house, webui.url) as crew:
        all_done_once(crew, ids)


@contextmanager
def _full_backlog():
    """Listen and accept nobody: after a few, further connections are left without an answer."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


# -- other people at the WebUI


def test_row_25_an_unknown_sampler_names_the_nearest(house, webui):
    with Crew(house, webui.url) as crew:
        (bad,) = crew.submit(sampler_name="Eular a", **SMALL)
        (good,) = crew.submit(**SMALL)

        error = crew.until(bad).error
        assert "no sampler “Eular a”" in error
        assert "Euler a" in error.partition("Eular a")[2]
        assert crew.until(good).state is JobState.DONE


def test_row_33_a_webui_restarted_in_mid_job_is_sent_it_again(house, slow_webui):
    with Crew(house, slow_webui.url) as crew:
        (job_id,) = crew.submit(seed=3, **SMALL)
        crew.until_painting(job_id)
        slow_webui.restart()

        job = crew.until(job_id)
        assert (job.state, job.images[0].seed, job.attempts) == (JobState.DONE, 3, 2)
        assert len(files(house)) == 1


def test_row_34_a_checkpoint_switched_meanwhile_changes_no_job(house, webui):
    with Crew(house, webui.url) as crew:
        (first,) = crew.submit(checkpoint="inkwashSD15", **SMALL)
        crew.until(first)
        requests.post(
            f"{webui.url}/sdapi/v1/options",
            json={"sd_model_checkpoint": "pastelStorybook_v2"}, timeout=9,
        ).close()  # fmt: skip
        (second,) = crew.submit(checkpoint="inkwashSD15", **SMALL)

        for job in (crew.until(first), crew.until(second)):
            with Image.open(house.folder / job.images[0].file) as picture:
                settings = parse_infotext(picture.text["parameters"]).settings
            assert (settings["Model"], job.warnings) == ("inkwashSD15", ())


def test_row_35_behind_somebody_elses_job_it_waits_as_long_as_that_takes(house):
    with StandInWebUi(duration_ms=1500) as webui, Crew(house, webui.url) as crew:
        until(lambda: crew.backends[0].state.reachable)
        other = threading.Thread(
            target=lambda: requests.post(
                f"{webui.url}{TXT2IMG}", json={"prompt": "a lake", "steps": 4, **SMALL}, timeout=60
            ).close()
        )
        other.start()
        until(lambda: webui.count(TXT2IMG) == 1)
        (job_id,) = crew.submit(**SMALL)
        crew.until(job_id, JobState.RUNNING)
        until(lambda: "In queue" in getattr(crew.queue.live(job_id), "text", ""))

        all_done_once(crew, [job_id])
        other.join()


def test_row_36_an_interrupt_on_the_webuis_page_keeps_the_picture_so_far(house, slow_webui):
    with Crew(house, slow_webui.url) as crew:
        (job_id, next_id) = crew.submit(2, **SMALL)
        crew.until_painting(job_id)
        requests.post(f"{slow_webui.url}/sdapi/v1/interrupt", timeout=9).close()

        job = crew.until(job_id)
        assert (job.state, len(job.images)) == (JobState.INTERRUPTED, 1)
        assert "retry it when you like" in job.error
        assert (house.folder / job.images[0].file).is_file()
        assert crew.until(next_id).state is JobState.DONE


# -- cancelling


def test_row_37_cancelled_just_before_it_is_sent(house, webui):
    house.gate.pause()
    with Crew(house, webui.url) as crew:
        first, second = crew.submit(2, **SMALL)
        crew.queue.cancel(first)
        house.gate.resume()

        all_done_once(crew, [second])
        assert crew.queue.job(first).state is JobState.CANCELLED
        assert webui.count(TXT2IMG) == 1


def test_row_37_cancelled_while_it_is_painted(house, slow_webui):
    with Crew(house, slow_webui.url) as crew:
        first, second = crew.submit(2, **SMALL)
        crew.until_painting(first)
        crew.queue.cancel(first)

        all_done_once(crew, [second])
        assert crew.queue.job(first).images == ()


def test_row_37_cancelled_just_after_the_reply(house, webui, monkeypatch):
    save = house.images.save

    def cancel_then_save(name, data, extension):
        if first[:8] in name:
            house.queue.cancel(first)
        return save(name, data, extension)

    monkeypatch.setattr(house.images, "save", cancel_then_save)
    house.gate.pause()
    with Crew(house, webui.url) as crew:
        first, second = crew.submit(2, **SMALL)
        house.gate.resume()

        assert crew.until(second).state is JobState.DONE
        late = crew.queue.job(first)
        assert (late.state, late.images) == (JobState.CANCELLED, ())
        assert webui.count("/sdapi/v1/interrupt") == 0


def test_row_37_cancelled_while_nobody_knew_what_became_of_it(house, slow_webui):
    with Crew(house, slow_webui.url) as crew:
        (first,) = crew.submit(**SMALL)
        crew.until_painting(first)
    house.reopen()
    assert house.queue.job(first).state is JobState.UNKNOWN
    with Crew(house, slow_webui.url) as crew:
        crew.queue.cancel(first)
        (second,) = crew.submit(**SMALL)

        all_done_once(crew, [second])


def test_row_38_cancels_at_once_are_one_transition(house):
    (job_id,) = house.queue.submit({"prompt": "a lake"})
    before = house.queue.revision
    threads = [threading.Thread(target=house.queue.cancel, args=(job_id,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert house.queue.revision == before + 1


# -- the disk


class SmallDisk(LocalDisk):
    """Takes no more bytes while `is_full`."""

    def __init__(self):
        self.is_full = False
        self.refusals = 0

    def check(self):
        if self.is_full:
            self.refusals += 1
            raise OSError(errno.ENOSPC, "No space left on device")

    def write_new(self, path, data):
        self.check()
        super().write_new(path, data)

    def open_log(self, path):
        log = super().open_log(path)
        write = log.write

        def write_if_room(offset, data):
            self.check()
            write(offset, data)

        log.write = write_if_room
        return log


@pytest.fixture
def small(tmp_path):
    house = House(tmp_path / "small", SmallDisk())
    yield house
    house.close()


def test_row_42_a_disk_full_at_the_picture_queues_the_job_and_pauses(house, webui, monkeypatch):
    from booru_studio.storage import images

    def full(path, _data):
        path.parent.mkdir(parents=True, exist_ok=True)
        raise StoreWriteError(path=path.name, reason="No space left on device")

    with monkeypatch.context() as patched, Crew(house, webui.url) as crew:
        patched.setattr(images, "write_atomically", full)
        ids = crew.submit(2, **SMALL)
        assert "make room" in crew.until_paused()
        until(lambda: crew.queue.counts() == {"queued": 2, "running": 0})
        assert files(house) == []

        patched.undo()
        house.gate.resume()
        all_done_once(crew, ids)


def test_row_43_a_disk_full_at_the_journal_refuses_new_jobs_and_keeps_the_list(small):
    ids = small.queue.submit({"prompt": "a lake"}, 2)
    small.disk.is_full = True
    with pytest.raises(StoreWriteError, match="make room or check the rights"):
        small.queue.submit({"prompt": "a hill"})
    assert [job.id for job in small.queue.waiting()] == ids

    small.disk.is_full = False
    ids += small.queue.submit({"prompt": "a hill"})
    assert [job.id for job in small.reopen().queue.waiting()] == ids


@pytest.mark.parametrize("moment", ["painting", "painted"])
def test_row_43_a_disk_full_at_the_journal_in_mid_job_loses_nothing(small, slow_webui, moment):
    with Crew(small, slow_webui.url) as crew:
        first, second = crew.submit(2, **SMALL)
        crew.until_painting(first)
        small.disk.is_full = True
        if moment == "painted":
            until(lambda: small.disk.refusals >= 2)
        assert "could not be written" in crew.until_paused()

        small.disk.is_full = False
        until(lambda: crew.queue.counts() == {"queued": 2, "running": 0})
        small.gate.resume()
        jobs = [crew.until(first), crew.until(second)]
        assert {job.state for job in jobs} == {JobState.DONE}
        assert len(files(small)) == 2


def test_row_45_a_picture_folder_deleted_while_running_is_made_anew(house, webui):
    with Crew(house, webui.url) as crew:
        crew.until(crew.submit(**SMALL)[0])
        shutil.rmtree(house.folder / "images")

        all_done_once(crew, crew.submit(2, **SMALL))


def test_row_46_a_second_studio_on_the_same_data_is_refused_by_number(house):
    with pytest.raises(StoreLockedError, match=r"process \d+\): stop that one"):
        JobStore(house.folder)
    assert house.queue.submit({"prompt": "a lake"})


@pytest.mark.parametrize("damage", [b"", b"\0" * 3000])
def test_row_48_an_emptied_or_zeroed_file_is_rebuilt(house, damage):
    ids = house.queue.submit({"prompt": "a lake"}, 3)
    house.reopen().close()
    (house.folder / "jobs.json").write_bytes(damage)

    house.open()
    assert [job.id for job in house.queue.waiting()] == ids
    assert house.store.reports


# -- what is asked for


def test_row_49_a_clock_put_back_changes_no_order(house, webui):
    house.gate.pause()
    with Crew(house, webui.url) as crew:
        ids = crew.submit(**SMALL)
        house.queue.board.now.time -= timedelta(hours=1)
        ids += crew.submit(2, **SMALL)
        house.gate.resume()
        jobs = all_done_once(crew, ids)

    starts = [job.started for job in jobs]
    assert starts == sorted(starts)


def test_row_50_ten_thousand_jobs_are_the_most_that_wait(house):
    for _ in range(5):
        house.queue.submit({"prompt": "a lake", "seed": 1}, MOST_QUEUED // 5)

    page, total = house.queue.page("queued", 50, 5_000)
    assert (len(page), total, house.queue.counts()["queued"]) == (50, 10_000, 10_000)
    with pytest.raises(InvalidInputError, match="let some finish, or cancel some"):
        house.queue.submit({"prompt": "one more"})
    assert house.desk.claim("http://webui").id == house.queue.page("", 1, 9_999)[0][0].id


def test_row_51_odd_prompts_are_sent_without_what_no_json_holds(house, webui):
    prompts = ["a\0 lake", "a \ud800hill", "a 🌷 garden", "tulip, " * 15_000]
    with Crew(house, webui.url) as crew:
        ids = [crew.submit(prompt=prompt, **SMALL)[0] for prompt in prompts]
        all_done_once(crew, ids)

    sent = [call.json["prompt"] for call in webui.calls if call.path == TXT2IMG]
    assert sent[:3] == ["a lake", "a ?hill", "a 🌷 garden"]
    assert len(sent[3]) > 100_000


def test_row_52_wildcards_that_name_each_other_are_refused_before_anything_is_queued(
    house, tmp_path
):
    folder = tmp_path / "wildcards"
    folder.mkdir()
    (folder / "a.txt").write_text("__b__", "utf-8")
    (folder / "b.txt").write_text("__a__", "utf-8")
    object.__setattr__(house.queue._maker, "expander", Wildcards(WildcardFiles(folder)))

    with pytest.raises(InvalidInputError, match=r"itself \(a → b → a\): take one of these"):
        house.queue.submit({"template": "a lake, __a__", "steps": 4, **SMALL}, 3)
    assert house.queue.page() == ([], 0)


def test_row_53_connections_grown_stale_at_a_restart_are_not_noticed(house, webui):
    with Crew(house, webui.url) as crew:
        for _ in range(5):
            crew.until(crew.submit(**SMALL)[0])
            webui.restart()
        jobs = [crew.until(job.id) for job in crew.queue.page()[0]]

    assert {(job.state, job.attempts) for job in jobs} == {(JobState.DONE, 1)}
    assert len(files(house)) == 5
