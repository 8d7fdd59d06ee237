"""How long pictures are kept, as the page asks and does it."""

import pytest

from booru_studio.errors import InvalidInputError
from booru_studio.ui.endpoints import Endpoints
from tests.ui.conftest import until_final

SMALL = {"prompt": "a lake", "steps": 1, "width": 64, "height": 64}


@pytest.fixture
def endpoints(services):
    yield Endpoints(services)
    services.retention.set_rule({})


@pytest.fixture
def two(services):
    return [until_final(services, job_id).id for job_id in services.queue.submit(SMALL, 2)]


def test_what_would_go_is_shown_and_nothing_goes(endpoints, services, two):
    shown = endpoints.retention({"keep_count": 1})

    assert two[0] in shown["job_ids"]
    assert two[1] not in shown["job_ids"]
    assert shown["pictures"] >= 1
    assert shown["shown"][0]["why"]
    assert endpoints.retention()["rule"]["keep_count"] == 0
    assert services.pictures.trashed() == []


def test_only_what_was_agreed_to_goes_and_the_rule_is_kept(endpoints, services, two):
    (picture,) = services.queue.job(two[0]).images
    gone = endpoints.apply_retention({"keep_count": 1}, [two[0]])

    assert gone["files"] == [picture.file]
    assert endpoints.retention()["rule"]["keep_count"] == 1
    services.pictures.restore(gone["batches"][0])


def test_a_rule_alone_moves_nothing(endpoints):
    told = endpoints.apply_retention({"keep_days": 30}, [])

    assert told == {"batches": [], "files": [], "skipped": []}
    assert endpoints.retention()["rule"]["keep_days"] == 30


@pytest.mark.parametrize("values", [{"keep_count": -1}, {"days": 3}, {"max_gb": "x"}])
def test_what_is_no_limit_is_told(endpoints, values):
    with pytest.raises(InvalidInputError):
        endpoints.retention(values)
