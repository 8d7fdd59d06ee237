"""Templates as jobs: resolved once, sent as resolved, and safe after every expansion."""

import pytest

from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain import safety_terms
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.errors import BlockedContentError
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.queue import JobQueue
from booru_studio.services.wildcards import Wildcards
from tests.services.crew import Crew

TXT2IMG = "/sdapi/v1/txt2img"
TERM = sorted(safety_terms.BLOCKED)[0]
LIBRARY = MemoryLibrary(
    {
        "hair": ["red hair", "blue hair", "green hair"],
        "bad": [TERM],
        "nested": ["__bad__"],
        "loras/style": [f"<lora:ink:0.8>, {TERM}"],
    }
)


@pytest.fixture
def queue(house):
    """The house's queue with the real wildcard engine."""
    maker = JobMaker(Wildcards(LIBRARY), house.policy)
    house.queue = JobQueue(house.queue.board, maker, house.gate)
    return house.queue


def test_each_job_is_resolved_once_and_sent_as_it_was_stored(house, queue):
    template = "1girl, __hair__, {day|night}, __hair__"
    with StandInWebUi(duration_ms=30) as webui, Crew(house, webui.url) as crew:
        ids = queue.submit({"template": template, "width": 128, "height": 128, "steps": 2}, 5)
        jobs = [crew.until(job_id) for job_id in ids]
        sent = [call.json["prompt"] for call in webui.calls if call.path == TXT2IMG]

    assert sorted(sent) == sorted(job.prompt for job in jobs)
    assert {job.template for job in jobs} == {template}
    assert not any("__" in prompt or "{" in prompt for prompt in sent)
    assert all(len(job.picks) == 3 for job in jobs)


def test_the_same_seed_gives_the_same_prompt_at_any_place_of_a_batch(queue):
    alone = queue.job(queue.submit({"template": "__hair__, {a|b|c}", "seed": 102})[0])
    third = queue.job(queue.submit({"template": "__hair__, {a|b|c}", "seed": 100}, 3)[2])

    assert alone.prompt == third.prompt


@pytest.mark.parametrize(
    "template", ["1girl, __bad__", "__nested__", "__loras/style__", "${x=__bad__}${x}", "{__bad__}"]
)
def test_what_wildcards_bring_in_is_judged_after_expansion(queue, template):
    with pytest.raises(BlockedContentError):
        queue.submit({"template": template})
    assert queue.page()[1] == 0
