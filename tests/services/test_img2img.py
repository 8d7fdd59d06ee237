"""Jobs that begin with a picture, from the request to the file on disk."""

import io
import json

import pytest
from PIL import Image

from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain.jobs import JobState
from booru_studio.errors import BlockedContentError, InvalidInputError
from tests.services.crew import Crew, files
from tests.webui.samples import picture

IMG2IMG = "/sdapi/v1/img2img"
PAINTED = {"prompt": "1girl, garden", "steps": 2, "width": 64, "height": 64, "seed": 5}


@pytest.fixture
def webui():
    with StandInWebUi(step_ms=0) as started:
        yield started


@pytest.fixture
def crew(house, webui):
    with Crew(house, webui.url) as started:
        yield started


def kept(house, **look):
    return house.sources.keep(picture(**look), "meadow.png").file


def pixel(house, job, place):
    with Image.open(io.BytesIO((house.folder / job.images[0].file).read_bytes())) as image:
        return image.convert("RGB").getpixel(place)


def test_a_handed_in_picture_becomes_another_one(house, crew, webui):
    start = kept(house, colour="teal")
    request = {**PAINTED, "init_image": start, "denoising_strength": 0.0}
    job = crew.until(crew.queue.submit(request)[0])

    assert (job.state, job.error, job.warnings) == (JobState.DONE, "", ())
    assert webui.count(IMG2IMG) == 1
    assert webui.count("/sdapi/v1/txt2img") == 0
    assert pixel(house, job, (30, 30)) == (0, 128, 128)
    assert "Denoising strength: 0.0" in job.images[0].infotext


def test_a_finished_picture_can_be_changed_further(house, crew):
    first = crew.until(crew.queue.submit(PAINTED)[0])
    (again,) = crew.queue.retry(first.id, {"init_image": first.images[0].file, "seed": 6})
    job = crew.until(again)

    assert (job.state, job.parent) == (JobState.DONE, first.id)
    assert job.images[0].file != first.images[0].file
    assert len(files(house)) == 2


def test_the_job_names_its_picture_and_never_holds_it(house, crew):
    start = kept(house)
    (job_id,) = crew.queue.submit({**PAINTED, "init_image": start, "mask": start})
    crew.until(job_id)

    written = (house.folder / "jobs.json").read_text() + "".join(
        path.read_text() for path in house.folder.glob("jobs.*") if path.suffix != ".lock"
    )
    assert start in written
    assert "iVBORw0KGgo" not in written
    assert crew.queue.job(job_id).request["init_image"] == start


def test_a_mask_keeps_the_rest_of_the_picture(house, crew):
    mask = Image.new("L", (64, 64), 0)
    mask.paste(255, (0, 0, 32, 64))
    stream = io.BytesIO()
    mask.save(stream, "PNG")
    request = {
        **PAINTED, "init_image": kept(house, colour="teal"), "denoising_strength": 1.0,
        "mask": house.sources.keep(stream.getvalue(), "left half").file, "mask_blur": 0,
    }  # fmt: skip
    job = crew.until(crew.queue.submit(request)[0])
    assert pixel(house, job, (60, 30)) == (0, 128, 128)
    assert pixel(house, job, (4, 30)) != (0, 128, 128)


def test_what_is_spelled_out_for_a_mask_is_the_pages_usual(house, crew, webui):
    start = kept(house)
    crew.until(crew.queue.submit({**PAINTED, "init_image": start, "mask": start})[0])
    sent = next(json.loads(call.body) for call in webui.calls if call.path == IMG2IMG)
    assert (sent["inpainting_fill"], sent["inpaint_full_res_padding"]) == (1, 32)
    assert not {"init_image", "extensions", "hr_scale"} & sent.keys()


def test_a_picture_that_is_gone_is_said_when_the_job_is_queued(house, crew):
    gone = f"inputs/{'0' * 64}.png"
    with pytest.raises(InvalidInputError, match="The picture of init_image, .* choose it again"):
        crew.queue.submit({**PAINTED, "init_image": gone})


def test_a_picture_that_goes_while_the_job_waits_fails_it(house, webui):
    start = kept(house)
    (job_id,) = house.queue.submit({**PAINTED, "init_image": start})
    (house.folder / start).unlink()
    with Crew(house, webui.url) as crew:
        job = crew.until(job_id)
    assert (job.state, job.images) == (JobState.FAILED, ())
    assert "no longer there" in job.error
    assert webui.count(IMG2IMG) == 0


def test_a_retry_begins_with_the_same_picture(house, crew, webui):
    (job_id,) = crew.queue.submit({**PAINTED, "init_image": kept(house)})
    first = crew.until(job_id)
    again = crew.until(crew.queue.retry(job_id)[0])
    assert again.request == first.request
    bodies = [json.loads(call.body) for call in webui.calls if call.path == IMG2IMG]
    assert bodies[0]["init_images"] == bodies[1]["init_images"]


@pytest.mark.parametrize(
    "values",
    [
        {"init_image": "../secret.png"},
        {"init_image": "/etc/passwd"},
        {"init_image": "inputs/../jobs.json"},
        {"init_image": "data:image/png;base64,iVBORw0KGgo="},
        {"init_images": ["iVBORw0KGgo="]},
        {"mask": f"inputs/{'0' * 64}.png"},
        {"init_image": f"inputs/{'0' * 64}.png", "enable_hr": True},
    ],
)
def test_what_names_no_kept_picture_is_refused(house, values):
    with pytest.raises(InvalidInputError):
        house.queue.submit({**PAINTED, **values})


def test_the_prompt_is_judged_as_for_txt2img(house):
    with pytest.raises(BlockedContentError):
        house.queue.submit({**PAINTED, "prompt": "nsfw", "init_image": kept(house)})
