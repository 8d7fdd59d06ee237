"""Several jobs made of one: grids of changes, and chosen pictures made larger."""

import pytest

from booru_studio.domain import safety_terms
from booru_studio.domain.jobs import JobImage
from booru_studio.errors import BlockedContentError, InvalidInputError, JobNotFoundError
from booru_studio.services.enlarging import METHODS, Enlarging
from booru_studio.services.variations import MOST, Variations

BLOCKED = sorted(safety_terms.BLOCKED)[0]
FILES = [f"images/2026-03-04/{name}.png" for name in ("a", "b")]


@pytest.fixture
def done(house):
    """A job that ended in two pictures."""
    (job_id,) = house.queue.submit({"prompt": "a lake", "batch_size": 2, "seed": 50, "steps": 9})
    job = house.desk.claim("http://webui")
    for file in FILES:
        (house.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (house.folder / file).write_bytes(b"a picture")
    images = [JobImage(file, 50 + at, 512, 640, "") for at, file in enumerate(FILES)]
    house.desk.complete(job, images, [])
    return job_id


def requests(house, ids):
    return [house.queue.job(job_id).request for job_id in ids]


# -- grids


def varied(house, job_id, **grid):
    variations = Variations(house.queue, house.queue._maker)
    return variations.add(job_id, grid)


def test_a_grid_has_every_combination_once_as_one_batch(house, done):
    ids = varied(house, done, seeds=2, checkpoints=["ink", "oil"], cfg_scales=[4, 6.5])
    made = requests(house, ids)

    cells = {(each["seed"], each["checkpoint"], each["cfg_scale"]) for each in made}
    assert len(ids) == len(cells) == 8
    assert len({seed for seed, _, _ in cells}) == 2
    assert len({house.queue.job(job_id).batch for job_id in ids}) == 1
    assert {house.queue.job(job_id).parent for job_id in ids} == {done}


def test_without_seeds_the_jobs_own_stays(house, done):
    (job_id,) = varied(house, done, changes={"steps": 20})
    (request,) = requests(house, [job_id])

    assert (request["seed"], request["steps"], request["batch_size"]) == (50, 20, 2)
    assert house.queue.job(job_id).batch == ""


@pytest.mark.parametrize(
    ("grid", "told"),
    [
        ({"seeds": 20, "cfg_scales": [1.5] * 11}, "220 jobs"),
        ({"seeds": MOST + 1}, "seeds"),
        ({"cfg_scales": ["high"]}, "give numbers"),
        ({"cfg_scales": 7}, "no list"),
        ({"samplers": ["Euler"]}, "samplers"),
        ({"changes": {"stepz": 3}}, "stepz"),
    ],
)
def test_a_grid_that_is_none_queues_nothing(house, done, grid, told):
    with pytest.raises(InvalidInputError, match=told):
        varied(house, done, **grid)
    assert house.queue.counts()["queued"] == 0


def test_a_grid_is_approved_like_any_job(house, done):
    with pytest.raises(BlockedContentError):
        varied(house, done, changes={"prompt": BLOCKED}, seeds=3)
    assert house.queue.counts()["queued"] == 0


# -- larger


def enlarged(house, pictures, **how):
    return Enlarging(house.queue).add(pictures, how)


def test_each_chosen_picture_becomes_a_child_with_its_seed(house, done):
    ids = enlarged(house, {done: [0, 1]}, scale=3)
    jobs = [house.queue.job(job_id) for job_id in ids]

    assert [(job.upscale.image, job.upscale.scale) for job in jobs] == [(f, 3.0) for f in FILES]
    assert [job.request["seed"] for job in jobs] == [50, 51]
    assert {job.parent for job in jobs} == {done}


def test_a_hires_rerun_draws_that_picture_again(house, done):
    (job_id,) = enlarged(
        house, {done: [1]}, method="hires", upscaler="Latent", denoising=0.4, checkpoint="ink"
    )
    (request,) = requests(house, [job_id])

    wanted = {
        "enable_hr": True, "hr_upscaler": "Latent", "denoising_strength": 0.4,
        "checkpoint": "ink", "seed": 51, "batch_size": 1, "steps": 9,
    }  # fmt: skip
    assert {name: request[name] for name in wanted} == wanted


def test_img2img_paints_over_the_enlarged_picture(house, done):
    (job_id,) = enlarged(house, {done: [0]}, method="img2img", scale=1.5)
    (request,) = requests(house, [job_id])

    assert (request["init_image"], request["width"], request["height"]) == (FILES[0], 768, 960)
    assert request.get("enable_hr", False) is False


@pytest.mark.parametrize(
    ("pictures", "how", "told"),
    [
        ({}, {}, "Choose 1 to"),
        ([2], {}, "2 pictures"),
        ([-1], {}, "2 pictures"),
        ([0], {"method": "magic"}, "method"),
        ([0], {"scale": 9}, "scale is 9"),
        ([0], {"scale": True}, "scale is True"),
        ([0], {"denoising": -0.1}, "denoising"),
        ([0], {"shape": "round"}, "shape"),
    ],
)
def test_what_cannot_be_enlarged_queues_nothing(house, done, pictures, how, told):
    chosen = {done: pictures} if isinstance(pictures, list) else pictures
    with pytest.raises(InvalidInputError, match=told):
        enlarged(house, chosen, **how)
    assert house.queue.counts()["queued"] == 0


def test_a_job_that_is_none_is_told_before_anything_is_queued(house, done):
    with pytest.raises(JobNotFoundError):
        enlarged(house, {done: [0], "nowhere": [0]})
    assert house.queue.counts()["queued"] == 0


def test_every_method_says_what_it_does():
    assert [method.name for method in METHODS] == ["extras", "hires", "img2img"]
    assert all(method.sentence.endswith(".") for method in METHODS)
