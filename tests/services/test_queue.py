"""The queue: what goes in, in which order it comes out, and how it ends."""

import json
import threading

import pytest

from booru_studio.domain import safety_terms
from booru_studio.domain.jobs import JobImage, JobState
from booru_studio.domain.loras import lora_signature
from booru_studio.domain.posts import PostId, Rating
from booru_studio.domain.queue_order import LOOK_AHEAD, Loaded
from booru_studio.errors import (
    BlockedContentError,
    InvalidInputError,
    JobNotFoundError,
    JobStateError,
)
from booru_studio.services.job_catalog import JobCatalog
from booru_studio.services.job_desk import MOST_ATTEMPTS
from booru_studio.services.live import Live
from booru_studio.storage.disk import LocalDisk
from booru_studio.storage.journal_recovery import StoreFiles, recover

BLOCKED = sorted(safety_terms.BLOCKED)[0]
IMAGE = JobImage("images/2026-03-04/a.png", 5, 512, 512, "")


def submit(queue, count=1, **request):
    return queue.submit({"prompt": "1girl, smile", **request}, count)


def claimed(queue, **request):
    submit(queue, **request)
    return queue.claim("http://webui")


# -- going in


def test_a_job_keeps_the_request_it_was_given(queue):
    (job_id,) = submit(queue, steps=12, width=640, seed=5)

    job = queue.job(job_id)
    assert (job.request["steps"], job.request["width"], job.request["seed"]) == (12, 640, 5)
    assert (job.prompt, job.template, job.state) == ("1girl, smile", "", JobState.QUEUED)


def test_a_seed_of_minus_one_is_drawn_for_each_job(queue):
    seeds = [queue.job(job_id).request["seed"] for job_id in submit(queue, 3)]

    assert seeds == [1000, 1001, 1002]


def test_a_given_seed_counts_up_by_the_batch_size(queue):
    ids = submit(queue, 3, seed=2**32 - 3, batch_size=2)

    assert [queue.job(job_id).request["seed"] for job_id in ids] == [2**32 - 3, 2**32 - 1, 1]


def test_a_template_is_expanded_once_for_each_job_with_its_seed(queue):
    ids = queue.submit({"template": "1girl, __seed__", "seed": 7}, 2)

    jobs = [queue.job(job_id) for job_id in ids]
    assert [job.prompt for job in jobs] == ["1girl, seed 7", "1girl, seed 8"]
    assert {job.template for job in jobs} == {"1girl, __seed__"}
    assert [job.request["prompt"] for job in jobs] == [job.prompt for job in jobs]
    assert "template" not in jobs[0].request
    assert jobs[0].warnings == ("expanded",)
    assert jobs[0].picks == ({"value": 7},)


def test_safe_mode_adds_nsfw_to_the_negative_prompt(queue):
    (job_id,) = submit(queue, negative_prompt="lowres")

    assert queue.job(job_id).request["negative_prompt"] == "lowres, nsfw"


@pytest.mark.parametrize(
    ("request_", "count", "told"),
    [
        ({}, 1, "no prompt"),
        ({"prompt": "  "}, 1, "no prompt"),
        ("text", 1, "no object"),
        ({"prompt": "a", "n_iter": 2}, 1, "use count"),
        ({"prompt": "a", "template": "b"}, 1, "both"),
        ({"prompt": "a", "stepz": 2}, 1, "did you mean steps"),
        ({"prompt": "a"}, 0, "count is 0"),
        ({"prompt": "a"}, True, "count is True"),
        ({"prompt": "a"}, 100_000, "count is 100000"),
    ],
)
def test_what_is_no_request_is_told(queue, request_, count, told):
    with pytest.raises(InvalidInputError, match=told):
        queue.submit(request_, count)
    assert queue.page()[1] == 0


def test_blocked_content_makes_no_job_even_out_of_a_template(queue):
    for request in ({"prompt": BLOCKED}, {"template": f"__seed__, {BLOCKED}"}):
        with pytest.raises(BlockedContentError):
            queue.submit(request, 3)

    assert queue.page()[1] == 0


def test_a_source_post_of_a_hidden_rating_is_refused(house):
    house.ratings[PostId("danbooru", 5)] = Rating.EXPLICIT

    with pytest.raises(BlockedContentError, match="rated explicit"):
        submit(house.whole, source_post="danbooru:5")


def test_the_rating_of_the_source_post_is_kept_with_the_job(house):
    house.ratings[PostId("danbooru", 5)] = Rating.GENERAL
    (job_id,) = submit(house.whole, source_post="danbooru:5")

    assert house.whole.job(job_id).source_rating == "general"


# -- coming out


def test_jobs_are_claimed_oldest_first_and_written_down_before(house):
    first, second = submit(house.whole, 2)

    claimed = [house.whole.claim("http://a"), house.whole.claim("http://b")]

    assert [job.id for job in claimed] == [first, second]
    rows = recover(LocalDisk(), StoreFiles(house.folder / "jobs.json")).tables["jobs"].values()
    written = [json.loads(row) for row in rows]
    assert [(row["state"], row["backend"], row["attempts"]) for row in written] == [
        ("running", "http://a", 1),
        ("running", "http://b", 1),
    ]
    assert house.whole.claim("http://a") is None


def test_the_names_of_the_pictures_are_fixed_at_the_first_claim(queue):
    job = claimed(queue, batch_size=2, seed=9)
    queue.put_back(job, "again", counts=True)
    again = queue.claim("http://other")

    assert len(job.names) == 2
    assert again.names == job.names
    assert again.task_id != job.task_id


def test_many_claimers_never_get_the_same_job(queue):
    ids = submit(queue, 60)
    got = []

    def claim_all():
        while job := queue.claim("http://webui"):
            got.append(job.id)

    threads = [threading.Thread(target=claim_all) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(got) == sorted(ids)


def test_a_paused_queue_hands_out_nothing_and_stays_paused(house):
    submit(house.whole)
    house.whole.pause("Lunch.")
    assert house.whole.claim("http://webui") is None

    assert house.reopen().whole.paused == "Lunch."
    house.whole.resume()
    assert house.whole.paused is None
    assert house.whole.claim("http://webui") is not None


# -- ending


def test_a_done_job_has_its_pictures_and_stays_done(queue):
    job = claimed(queue)

    assert queue.complete(job, [IMAGE], ["The WebUI used DPM++ 2M."])

    done = queue.job(job.id)
    assert (done.state, done.images) == (JobState.DONE, (IMAGE,))
    assert done.warnings == ("The WebUI used DPM++ 2M.",)
    assert done.finished > done.started
    assert not queue.fail(job, "too late")
    assert not queue.put_back(job, "too late", counts=True)
    assert not queue.lose_sight(job, "too late")
    assert queue.job(job.id) == done


def test_a_result_of_an_attempt_that_was_given_up_is_dropped(queue):
    first = claimed(queue)
    queue.put_back(first, "lost", counts=True)
    second = queue.claim("http://webui")

    assert not queue.complete(first, [IMAGE], [])
    assert queue.complete(second, [IMAGE], [])


def test_a_job_is_tried_a_few_times_and_then_fails_with_the_reason(queue):
    submit(queue)
    for _ in range(MOST_ATTEMPTS):
        job = queue.claim("http://webui")
        queue.put_back(job, "The WebUI sent half a picture.", counts=True)

    failed = queue.job(job.id)
    assert failed.state is JobState.FAILED
    assert failed.error == "The WebUI sent half a picture. It was tried 3 times."


def test_an_attempt_in_which_nothing_was_sent_does_not_count(queue):
    submit(queue)
    for _ in range(MOST_ATTEMPTS + 2):
        job = queue.claim("http://webui")
        queue.put_back(job, "nobody there", counts=False)

    assert (queue.job(job.id).state, queue.job(job.id).attempts) == (JobState.QUEUED, 0)


@pytest.mark.parametrize("is_running", [False, True])
def test_a_job_can_be_cancelled_until_it_has_ended(queue, is_running):
    job = claimed(queue) if is_running else queue.job(submit(queue)[0])

    assert queue.cancel(job.id).state is JobState.CANCELLED
    assert queue.cancel(job.id).state is JobState.CANCELLED
    assert not queue.complete(job, [IMAGE], [])


def test_a_finished_job_cannot_be_cancelled(queue):
    job = claimed(queue)
    queue.complete(job, [IMAGE], [])

    with pytest.raises(JobStateError, match="is done, so it cannot be cancelled"):
        queue.cancel(job.id)


def test_an_unknown_job_is_told(queue):
    for call in (queue.cancel, queue.retry, queue.job):
        with pytest.raises(JobNotFoundError):
            call("nowhere")


# -- again


def test_a_retry_without_changes_repeats_prompt_and_seed_as_a_new_job(queue):
    (job_id,) = queue.submit({"template": "1girl, __seed__"})
    (again_id,) = queue.retry(job_id)

    job, again = queue.job(job_id), queue.job(again_id)
    assert again.parent == job_id
    assert again.request == job.request
    assert (again.template, again.prompt, again.picks) == (job.template, job.prompt, job.picks)


def test_a_retry_with_changes_changes_just_these(queue):
    (job_id,) = submit(queue, seed=5, steps=20)
    (again_id,) = queue.retry(job_id, {"steps": 30})

    before, after = queue.job(job_id).request, queue.job(again_id).request
    assert {key for key in after if after[key] != before[key]} == {"steps"}


@pytest.mark.parametrize(
    "changes", [{"prompt": BLOCKED}, {"template": BLOCKED}, {"hr_prompt": BLOCKED}]
)
def test_a_retry_cannot_bring_blocked_content_in(queue, changes):
    (job_id,) = submit(queue)

    with pytest.raises(BlockedContentError):
        queue.retry(job_id, changes)
    assert queue.page()[1] == 1


def test_failed_jobs_are_retried_by_their_cause_and_only_once(queue):
    ids = submit(queue, 3)
    for error in ("Out of memory.", "No such sampler.", "Out of memory."):
        queue.fail(queue.claim("http://webui"), error)
    queue.resume()

    again = queue.retry_failed("out of MEMORY")
    assert [queue.job(job_id).parent for job_id in again] == [ids[0], ids[2]]
    assert [queue.job(job_id).parent for job_id in queue.retry_failed()] == [ids[1]]
    assert queue.retry_failed() == []


def test_a_retry_with_a_wrong_change_is_told(queue):
    (job_id,) = submit(queue)

    for changes in ({"stepz": 3}, {"steps": "many"}, ["steps"]):
        with pytest.raises(InvalidInputError):
            queue.retry(job_id, changes)


# -- a restart


def test_what_was_at_work_at_a_restart_comes_before_what_is_added_since(house):
    first, second = submit(house.whole, 2)
    house.whole.cancel(first)
    house.whole.claim("http://webui")
    again = house.reopen().whole
    (late,) = submit(again)
    again.put_back(again.claim_unknown("http://webui", ("http://webui",)), "again", counts=False)

    assert [job.id for job in again.waiting()] == [second, late]


def test_what_was_queued_is_queued_after_a_restart(house):
    ids = submit(house.whole, 3)

    again = house.reopen().whole
    assert [again.claim("http://webui").id for _ in ids] == ids


def test_what_was_running_is_looked_up_after_a_restart_and_its_attempt_does_not_count(house):
    job = claimed(house.whole)

    queue = house.reopen().whole
    found = queue.claim_unknown("http://webui", ("http://webui",))

    assert (found.id, found.state, found.attempts) == (job.id, JobState.UNKNOWN, 0)
    assert queue.claim("http://webui") is None
    assert queue.put_back(found, "lost", counts=True)
    again = queue.claim("http://webui")
    assert (again.id, again.attempts, again.names) == (job.id, 1, job.names)
    assert again.task_id != job.task_id


def test_an_unknown_job_waits_for_the_webui_it_was_sent_to(house):
    claimed(house.whole)
    queue = house.reopen().whole

    known = ("http://other", "http://webui")
    assert queue.claim_unknown("http://other", known) is None
    assert queue.claim_unknown("http://webui", known) is not None


def test_an_unknown_job_of_a_webui_nobody_asks_any_more_goes_to_the_first(house):
    claimed(house.whole)
    queue = house.reopen().whole

    known = ("http://new", "http://second")
    assert queue.claim_unknown("http://second", known) is None
    assert queue.claim_unknown("http://new", known).backend == "http://new"


# -- what a page sees


def test_a_removed_job_is_told_once_and_stays_unknown(house):
    queue = house.whole
    first, second = submit(queue, 2)
    queue.cancel(second)
    seen, _ = queue.changes(0)
    queue.board.remove([second])

    newer, changed = queue.changes(seen)
    assert (changed, queue.board.removed(seen)) == ([], [second])
    assert queue.board.removed(newer) == []
    for again in (queue, house.reopen().whole):
        assert [job.id for job in again.page()[0]] == [first]
        with pytest.raises(JobNotFoundError):
            again.job(second)


def test_a_removed_job_is_no_longer_in_the_catalogue(queue):
    catalog = JobCatalog(queue.board)
    parent, other = submit(queue, 2)
    (child,) = queue.retry(parent)
    queue.cancel(child)
    assert catalog.children(parent) == [child]
    queue.board.remove([child])

    assert [fact.id for fact in catalog.jobs()] == [parent, other]
    assert catalog.children(parent) == []


def test_what_still_comes_for_a_removed_job_is_dropped(queue):
    submit(queue)
    job = queue.claim("http://webui")
    queue.cancel(job.id)
    queue.board.remove([job.id])

    assert not queue.is_current(job)
    assert not queue.complete(job, [], [])
    assert not queue.put_back(job, "No answer.", counts=True)
    assert queue.page() == ([], 0)


def test_a_job_that_is_not_over_is_not_removed(queue):
    done, waiting = submit(queue, 2)
    queue.cancel(done)

    with pytest.raises(JobStateError, match="cancel it first"):
        queue.board.remove([done, waiting])
    assert queue.page()[1] == 2


def test_changes_tell_just_what_changed(queue):
    first, second = submit(queue, 2)
    seen, jobs = queue.changes(0)
    assert {job.id for job in jobs} == {first, second}

    queue.cancel(second)
    newer, changed = queue.changes(seen)

    assert [job.id for job in changed] == [second]
    assert queue.changes(newer) == (newer, [])


def test_progress_is_a_change_only_when_it_differs(queue):
    job = claimed(queue)
    queue.report(job, Live(0.5))
    seen, _ = queue.changes(0)
    queue.report(job, Live(0.5))
    assert queue.changes(seen) == (seen, [])

    queue.report(job, Live(0.6))
    assert [changed.id for changed in queue.changes(seen)[1]] == [job.id]
    assert queue.board.live(job.id) == Live(0.6)


def test_progress_of_an_ended_job_is_forgotten(queue):
    job = claimed(queue)
    queue.report(job, Live(0.5))
    queue.complete(job, [IMAGE], [])
    queue.report(job, Live(0.9))

    assert queue.board.live(job.id) is None


def test_an_unknown_state_is_told(queue):
    with pytest.raises(InvalidInputError, match="no job state"):
        queue.page("flying")


def test_counts_tell_what_waits_and_what_runs(queue):
    submit(queue, 3)
    queue.claim("http://webui")

    assert queue.counts() == {"queued": 2, "running": 1}


# -- order


def test_a_higher_priority_is_done_first(queue):
    ids = submit(queue, 3)
    (urgent,) = queue.submit({"prompt": "1girl"}, priority=5)
    queue.prioritise(ids[2], 1)

    assert [job.id for job in queue.waiting()] == [urgent, ids[2], ids[0], ids[1]]
    assert queue.claim("http://webui").id == urgent


@pytest.mark.parametrize("priority", [11, -11, 1.5, True, "high"])
def test_a_priority_out_of_range_is_told(queue, priority):
    with pytest.raises(InvalidInputError, match="priority is"):
        queue.submit({"prompt": "1girl"}, priority=priority)


def test_jobs_are_moved_before_another_or_to_the_end(queue):
    a, b, c, d = submit(queue, 4)
    queue.move([d, c], before=b)
    assert [job.id for job in queue.waiting()] == [a, d, c, b]

    queue.move([a])
    assert [job.id for job in queue.waiting()] == [d, c, b, a]


def test_a_job_moved_before_itself_stays_where_it_is(queue):
    a, b, c = submit(queue, 3)
    queue.move([a], before=a)
    assert [job.id for job in queue.waiting()] == [a, b, c]

    queue.move([c, b], before=b)
    assert [job.id for job in queue.waiting()] == [a, c, b]


def test_moving_into_the_same_gap_works_for_ever(queue):
    first, *others, last = submit(queue, 6)
    for turn in range(200):
        queue.move([others[turn % 4]], before=last)

    order = [job.id for job in queue.waiting()]
    assert (order[0], order[-1]) == (first, last)
    assert order[-2] == others[199 % 4]


def test_a_new_job_comes_last_after_moving_and_after_a_restart(house):
    ids = submit(house.whole, 3)
    house.whole.move([ids[0]])
    queue = house.reopen().whole
    (new,) = submit(queue)

    assert [job.id for job in queue.waiting()] == [ids[1], ids[2], ids[0], new]


def test_a_running_job_cannot_be_moved(queue):
    job = claimed(queue)

    with pytest.raises(JobStateError, match="only a waiting job"):
        queue.move([job.id])


def test_jobs_of_the_loaded_checkpoint_go_first_but_nobody_starves(queue):
    other = submit(queue, 1, checkpoint="b")[0]
    same = submit(queue, LOOK_AHEAD + 5, checkpoint="a")
    loaded = Loaded("a")

    order = [queue.claim("http://webui", loaded).id for _ in range(LOOK_AHEAD + 2)]

    assert order[:LOOK_AHEAD] == same[:LOOK_AHEAD]
    assert order[LOOK_AHEAD] == other


def test_jobs_of_the_loaded_loras_go_first(queue):
    queue.submit({"prompt": "<lora:a:1>, 1girl"})
    (second,) = queue.submit({"prompt": "<lora:b:0.5>, 1girl"})

    loaded = Loaded("", lora_signature("<lora:b:0.5>"))
    assert queue.claim("http://webui", loaded).id == second


def test_a_job_goes_to_a_webui_that_did_not_refuse_it(queue):
    job = claimed(queue)
    queue.put_back(job, "no such checkpoint", counts=False, refused_by="http://webui")

    assert queue.claim("http://webui") is None
    assert queue.claim("http://other").id == job.id


# -- many at once


def test_all_waiting_jobs_are_cancelled_and_the_running_one_is_not(queue):
    running = claimed(queue)
    ids = submit(queue, 3)

    assert queue.cancel_waiting() == 3
    assert {queue.job(job_id).state for job_id in ids} == {JobState.CANCELLED}
    assert queue.job(running.id).state is JobState.RUNNING


def test_failed_jobs_are_retried_once(queue):
    job = claimed(queue)
    queue.fail(job, "broken")

    (again,) = queue.retry_failed()
    assert queue.job(again).parent == job.id
    assert queue.retry_failed() == []


def test_jobs_queued_together_share_a_batch(queue):
    together = {queue.job(job_id).batch for job_id in submit(queue, 3)}
    (alone,) = submit(queue)

    assert len(together) == 1
    assert queue.job(alone).batch == ""


# -- holding back


def test_three_failures_in_a_row_pause_the_queue_with_the_last_reason(queue):
    submit(queue, 4)
    for _ in range(3):
        assert queue.paused is None
        queue.fail(queue.claim("http://webui"), "The WebUI failed.")

    assert "3 failures in a row. The last one: The WebUI failed." in queue.paused
    assert queue.claim("http://webui") is None


def test_a_success_between_failures_keeps_the_queue_going(queue):
    submit(queue, 6)
    for ends_well in (False, False, True, False, False):
        job = queue.claim("http://webui")
        queue.complete(job, [IMAGE], []) if ends_well else queue.fail(job, "broken")

    assert queue.paused is None


def test_a_closed_window_or_a_full_disk_holds_jobs_back(house):
    submit(house.whole)
    house.held = "The disk is almost full."
    assert house.desk.claim("http://webui") is None
    assert house.gate.held == "The disk is almost full."

    house.held = ""
    assert house.desk.claim("http://webui") is not None


@pytest.mark.parametrize(
    ("mode", "was_paused", "is_paused"),
    [("last", True, True), ("last", False, False), ("run", True, False), ("paused", False, True)],
)
def test_the_queue_starts_as_set(house, mode, was_paused, is_paused):
    house.gate.set_start_mode(mode)
    if was_paused:
        house.gate.pause()

    assert (house.reopen().gate.paused is not None) == is_paused


def test_an_unknown_start_mode_is_told(queue):
    with pytest.raises(InvalidInputError, match="no start mode"):
        queue.set_start_mode("sideways")


def test_a_job_in_which_the_app_died_twice_pauses_the_queue_and_is_named(house):
    submit(house.whole, 2)
    job = house.desk.claim("http://webui")
    house.reopen()
    assert house.gate.paused is None
    house.desk.put_back(house.store.get(job.id), "again", counts=True)
    assert house.desk.claim("http://webui").id == job.id

    house.reopen()

    assert job.id in house.gate.paused
    assert "2 times" in house.gate.paused
    house.gate.resume()
    assert house.gate.paused is None


def test_a_bookmark_is_kept(house):
    (job_id,) = submit(house.whole)
    house.queue.bookmark(job_id)

    assert house.reopen().queue.job(job_id).bookmarked
