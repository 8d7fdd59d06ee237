"""What schedules do: queue batches, switch the queue, refresh lists, copy the jobs."""

from dataclasses import dataclass

import pytest

from booru_studio.errors import InvalidInputError, PresetNotFoundError, WebUiNotReachableError
from booru_studio.services.schedule_actions import (
    QueueBatch,
    TaskAction,
    backup_action,
    queue_switches,
    refreshers,
)
from booru_studio.storage.backups import JobBackups

REQUEST = {"prompt": "a lighthouse at dusk", "steps": 20}
PRESETS = {"ink": {"template": "a harbour, {ink|oil}"}, "bare": {"prompt": ""}}


@dataclass
class Queue:
    """Notes what it is given."""

    given: tuple = ()
    paused: str = ""

    def submit(self, request, count):
        self.given = (request, count)
        return [f"job {number}" for number in range(count)]

    def pause(self, reason):
        self.paused = reason

    def resume(self):
        self.paused = ""


def preset_request(name):
    if name not in PRESETS:
        raise PresetNotFoundError(name=name, advice="save one by that name first")
    return PRESETS[name]


@pytest.fixture
def queue():
    return Queue()


@pytest.fixture
def batch(queue):
    return QueueBatch(queue.submit, preset_request)


@pytest.mark.parametrize(
    ("args", "given", "said"),
    [
        ({"request": REQUEST}, (REQUEST, 1), "1 job was queued."),
        ({"request": REQUEST, "count": 20.0}, (REQUEST, 20), "20 jobs were queued."),
        ({"preset": " ink ", "count": 3}, (PRESETS["ink"], 3), "3 jobs were queued."),
    ],
)
def test_a_batch_is_queued_from_a_request_or_a_preset(batch, queue, args, given, said):
    assert batch.run({**batch.check(args), "schedule_id": "s1"}) == said
    assert queue.given == given


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ({}, "either a request or the name of a preset"),
        ({"request": REQUEST, "preset": "ink"}, "one of the two"),
        ({"request": REQUEST, "count": 0}, "count is 0"),
        ({"request": {"prompt": "x", "stepz": 5}}, "did you mean steps"),
        ({"request": {"steps": 20}}, "The request has no prompt"),
        ({"preset": "bare"}, "The preset “bare” has no prompt"),
        ({"request": "ink"}, "request is no object"),
        ({"request": REQUEST, "amount": 5}, "did you mean count"),
    ],
)
def test_a_batch_that_could_not_be_queued_is_told_when_it_is_saved(batch, args, told):
    with pytest.raises(InvalidInputError, match=told):
        batch.check(args)


def test_a_preset_that_is_gone_is_told_when_it_is_saved_and_when_it_runs(batch):
    for call in (batch.check, batch.run):
        with pytest.raises(PresetNotFoundError, match="no preset “chalk”"):
            call({"preset": "chalk"})


def test_the_queue_is_paused_and_resumed(queue):
    pause, resume = queue_switches(queue.pause, queue.resume)

    assert pause.run(pause.check({})) == "The queue was paused."
    assert queue.paused == "A schedule paused the queue."
    assert resume.run({}) == "The queue was resumed."
    assert queue.paused == ""


@dataclass
class Client:
    url: str
    has: int = 0

    def refresh(self, what):
        if not self.has:
            raise WebUiNotReachableError(url=self.url, reason="refused")
        return self.has


class Backend:
    def __init__(self, url, has=0):
        self.url, self.client = url, Client(url, has)


def test_each_webui_is_refreshed_though_another_does_not_answer():
    checkpoints, loras = refreshers([Backend("http://a"), Backend("http://b", 12)])

    assert checkpoints.run({}) == (
        "The WebUI at http://a does not answer (refused): start it with --api, "
        "or check --webui. http://b has 12 checkpoints."
    )
    assert loras.run({}).endswith("http://b has 12 loras.")


def test_a_backup_says_how_many_there_are(tmp_path):
    action = backup_action(JobBackups(tmp_path, lambda path: path.write_text("{}")))

    assert action.run({}).endswith(".json was written; 1 backup is kept.")


def test_an_action_without_arguments_takes_none():
    with pytest.raises(InvalidInputError, match="tidy takes no arguments"):
        TaskAction("tidy", "Tidy up", lambda: "Tidy.").check({"n": 1})
