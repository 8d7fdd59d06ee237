"""Copies of pictures that a WebUI keeps: what is asked of it, and where they are looked for."""

from dataclasses import replace

import pytest
import responses

from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import WebUiReplyError
from booru_studio.webui.capabilities import ServerOptions
from booru_studio.webui.copies import fetch_copies
from booru_studio.webui.payloads import txt2img_payload
from booru_studio.webui.transport import WebUiTransport
from tests.webui.samples import URL, a1111, picture, wish

TASK = "task(bs-ab12-2)"
NAMES = frozenset({"samples_filename_pattern", "save_images_add_number", "save_to_dirs"})


def server(outdir="/srv/outputs", **changes):
    return replace(a1111(), options=ServerOptions(outdir=outdir, names=NAMES), **changes)


def payload(capabilities, keeps_copies=True, **fields):
    approved = approve(wish(**fields), RatingPolicy())
    return txt2img_payload(approved, capabilities, TASK, keeps_copies=keeps_copies).json


def test_a_job_to_be_copied_is_saved_under_a_name_of_its_own():
    sent = payload(server())

    assert (sent["save_images"], sent["do_not_save_samples"]) == (True, False)
    assert sent["override_settings"] == {
        "samples_filename_pattern": "bs-ab12-2-[seed]", "save_images_add_number": False,
        "save_to_dirs": False, "grid_save": False, "return_grid": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("capabilities", "fields"),
    [
        (server(""), {}),
        (server(flavour="sdnext"), {}),
        (server(paths=frozenset()), {}),
        (replace(server(), options=ServerOptions(outdir="/srv/outputs")), {}),
        (server(), {"leave_settings": True}),
    ],
)
def test_nothing_is_saved_where_it_could_not_be_found_or_would_change_settings(
    capabilities, fields
):
    sent = payload(capabilities, **fields)

    assert sent["save_images"] is False
    assert "samples_filename_pattern" not in sent.get("override_settings", {})


@pytest.mark.parametrize(
    ("outdir", "asked"),
    [
        ("/srv/out puts/", "/file=/srv/out%20puts/bs-ab12-2-7.png"),
        ("C:\\sd\\outputs", "/file=C%3A%5Csd%5Coutputs%5Cbs-ab12-2-7.png"),
        ("outputs/txt2img", "/file=/home/sd/outputs/txt2img/bs-ab12-2-7.png"),
    ],
)
@responses.activate
def test_copies_are_asked_for_by_their_absolute_path(outdir, asked):
    responses.get(f"{URL}/internal/sysinfo", json={"Data path": "/home/sd"})
    responses.get(f"{URL}{asked}", body=picture(infotext="sea\nSteps: 2, Seed: 7"))
    reply = fetch_copies(WebUiTransport(URL), server(outdir), TASK, wish(seed=7))

    assert [(image.seed, image.infotext[:3]) for image in reply.images] == [(7, "sea")]


@responses.activate
def test_a_format_changed_since_the_probe_is_found_too():
    for ending in ("png", "jpg"):
        responses.get(f"{URL}/file=/srv/outputs/bs-ab12-2-7.{ending}", status=404)
    responses.get(f"{URL}/file=/srv/outputs/bs-ab12-2-7.webp", body=picture("WEBP"))
    reply = fetch_copies(WebUiTransport(URL), server(), TASK, wish(seed=7))

    assert reply.images[0].extension == "webp"


@responses.activate
def test_a_batch_that_is_not_all_there_is_none():
    responses.get(f"{URL}/file=/srv/outputs/bs-ab12-2-7.png", body=picture())
    for ending in ("png", "jpg", "webp"):
        responses.get(f"{URL}/file=/srv/outputs/bs-ab12-2-8.{ending}", status=404)

    wanted = wish(seed=7, batch_size=2)
    assert fetch_copies(WebUiTransport(URL), server(), TASK, wanted) is None


@responses.activate
def test_a_damaged_copy_is_told():
    responses.get(f"{URL}/file=/srv/outputs/bs-ab12-2-7.png", body=picture()[:-12])

    with pytest.raises(WebUiReplyError):
        fetch_copies(WebUiTransport(URL), server(), TASK, wish(seed=7))
