"""Many jobs in one process: two hundred here, thousands with `soak`."""

import sys

import pytest

from tests.services.soak import run

JOBS = 200


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_two_hundred_jobs_leave_memory_flat():
    soaked = run(JOBS)

    assert (soaked.exit_code, soaked.done, soaked.files) == (0, JOBS, JOBS)
    assert soaked.growth < 0.1
