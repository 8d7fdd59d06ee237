"""The worker against a stand-in WebUI over HTTP: every way a job can end."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from PIL import Image

from booru_studio.demo.faults import Fault
from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain import safety_terms
from booru_studio.domain.infotext import parse_infotext
from booru_studio.domain.jobs import JobState
from booru_studio.errors import InvalidInputError
from tests.services.crew import IMPATIENT, TXT2IMG, Crew, files
from tests.services.odd_webui import OddWebUi, grid_and_maps, with_body


@pytest.fixture
def webui():
    with StandInWebUi(duration_ms=60) as webui:
        yield webui


@pytest.fixture
def crew(house, webui):
    with Crew(house, webui.url) as crew:
        yield crew


# -- the usual way


def test_a_job_ends_done_with_its_picture_and_infotext_on_disk(crew, house):
    (job_id,) = crew.submit(seed=42)
    job = crew.until(job_id)

    (image,) = job.images
    path = house.folder / image.file
    with Image.open(path) as picture:
        infotext = parse_infotext(picture.text["parameters"])
    assert job.state is JobState.DONE
    assert (infotext.prompt, infotext.settings["Seed"]) == (job.prompt, "42")
    assert (image.seed, image.width, image.height) == (42, 128, 128)
    assert files(house) == [path]


def test_a_batch_makes_as_many_files_with_following_seeds(crew, house):
    (job_id,) = crew.submit(seed=7, batch_size=3)

    job = crew.until(job_id)
    assert [image.seed for image in job.images] == [7, 8, 9]
    assert len(files(house)) == 3


def test_a_grid_and_maps_are_kept_beside_the_pictures(house):
    with OddWebUi(with_body(grid_and_maps)) as webui, Crew(house, webui.url) as crew:
        (job_id,) = crew.submit(batch_size=2, seed=5)
        job = crew.until(job_id)

    beside = [image.file for image in job.extras]
    assert [image.seed for image in job.images] == [5, 6]
    assert beside == [f"{job.names[0]}-x{index}.png" for index in range(len(beside))]
    assert len(beside) == 2
    assert files(house) == sorted(
        house.folder / image.file for image in (*job.images, *job.extras)
    )


def test_jobs_are_done_one_after_the_other_in_order(crew, webui):
    ids = crew.submit(count=4, seed=1)
    jobs = [crew.until(job_id) for job_id in ids]

    sent = [call.json for call in webui.calls if call.path == TXT2IMG]
    assert [body["seed"] for body in sent] == [1, 2, 3, 4]
    assert all(a.finished <= b.started for a, b in zip(jobs, jobs[1:], strict=False))


def test_progress_and_preview_are_seen_while_it_runs(house):
    with StandInWebUi(duration_ms=1500) as webui, Crew(house, webui.url) as crew:
        (job_id,) = crew.submit(steps=20)
        crew.until(job_id, JobState.RUNNING)
        seen = []
        while not crew.queue.job(job_id).state.is_final:
            live = crew.queue.live(job_id)
            if live:
                seen.append(live)
            time.sleep(0.02)

    fractions = [live.fraction for live in seen]
    assert fractions == sorted(fractions)
    assert any(0 < fraction < 1 for fraction in fractions)
    assert any(live.preview for live in seen)


def test_two_webuis_share_the_work(house):
    with (
        StandInWebUi(duration_ms=200) as one,
        StandInWebUi(duration_ms=200) as two,
        Crew(house, one.url, two.url) as crew,
    ):
        for job_id in crew.submit(count=6):
            crew.until(job_id)

        assert one.count(TXT2IMG) + two.count(TXT2IMG) == 6
        assert min(one.count(TXT2IMG), two.count(TXT2IMG)) >= 1


def test_what_the_webui_did_otherwise_is_told(crew, webui):
    webui.faults.next(TXT2IMG, Fault.WRONG_SEED)
    (job_id,) = crew.submit(seed=5)

    assert any("seed" in warning for warning in crew.until(job_id).warnings)


# -- nothing blocked is ever sent


@pytest.mark.parametrize("field", ["prompt", "hr_prompt"])
def test_a_hand_edited_jobs_file_sends_nothing_blocked(house, webui, field):
    house.gate.pause()
    (job_id,) = house.queue.submit({"prompt": "1girl"})
    house.close()
    path = house.folder / "jobs.json"
    tables = json.loads(path.read_text("utf-8"))
    (row,) = tables["jobs"].values()
    row["request"][field] = sorted(safety_terms.BLOCKED)[0]
    path.write_text(json.dumps(tables), "utf-8")
    house.open()

    with Crew(house, webui.url) as crew:
        crew.house.gate.resume()
        job = crew.until(job_id)

    assert job.state is JobState.FAILED
    assert "blocked" in job.error
    assert webui.count(TXT2IMG) == 0


def test_a_request_nobody_can_read_fails_alone(house, webui):
    house.gate.pause()
    bad, good = house.queue.submit({"prompt": "1girl", "width": 128, "height": 128}, 2)
    house.store.update(bad, request={"prompt": "1girl", "steps": "many"})

    with Crew(house, webui.url) as crew:
        crew.house.gate.resume()
        assert "steps" in crew.until(bad).error
        assert crew.until(good).state is JobState.DONE


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"sampler_name": "Euler b"}, "no sampler “Euler b”"),
        ({"checkpoint": "nothing-like-it"}, "no checkpoint"),
    ],
)
def test_what_the_webui_does_not_have_fails_with_its_name_unsent(crew, webui, request_, told):
    (job_id,) = crew.submit(**request_)

    job = crew.until(job_id)
    assert job.state is JobState.FAILED
    assert told in job.error
    assert webui.count(TXT2IMG) == 0


# -- faults


@pytest.mark.parametrize(
    "fault",
    [
        Fault.RESET_BEFORE, Fault.RESET_AFTER_WORK, Fault.CLOSE_WITHOUT_REPLY, Fault.HALF_BODY,
        Fault.TRUNCATED_JSON, Fault.HTML_200, Fault.GARBAGE_STATUS, Fault.BAD_BASE64,
        Fault.TRUNCATED_PNG, Fault.NOT_AN_IMAGE, Fault.NO_IMAGES, Fault.IMAGES_NULL,
        Fault.FEWER_IMAGES, Fault.BUSY_503, Fault.DROP_AFTER_SENDING_TO_QUEUE,
    ],
)  # fmt: skip
def test_a_passing_fault_ends_in_one_picture_of_the_same_seed(crew, webui, house, fault):
    webui.faults.next(TXT2IMG, fault)
    (job_id,) = crew.submit(seed=11, batch_size=1 if fault is not Fault.FEWER_IMAGES else 2)

    job = crew.until(job_id)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.images[0].seed == 11
    assert len(files(house)) == len(job.images)


@pytest.mark.parametrize("fault", [Fault.HTML_200, Fault.NOT_AN_IMAGE, Fault.CLOSE_WITHOUT_REPLY])
def test_a_lasting_fault_fails_that_job_after_three_attempts(crew, webui, fault):
    webui.faults.next(TXT2IMG, fault, times=3)
    bad, good = crew.submit(count=2)

    failed = crew.until(bad)
    assert (failed.state, failed.attempts) == (JobState.FAILED, 3)
    assert "3 times" in failed.error
    assert crew.until(good).state is JobState.DONE


def test_a_refused_request_fails_at_once_and_names_the_field(crew, webui):
    webui.faults.next(TXT2IMG, Fault.VALIDATION_422)
    (job_id,) = crew.submit()

    job = crew.until(job_id)
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert "refused the request" in job.error


def test_out_of_memory_fails_the_job_and_pauses_with_a_hint(crew, webui):
    webui.faults.next(TXT2IMG, Fault.OOM)
    first, second = crew.submit(count=2)

    assert "smaller size" in crew.until(first).error
    assert "graphics memory" in crew.until_paused()
    assert crew.queue.job(second).state is JobState.QUEUED
    crew.house.gate.resume()
    assert crew.until(second).state is JobState.DONE


def test_a_webui_that_dies_in_mid_job_and_comes_back_finishes_it(house):
    with StandInWebUi(duration_ms=600) as webui, Crew(house, webui.url) as crew:
        (job_id,) = crew.submit(seed=3)
        crew.until(job_id, JobState.RUNNING)
        time.sleep(0.2)
        webui.stop_listening()
        crew.until(job_id, JobState.UNKNOWN, JobState.QUEUED)
        webui.listen_again()

        job = crew.until(job_id)
        assert (job.state, job.images[0].seed) == (JobState.DONE, 3)
        assert len(files(house)) == 1


def test_a_webui_that_is_not_there_leaves_jobs_queued_until_it_is(house, webui):
    webui.stop_listening()
    with Crew(house, webui.url) as crew:
        (job_id,) = crew.submit()
        time.sleep(0.3)
        assert crew.queue.job(job_id).state is JobState.QUEUED
        assert "does not answer" in crew.backends[0].state.detail

        webui.listen_again()
        job = crew.until(job_id)
        assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_a_wrong_password_is_told_and_costs_no_attempt(house):
    with (
        StandInWebUi(auth=("anna", "secret"), duration_ms=50) as webui,
        Crew(house, webui.url) as crew,
    ):
        (job_id,) = crew.submit()
        detail = crew.backends[0].wait_first(5).detail

        assert "--webui-auth" in detail
        assert crew.queue.job(job_id).state is JobState.QUEUED
        assert webui.count(TXT2IMG) == 0


def test_a_webui_without_its_api_is_told(house):
    with StandInWebUi(api=False) as webui, Crew(house, webui.url) as crew:
        assert "start it with --api" in crew.backends[0].wait_first(5).detail


# -- stopping


def test_cancelling_the_running_job_stops_it_there_and_the_next_one_runs(house):
    with StandInWebUi(duration_ms=3000) as webui, Crew(house, webui.url) as crew:
        first, second = crew.submit(count=2)
        crew.until(first, JobState.RUNNING)
        crew.until_painting(first)
        crew.queue.cancel(first)

        crew.until(second, JobState.RUNNING)
        assert webui.count("/sdapi/v1/interrupt") >= 1
        assert crew.queue.job(first).state is JobState.CANCELLED
        assert crew.until(second).state is JobState.DONE
        assert len(files(house)) == 1


def test_a_cancelled_job_whose_reply_never_comes_does_not_hold_the_next_one_up(house, webui):
    webui.faults.next(TXT2IMG, Fault.HANG_IN_BODY, seconds=600)
    with Crew(house, webui.url, patience=replace(IMPATIENT, reply=2.0)) as crew:
        first, second = crew.submit(count=2)
        crew.until(first, JobState.RUNNING)
        crew.queue.cancel(first)

        assert crew.until(second).state is JobState.DONE
        assert len(files(house)) == 1


def test_a_cancelled_enlargement_is_left_to_itself(crew, webui, house):
    parent = crew.until(crew.submit()[0])
    webui.faults.next("/sdapi/v1/extra-single-image", Fault.HANG_BEFORE_HEADERS, seconds=600)
    (child,) = crew.queue.upscale(parent.id)
    crew.until(child, JobState.RUNNING)
    crew.queue.cancel(child)

    assert crew.until(crew.submit()[0]).state is JobState.DONE
    assert len(files(house)) == 2


def test_an_interrupt_on_the_webuis_own_page_ends_as_interrupted(house):
    with StandInWebUi(duration_ms=3000) as webui, Crew(house, webui.url) as crew:
        (job_id,) = crew.submit()
        crew.until(job_id, JobState.RUNNING)
        crew.until_painting(job_id)
        requests.post(f"{webui.url}/sdapi/v1/interrupt", timeout=5).close()

        job = crew.until(job_id)
        assert job.state is JobState.INTERRUPTED
        assert "stopped on the page" in job.error
        assert webui.count(TXT2IMG) == 1


def test_a_full_disk_pauses_and_the_job_is_done_when_there_is_room(crew, house, monkeypatch):
    from booru_studio.errors import StoreWriteError

    save = house.images.save

    def full(name, data, extension):
        raise StoreWriteError(path=name, reason="No space left on device")

    monkeypatch.setattr(house.images, "save", full)
    (job_id,) = crew.submit(seed=8)
    assert "No space left" in crew.until_paused()
    assert crew.queue.job(job_id).state is JobState.QUEUED

    monkeypatch.setattr(house.images, "save", save)
    crew.house.gate.resume()
    assert crew.until(job_id).images[0].seed == 8


def test_a_stop_in_mid_job_leaves_it_to_be_looked_up_and_done_once(house):
    with StandInWebUi(duration_ms=1500) as webui:
        with Crew(house, webui.url) as crew:
            (job_id,) = crew.submit(seed=9)
            crew.until(job_id, JobState.RUNNING)
            time.sleep(0.3)
        house.reopen()
        assert house.queue.job(job_id).state is JobState.UNKNOWN

        with Crew(house, webui.url) as crew:
            job = crew.until(job_id)
            assert (job.state, job.images[0].seed) == (JobState.DONE, 9)
        assert len(files(house)) == 1
        assert webui.count(TXT2IMG) == 2


def test_pictures_never_leave_part_files(crew, house):
    for job_id in crew.submit(count=3):
        crew.until(job_id)

    assert not list(Path(house.folder).rglob("*.part"))


def test_a_checkpoint_that_one_webui_lacks_is_done_by_another(house):
    with (
        StandInWebUi(duration_ms=50) as one,
        StandInWebUi(duration_ms=50) as two,
        Crew(house, one.url, two.url) as crew,
    ):
        for backend in crew.backends:
            assert backend.wait_first(5).reachable
        lacking = crew.backends[0]
        name = lacking.state.capabilities.checkpoints[0].name
        without = replace(lacking.state.capabilities, checkpoints=())
        lacking.client._capabilities = without
        lacking.client.look_for = lambda _kind: without
        while lacking.state.capabilities.checkpoints:
            lacking.look_again()
            time.sleep(0.01)
        jobs = [crew.until(job_id) for job_id in crew.submit(count=4, checkpoint=name)]

    assert {job.state for job in jobs} == {JobState.DONE}
    assert {job.backend for job in jobs} == {two.url}


# -- enlarging


def test_chosen_pictures_are_enlarged_as_children_and_the_originals_stay(crew, house):
    (job_id,) = crew.submit(batch_size=3, seed=5)
    parent = crew.until(job_id)
    children = [crew.until(child) for child in crew.queue.upscale(job_id, [0, 2], scale=2)]

    assert [child.parent for child in children] == [job_id, job_id]
    assert [child.images[0].width for child in children] == [256, 256]
    assert [child.images[0].seed for child in children] == [5, 7]
    assert len(files(house)) == 5
    assert crew.queue.job(job_id) == parent


def test_a_lasting_or_passing_fault_while_enlarging_ends_once(crew, webui, house):
    parent = crew.until(crew.submit()[0])
    webui.faults.next("/sdapi/v1/extra-single-image", Fault.CLOSE_WITHOUT_REPLY)
    (child,) = crew.queue.upscale(parent.id)

    assert crew.until(child).state is JobState.DONE
    assert len(files(house)) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"images": [5]}, "images is"),
        ({"images": []}, "images is"),
        ({"images": "0"}, "images is"),
        ({"scale": 99}, "scale is 99"),
        ({"upscaler": 4}, "upscaler is 4"),
    ],
)
def test_an_enlargement_that_makes_no_sense_is_told(crew, arguments, told):
    parent = crew.until(crew.submit()[0])

    with pytest.raises(InvalidInputError, match=told):
        crew.queue.upscale(parent.id, **arguments)


def test_an_unknown_upscaler_fails_with_the_nearest_name(crew):
    parent = crew.until(crew.submit()[0])
    (child,) = crew.queue.upscale(parent.id, upscaler="R-ESRGAN 4x")

    assert "no upscaler “R-ESRGAN 4x”" in crew.until(child).error


def test_a_picture_that_was_deleted_cannot_be_enlarged_and_says_so(crew, house):
    parent = crew.until(crew.submit()[0])
    (house.folder / parent.images[0].file).unlink()
    (child,) = crew.queue.upscale(parent.id)

    assert "no longer there" in crew.until(child).error


def test_a_retried_enlargement_enlarges_again(crew):
    parent = crew.until(crew.submit()[0])
    first = crew.until(crew.queue.upscale(parent.id, scale=3)[0])
    again = crew.until(crew.queue.retry(first.id)[0])

    assert (again.upscale, again.images[0].width) == (first.upscale, 384)
