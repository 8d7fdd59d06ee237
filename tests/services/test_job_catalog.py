"""The facts of all jobs, over a real store."""

import pytest

from booru_studio.domain.job_lists import JobQuery
from booru_studio.domain.jobs import JobImage
from booru_studio.services.job_catalog import JobCatalog
from booru_studio.services.live import Live

IMAGE = JobImage("images/2026-03-04/a.png", 5, 512, 512, "Model: meadowXL, Steps: 4, Seed: 5")


@pytest.fixture
def catalog(queue):
    return JobCatalog(queue.board)


def ids(catalog, **query):
    return [job.id for job in catalog.find(JobQuery(**query))]


def test_jobs_from_before_a_start_are_known_in_their_order(house):
    before = house.whole.submit({"prompt": "a lake"}, 3)
    catalog = JobCatalog(house.reopen().whole.board)

    assert [job.id for job in catalog.jobs()] == before
    assert [job.number for job in catalog.jobs()] == [1, 2, 3]


def test_a_change_is_seen_by_the_next_question(queue, catalog):
    (job_id,) = queue.submit({"prompt": "a lake"})
    assert ids(catalog, state="queued") == [job_id]
    job = queue.claim("http://webui")
    assert ids(catalog, state="running") == [job_id]
    queue.complete(job, [IMAGE], [])

    assert ids(catalog, state="running") == []
    assert ids(catalog, model="meadowXL", words="LAKE") == [job_id]
    assert catalog.counts() == {"done": 1}


def test_mere_progress_makes_no_list_anew(queue, catalog):
    queue.submit({"prompt": "a lake"})
    job = queue.claim("http://webui")
    before = catalog.find(JobQuery())
    queue.report(job, Live(0.5))

    assert catalog.find(JobQuery()) is before


def test_places_follow_the_queue(queue, catalog):
    ids = queue.submit({"prompt": "a lake"}, 3)
    assert catalog.places() == {ids[0]: 1, ids[1]: 2, ids[2]: 3}
    queue.move([ids[2]], before=ids[0])

    assert catalog.places() == {ids[2]: 1, ids[0]: 2, ids[1]: 3}


def test_children_are_known_by_their_parent(queue, catalog):
    (first,) = queue.submit({"prompt": "a lake"})
    catalog.jobs()
    (second,) = queue.retry(first, {"steps": 9})
    (third,) = queue.retry(second)

    assert (catalog.children(first), catalog.children(second)) == ([second], [third])


def test_choices_are_what_jobs_had_most_used_first(queue, catalog):
    queue.submit({"prompt": "<lora:ink:1> a lake", "checkpoint": "paper"})
    queue.submit({"prompt": "<lora:ink:1><lora:fog:1> a lake", "checkpoint": "stone"}, 2)

    assert catalog.choices() == {"models": ["stone", "paper"], "loras": ["ink", "fog"]}


def test_lines_are_batches_unless_flat(queue, catalog):
    queue.submit({"prompt": "a lake"}, 3)

    assert len(catalog.rows(JobQuery(), is_flat=False)) == 1
    assert len(catalog.rows(JobQuery(), is_flat=True)) == 3


def test_what_is_made_of_all_jobs_is_remembered_until_one_changes(queue, catalog):
    queue.submit({"prompt": "a lake"})
    made = []
    for _ in range(2):
        catalog.made_of("sum", lambda jobs: made.append(len(jobs)))
    queue.submit({"prompt": "a lake"})
    catalog.made_of("sum", lambda jobs: made.append(len(jobs)))

    assert made == [1, 2]
