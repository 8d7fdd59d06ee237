"""Jobs handed to the Agent Scheduler: each end, and every break in the middle."""

import time

import pytest

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import JobState
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.services.backends import Backend
from booru_studio.services.worker import Worker
from booru_studio.webui.agent_scheduler import AgentSchedulerClient
from booru_studio.webui.payloads import txt2img_payload
from tests.services.crew import IMPATIENT, Crew, files
from tests.webui.agent_stand_in import AgentStandIn

GARDEN = {"prompt": "straw hat, garden", "steps": 4, "width": 128, "height": 128}


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.005)


class QuickClient(AgentSchedulerClient):
    look_seconds = 0.01


class AgentCrew(Crew):
    """One worker for one Agent Scheduler."""

    def __init__(self, house, url):
        self.house, self.queue = house, house.queue
        self.backends = [Backend(QuickClient("agent+" + url), check_interval=0.1)]
        self.workers = [
            Worker(house.desk, self.backends[0], house.sources, (self.backends[0].url,),
                   patience=IMPATIENT)
        ]  # fmt: skip


@pytest.fixture(params=[False, True], ids=["since 1.8", "before 1.8"])
def names_running(request):
    return request.param


@pytest.fixture
def server(names_running):
    with AgentStandIn(names_running=names_running) as started:
        yield started


@pytest.fixture
def slow_server(names_running):
    with AgentStandIn(names_running=names_running, duration_ms=60_000) as started:
        yield started


def died_after_sending(house, server, noted):
    """Leave a job as a kill does, right after the server has kept it."""
    (job_id,) = house.queue.submit(GARDEN)
    job = house.desk.claim("agent+" + server.url)
    with QuickClient("agent+" + server.url) as client:
        approved = approve(Txt2ImgRequest.from_json(job.request), RatingPolicy())
        task = client.enqueue(txt2img_payload(approved, client.capabilities(), job.task_id))
    if noted:
        house.desk.note_server_task(job, task)
    house.reopen()
    assert house.queue.job(job_id).state is JobState.UNKNOWN
    return job_id, task


def test_a_job_is_done_with_its_pictures_on_disk(house, server):
    with AgentCrew(house, server.url) as crew:
        (job_id,) = crew.submit(batch_size=2)
        job = crew.until(job_id)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert [house.folder / image.file for image in job.images] == files(house)
    assert job.server_task == server.painted[0]
    assert job.backend == "agent+" + server.url


def test_a_failed_job_says_why(house, server):
    server.failures.append("the sampler went missing")
    with AgentCrew(house, server.url) as crew:
        (job_id,) = crew.submit()
        job = crew.until(job_id)
    assert job.state is JobState.FAILED
    assert "the sampler went missing" in job.error


def test_a_cancelled_job_leaves_the_queue_over_there(house, server):
    server.paused = True
    with AgentCrew(house, server.url) as crew:
        (job_id,) = crew.submit()
        crew.until(job_id, JobState.RUNNING)
        until(lambda: house.queue.job(job_id).server_task)
        house.queue.cancel(job_id)
        server.resume()
        (next_id,) = crew.submit()
        assert crew.until(next_id).state is JobState.DONE
    assert house.queue.job(job_id).state is JobState.CANCELLED
    assert len(files(house)) == 1


def test_a_running_job_is_cancelled_over_there(house, slow_server):
    with AgentCrew(house, slow_server.url) as crew:
        (job_id,) = crew.submit(steps=150)
        crew.until_painting(job_id)
        house.queue.cancel(job_id)
        until(lambda: not slow_server.is_painting)
    assert house.queue.job(job_id).state is JobState.CANCELLED
    assert files(house) == []


def test_a_job_deleted_over_there_is_interrupted(house, server):
    server.paused = True
    with AgentCrew(house, server.url) as crew:
        (job_id,) = crew.submit()
        until(lambda: server.tasks)
        server.tasks.clear()
        job = crew.until(job_id)
    assert job.state is JobState.INTERRUPTED
    assert "stopped on the page of the WebUI" in job.error


def test_a_restart_of_the_app_picks_the_same_task_up(house, server):
    server.paused = True
    with AgentCrew(house, server.url) as crew:
        (job_id,) = crew.submit()
        until(lambda: house.queue.job(job_id).server_task)
    house.reopen()
    before = house.queue.job(job_id)
    assert before.state is JobState.UNKNOWN
    server.resume()
    with AgentCrew(house, server.url) as crew:
        job = crew.until(job_id)
    assert (job.state, job.server_task, job.sends) == (JobState.DONE, before.server_task, 1)
    assert server.painted == [before.server_task]
    assert len(files(house)) == 1


@pytest.mark.parametrize("noted", [True, False], ids=["its id noted", "its id lost"])
@pytest.mark.parametrize("is_done", [True, False], ids=["done meanwhile", "waiting still"])
def test_a_kill_after_sending_generates_nothing_twice(house, server, noted, is_done):
    server.paused = not is_done
    job_id, task = died_after_sending(house, server, noted)
    until(lambda: not is_done or server.tasks[task].status == "done")
    server.resume()
    with AgentCrew(house, server.url) as crew:
        job = crew.until(job_id)
    assert (job.state, job.server_task, job.attempts) == (JobState.DONE, task, 0)
    assert server.painted == list(server.tasks) == [task]
    assert len(files(house)) == 1


def test_a_lost_answer_to_the_handing_over_generates_nothing_twice(house, server):
    server.drops_answers = True
    with AgentCrew(house, server.url) as crew:
        (job_id,) = crew.submit()
        job = crew.until(job_id)
    assert job.state is JobState.DONE
    assert server.painted == list(server.tasks) == [job.server_task]


def test_a_restart_of_the_webui_keeps_the_task(house, server):
    server.paused = True
    with AgentCrew(house, server.url) as crew:
        (job_id,) = crew.submit()
        until(lambda: house.queue.job(job_id).server_task)
        server.restart()
        server.resume()
        job = crew.until(job_id)
    assert job.state is JobState.DONE
    assert server.painted == list(server.tasks) == [job.server_task]


def test_a_task_the_webui_has_forgotten_is_sent_again(house, server):
    server.paused = True
    job_id, _ = died_after_sending(house, server, noted=True)
    server.tasks.clear()
    server.resume()
    with AgentCrew(house, server.url) as crew:
        job = crew.until(job_id)
    assert (job.state, job.sends, len(files(house))) == (JobState.DONE, 2, 1)


def test_an_enlargement_goes_to_the_webui_itself(house, server):
    with AgentCrew(house, server.url) as crew:
        (job_id,) = crew.submit()
        crew.until(job_id)
        (larger,) = house.queue.upscale(job_id)
        job = crew.until(larger)
    assert (job.state, job.images[0].width, job.server_task) == (JobState.DONE, 256, "")
