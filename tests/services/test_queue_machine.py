"""Queue, desk and store in any order of work and harm: a few here, more by an option.

    python -m pytest tests/services/test_queue_machine.py --machine-examples 5000
"""

from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from booru_studio.services.job_board import JobBoard
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.queue_gate import QueueGate
from tests.services.conftest import MACHINE_EXAMPLES
from tests.services.queue_machine import QueueMachine

STEPS = 40


def play(examples, **more):
    run_state_machine_as_test(
        QueueMachine,
        settings=settings(
            max_examples=examples, stateful_step_count=STEPS, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), print_blob=True, **more,
        ),
    )  # fmt: skip


def test_no_order_of_work_and_harm_goes_wrong(request):
    play(request.config.getoption("--machine-examples", default=MACHINE_EXAMPLES))


@pytest.mark.parametrize(
    ("owner", "name", "broken"),
    [
        (JobBoard, "is_current", lambda _self, _job: True),
        (QueueGate, "note_failure", lambda _self, _error: None),
        (JobDesk, "_hold_back_running", lambda _self: None),
    ],
)
def test_the_machine_finds_a_seeded_bug(owner, name, broken):
    with patch.object(owner, name, broken), pytest.raises(Exception):  # noqa: B017, PT011
        play(200, phases=[Phase.generate], derandomize=True)
