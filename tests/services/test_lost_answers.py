"""Pictures whose answer was lost on its way, taken from the copies a WebUI was told to keep."""

import pytest

from booru_studio.demo.faults import Fault
from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain.jobs import JobState
from booru_studio.webui.copies import TAKEN_OVER
from tests.services.crew import TXT2IMG, Crew, files


@pytest.fixture
def webui():
    with StandInWebUi(duration_ms=60, is_fresh=True) as webui:
        yield webui


@pytest.fixture
def crew(house, webui):
    with Crew(house, webui.url) as crew:
        crew.backends[0].keeps_copies = True
        yield crew


def options(crew):
    return dict(crew.backends[0].client.options())


@pytest.mark.parametrize(
    "fault", [Fault.RESET_AFTER_WORK, Fault.HALF_BODY, Fault.DROP_AFTER_SENDING_TO_QUEUE,
              Fault.TRUNCATED_JSON]
)  # fmt: skip
def test_a_lost_answer_costs_no_second_picture(crew, webui, house, fault):
    webui.faults.next(TXT2IMG, fault)
    (job_id,) = crew.submit(batch_size=2, seed=7)
    job = crew.until(job_id)

    assert (job.state, job.attempts, job.warnings) == (JobState.DONE, 1, (TAKEN_OVER,))
    assert [(image.seed, image.width) for image in job.images] == [(7, 128), (8, 128)]
    assert all("garden" in image.infotext for image in job.images)
    assert len(files(house)) == 2
    assert webui.count(TXT2IMG) == 1


def test_a_webui_that_was_started_anew_still_has_the_copies(crew, webui):
    webui.faults.next(TXT2IMG, Fault.RESET_AFTER_WORK)
    (job_id,) = crew.submit()
    crew.until(job_id, JobState.UNKNOWN, JobState.DONE)
    webui.restart()

    assert crew.until(job_id).attempts == 1
    assert webui.count(TXT2IMG) == 1


def test_what_was_lost_before_it_was_painted_is_painted_again(crew, webui):
    webui.faults.next(TXT2IMG, Fault.RESET_BEFORE)
    (job_id,) = crew.submit()
    job = crew.until(job_id)

    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert TAKEN_OVER not in job.warnings


def test_copies_leave_the_webuis_own_settings_as_they_were(crew, webui):
    before = options(crew)
    for fault in (None, Fault.RESET_AFTER_WORK, None):
        if fault:
            webui.faults.next(TXT2IMG, fault)
        (job_id,) = crew.submit()
        crew.until(job_id)

    assert options(crew) == before


def test_without_copies_nothing_is_saved_on_the_webuis_disk(house, webui):
    with Crew(house, webui.url) as crew:
        crew.until(crew.submit()[0])

    assert not crew.backends[0].keeps_copies
    assert not [path for path in webui.folder.rglob("*.png")]


def test_a_job_that_lets_the_settings_be_is_not_copied(crew, webui):
    crew.until(crew.submit(leave_settings=True)[0])

    assert not [path for path in webui.folder.rglob("*.png")]
