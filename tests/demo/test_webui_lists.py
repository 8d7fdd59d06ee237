"""What the stand-in WebUI says it has, in the forks' own shapes."""

from collections.abc import Iterator

import pytest

from booru_studio.demo.webui import StandInWebUi
from tests.demo.webui_calls import get, post


@pytest.fixture(params=["a1111", "forge"])
def webui(request: pytest.FixtureRequest) -> Iterator[StandInWebUi]:
    with StandInWebUi(request.param, step_ms=0) as started:
        yield started


ROW_KEYS = {
    "samplers": {"name", "aliases", "options"},
    "schedulers": {"name", "label", "aliases", "default_rho", "need_inner_model"},
    "sd-models": {"title", "model_name", "hash", "sha256", "filename", "config"},
    "upscalers": {"name", "model_name", "model_path", "model_url", "scale"},
    "latent-upscale-modes": {"name"},
    "loras": {"name", "alias", "path", "metadata"},
    "prompt-styles": {"name", "prompt", "negative_prompt"},
    "script-info": {"name", "is_alwayson", "is_img2img", "args"},
    "face-restorers": {"name", "cmd_dir"},
}


@pytest.mark.parametrize("name", sorted(ROW_KEYS))
def test_rows_of_lists_have_the_recorded_keys(webui: StandInWebUi, name: str) -> None:
    rows = get(webui.url, f"/sdapi/v1/{name}").json()
    assert rows
    assert all(set(row) == ROW_KEYS[name] for row in rows)


@pytest.mark.parametrize("name", ["extensions", "hypernetworks"])
def test_empty_lists_are_lists(webui: StandInWebUi, name: str) -> None:
    assert get(webui.url, f"/sdapi/v1/{name}").json() == []


@pytest.mark.parametrize(
    ("flavour", "samplers", "schedulers"), [("a1111", 20, 12), ("forge", 25, 16)]
)
def test_each_fork_has_its_samplers_and_schedulers(
    flavour: str, samplers: int, schedulers: int
) -> None:
    with StandInWebUi(flavour) as webui:
        counts = [
            len(get(webui.url, f"/sdapi/v1/{name}").json()) for name in ("samplers", "schedulers")
        ]
    assert counts == [samplers, schedulers]


@pytest.mark.parametrize(
    ("flavour", "found", "missing"),
    [("a1111", "sd-vae", "sd-modules"), ("forge", "sd-modules", "sd-vae")],
)
def test_only_forge_calls_vaes_modules(flavour: str, found: str, missing: str) -> None:
    with StandInWebUi(flavour) as webui:
        rows = get(webui.url, f"/sdapi/v1/{found}").json()
        absent = get(webui.url, f"/sdapi/v1/{missing}")
    assert set(rows[0]) == {"model_name", "filename"}
    assert (absent.status_code, absent.json()) == (404, {"detail": "Not Found"})


def test_one_lora_has_a_comma_in_its_name_and_one_has_no_metadata(webui: StandInWebUi) -> None:
    rows = get(webui.url, "/sdapi/v1/loras").json()
    assert len(rows) >= 12
    assert any("," in row["name"] for row in rows)
    assert [row["name"] for row in rows if not row["metadata"]] == ["stained_glass"]
    folders = {row["path"].split("/Lora/")[1].rpartition("/")[0] for row in rows}
    assert folders == {"", "characters", "styles", "concepts"}


def test_added_extensions_are_scripts_that_take_arguments() -> None:
    with StandInWebUi(extensions=("ADetailer",)) as webui:
        assert "ADetailer" in get(webui.url, "/sdapi/v1/scripts").json()["txt2img"]
        info = get(webui.url, "/sdapi/v1/script-info").json()
    assert {row["is_alwayson"] for row in info if row["name"] == "ADetailer"} == {True}


@pytest.mark.parametrize(
    ("flavour", "extra"),
    [
        ("a1111", set()),
        ("forge", {"distilled_cfg_scale", "hr_additional_modules", "hr_cfg", "hr_distilled_cfg"}),
    ],
)
def test_openapi_lists_the_request_fields_of_the_fork(flavour: str, extra: set[str]) -> None:
    with StandInWebUi(flavour) as webui:
        document = get(webui.url, "/openapi.json").json()
    fields = document["components"]["schemas"]["StableDiffusionProcessingTxt2Img"]["properties"]
    assert len(fields) == 55 + len(extra)
    assert extra <= set(fields)
    assert {"force_task_id", "hr_second_pass_steps", "alwayson_scripts"} <= set(fields)
    assert fields["steps"]["default"] == 50
    assert "/sdapi/v1/txt2img" in document["paths"]


def test_options_can_be_read_and_changed(webui: StandInWebUi) -> None:
    assert post(webui.url, "/sdapi/v1/options", {"CLIP_stop_at_last_layers": 2}).json() is None
    assert get(webui.url, "/sdapi/v1/options").json()["CLIP_stop_at_last_layers"] == 2


def test_a_checkpoint_can_be_chosen_by_its_short_name(webui: StandInWebUi) -> None:
    post(webui.url, "/sdapi/v1/options", {"sd_model_checkpoint": "inkwashSD15"})
    current = get(webui.url, "/sdapi/v1/options").json()["sd_model_checkpoint"]
    assert current in [row["title"] for row in get(webui.url, "/sdapi/v1/sd-models").json()]
    assert current.startswith("inkwashSD15.safetensors")


def test_an_ill_typed_option_breaks_reading_options_until_mended(webui: StandInWebUi) -> None:
    assert post(webui.url, "/sdapi/v1/options", {"return_grid": "maybe"}).status_code == 200
    assert get(webui.url, "/sdapi/v1/options").status_code == 500
    post(webui.url, "/sdapi/v1/options", {"return_grid": False})
    assert get(webui.url, "/sdapi/v1/options").json()["return_grid"] is False


@pytest.mark.parametrize("what", ["checkpoints", "embeddings", "loras", "vae"])
def test_refreshing_answers_null(webui: StandInWebUi, what: str) -> None:
    reply = post(webui.url, f"/sdapi/v1/refresh-{what}")
    assert (reply.status_code, reply.json()) == (200, None)


def test_memory_tells_free_and_used_bytes(webui: StandInWebUi) -> None:
    ram = get(webui.url, "/sdapi/v1/memory").json()["ram"]
    assert ram["free"] + ram["used"] == ram["total"]
