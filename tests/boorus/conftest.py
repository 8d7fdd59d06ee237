"""The network of the booru tests: nothing but what a test puts there."""

import pytest
import responses


@pytest.fixture
def net():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock
