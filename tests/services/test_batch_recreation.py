"""Many posts become one batch: those that cannot are left out, and all or none are queued."""

import pytest

from booru_studio.domain.drafts import Draft
from booru_studio.domain.presets import Preset
from booru_studio.domain.tag_quality import Quality
from booru_studio.errors import BlockedContentError, InvalidInputError, PostNotFoundError
from booru_studio.services.batch_recreation import BatchRecreation, SeenFirst
from booru_studio.services.draft_choices import with_choices
from booru_studio.services.recreator import Wishes
from booru_studio.services.steps import Steps


def draft_of(prompt):
    request = {"prompt": prompt, "negative_prompt": "blurry", "width": 832, "height": 1216}
    return Draft(prompt, "blurry", 832, 1216, None, Quality(50, 9, (), (), 0.5, 0.5), (), request,
                 "none")  # fmt: skip


class Drafter:
    """Drafts every post but those it is told to miss."""

    def __init__(self, *missing):
        self.missing, self.asked = missing, []

    def draft(self, post, wishes=None, *, seen_first=False):
        self.asked.append((post, seen_first))
        if post in self.missing:
            raise PostNotFoundError(site="Danbooru", post_id=post)
        return draft_of(f"{post}, {wishes.append}")


def batches(drafter, submit_all):
    return BatchRecreation(SeenFirst(drafter), submit_all)


def test_posts_are_drafted_in_order_and_told_step_by_step(queue):
    told = []
    drafter = Drafter("danbooru:2")
    found = batches(drafter, queue.submit_all).drafts(
        ["danbooru:1", "danbooru:2", "danbooru:3", "danbooru:1"],
        Wishes(append="rain"),
        Steps(lambda _number, sentence: told.append(sentence)),
    )

    assert [draft.prompt for draft in found.drafts] == ["danbooru:1, rain", "danbooru:3, rain"]
    assert told[-1] == "Drafting 3 of 3."
    assert "danbooru:2 was left out" in found.notes[0]
    assert all(seen_first for _, seen_first in drafter.asked)


def test_all_drafts_become_one_batch_of_jobs(queue):
    ids = batches(Drafter(), queue.submit_all).queue([draft_of("a"), draft_of("b")])
    jobs = [queue.job(job_id) for job_id in ids]

    assert [job.prompt for job in jobs] == ["a", "b"]
    assert len({job.batch for job in jobs}) == 1
    assert jobs[0].batch


def test_one_refused_draft_queues_none(queue):
    with pytest.raises(BlockedContentError):
        batches(Drafter(), queue.submit_all).queue([draft_of("a"), draft_of("loli")])

    assert queue.page()[1] == 0


@pytest.mark.parametrize("posts", [[], [f"danbooru:{n}" for n in range(501)]])
def test_nothing_chosen_is_told(queue, posts):
    batch = batches(Drafter(), queue.submit_all)
    with pytest.raises(InvalidInputError, match="choose 1 to"):
        batch.drafts(posts, Wishes(), Steps())
    with pytest.raises(InvalidInputError, match="nothing was queued"):
        batch.queue([])


def test_a_preset_goes_around_the_prompt_and_leaves_the_shape():
    preset = Preset("ink", {"steps": 9, "width": 64, "checkpoint": "a"}, "ink of {prompt}", "grey")
    found = with_choices(draft_of("a cat"), preset, "b")

    assert found.prompt == found.request["prompt"] == "ink of a cat"
    assert found.negative_prompt == "blurry, grey"
    assert (found.request["steps"], found.request["width"]) == (9, 832)
    assert found.request["checkpoint"] == "b"
