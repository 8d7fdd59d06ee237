"""What is told of the changes of a job."""

from booru_studio.domain.jobs import Job
from booru_studio.ui.job_changes import changes_between


def told(before, after):
    return changes_between(Job(id="a", request=before), Job(id="b", request=after))


def test_values_are_told_as_they_were_and_are():
    assert told({"steps": 20, "seed": 5}, {"steps": 30, "seed": 5, "checkpoint": "ink"}) == [
        {"field": "steps", "before": "20", "after": "30"},
        {"field": "checkpoint", "before": "", "after": "ink"},
    ]


def test_prompts_are_told_by_what_went_and_what_came():
    (change,) = told({"prompt": "1girl, library, lamp"}, {"prompt": "1girl, garden, lamp, bird"})

    assert change == {"field": "prompt", "gone": ["library"], "new": ["garden", "bird"]}


def test_what_is_the_same_is_not_told():
    assert told({"prompt": "a", "source_post": "danbooru:1"}, {"prompt": "a"}) == []
