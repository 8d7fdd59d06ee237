"""The queue and worker against recorded replies of A1111 and Forge, over plain HTTP."""

import pytest

from booru_studio.domain.jobs import JobState
from tests.services.crew import Crew, files
from tests.webui.replay import MISSING, ReplayWebUi

if MISSING:
    pytest.skip(MISSING, allow_module_level=True)

# What the recorded picture was made with.
RECORDED = {
    "prompt": "1girl, solo, flower", "negative_prompt": "lowres", "steps": 2, "width": 64,
    "height": 64, "seed": 1, "sampler_name": "Euler a", "scheduler": "Karras", "cfg_scale": 6.5,
}  # fmt: skip


@pytest.mark.parametrize("flavour", ["a1111", "forge"])
def test_a_job_ends_done_with_the_recorded_picture(house, flavour):
    with ReplayWebUi(flavour) as webui, Crew(house, webui.url) as crew:
        (job_id,) = crew.queue.submit(RECORDED)
        job = crew.until(job_id)

        assert crew.backends[0].state.capabilities.flavour == flavour

    assert (job.state, job.error) == (JobState.DONE, "")
    assert (job.images[0].seed, job.images[0].width) == (1, 64)
    assert "Steps: 2, Sampler: Euler a" in job.images[0].infotext
    assert len(files(house)) == 1
    # Safe mode's word for the negative prompt is the one thing the recording lacks.
    assert not [warning for warning in job.warnings if "negative" not in warning]
