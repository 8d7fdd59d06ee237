"""Models fetched from a hub on this machine: whole, in pieces, damaged, refused, stopped."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from booru_studio.errors import ModelCorruptError, ModelDownloadError, WorkCancelledError
from booru_studio.http import Secret, make_session
from booru_studio.interrogators import model_download
from booru_studio.interrogators.base import State
from booru_studio.interrogators.model_digests import ModelDigests
from booru_studio.interrogators.model_download import ModelDownload
from booru_studio.interrogators.model_files import ModelFiles
from booru_studio.interrogators.model_host import ModelHost
from booru_studio.interrogators.onnx_local import OnnxLocal
from tests.interrogators.hub_server import HubServer
from tests.interrogators.local_models import REVISION, wd_model, weights_of
from tests.interrogators.models.tiny_models import WD_LABELS
from tests.interrogators.stand_ins import never, picture

# Large enough to come in several pieces.
WEIGHTS = weights_of("wd") + b"\x00" * 1_000_000
PLACE = f"models/models--somebody--tiny-tagger/snapshots/{REVISION}"


@pytest.fixture
def hub(monkeypatch):
    with HubServer({"model.onnx": WEIGHTS, "selected_tags.csv": WD_LABELS.encode()}) as server:
        monkeypatch.setattr(
            "huggingface_hub.hf_hub_url",
            lambda repo, name, revision: f"{server.url}/{repo}/resolve/{revision}/{name}",
        )
        monkeypatch.setattr(model_download, "_FIRST_WAIT", 0.01)
        yield server


def download(tmp_path, model=None, token=""):
    files = ModelFiles(model or wd_model(WEIGHTS), ModelDigests(tmp_path), data=tmp_path)
    return ModelDownload(files, Secret(token), make_session(retries=0))


def part_of(tmp_path):
    return tmp_path / PLACE / "model.onnx.part"


def test_both_files_come_and_progress_is_told(tmp_path, hub) -> None:
    told = []

    download(tmp_path).fetch(lambda done, whole: told.append((done, whole)), never)

    assert (tmp_path / PLACE / "model.onnx").read_bytes() == WEIGHTS
    size = wd_model(WEIGHTS).size
    assert told == sorted(told)
    assert told[-1] == (size, size)
    assert len(told) > 4
    assert not part_of(tmp_path).exists()


def test_what_is_there_is_not_fetched_again(tmp_path, hub) -> None:
    download(tmp_path).fetch(lambda *_: None, never)
    hub.requests.clear()

    download(tmp_path).fetch(lambda *_: None, never)

    assert hub.requests == []


def test_a_broken_line_goes_on_where_it_broke(tmp_path, hub) -> None:
    put_labels(tmp_path)
    hub.hang_up_after = 600_000

    download(tmp_path).fetch(lambda *_: None, never)

    assert hub.ranges[0] is None
    assert int(hub.ranges[1].removeprefix("bytes=").rstrip("-")) > 0


def test_a_stop_keeps_what_came_and_the_next_goes_on_there(tmp_path, hub) -> None:
    put_labels(tmp_path)
    calls = iter([False, False, True])
    with pytest.raises(WorkCancelledError):
        download(tmp_path).fetch(lambda *_: None, lambda: next(calls))
    kept = part_of(tmp_path).stat().st_size
    hub.requests.clear()

    download(tmp_path).fetch(lambda *_: None, never)

    assert 0 < kept < len(WEIGHTS)
    assert hub.ranges == [f"bytes={kept}-"]
    assert (tmp_path / PLACE / "model.onnx").read_bytes() == WEIGHTS


@pytest.mark.parametrize("kept", [b"\x01" * 500, WEIGHTS + b"more"])
def test_a_server_that_knows_no_ranges_sends_all_of_it(tmp_path, hub, kept) -> None:
    put_labels(tmp_path)
    part_of(tmp_path).write_bytes(kept)
    hub.knows_ranges = False

    download(tmp_path).fetch(lambda *_: None, never)

    assert (tmp_path / PLACE / "model.onnx").read_bytes() == WEIGHTS


def test_a_damaged_file_is_fetched_once_more(tmp_path, hub) -> None:
    hub.first_answers["model.onnx"] = b"\x07" * len(WEIGHTS)

    download(tmp_path).fetch(lambda *_: None, never)

    assert (tmp_path / PLACE / "model.onnx").read_bytes() == WEIGHTS


def test_a_file_that_stays_damaged_is_refused_and_deleted(tmp_path, hub) -> None:
    hub.files["model.onnx"] = b"\x07" * len(WEIGHTS)

    with pytest.raises(ModelCorruptError, match="not what its author published"):
        download(tmp_path).fetch(lambda *_: None, never)

    assert [path for path, _ in hub.requests].count("/store/model.onnx") == 2
    assert not (tmp_path / PLACE / "model.onnx").exists()


def test_a_sign_in_page_in_its_place_is_told(tmp_path, hub) -> None:
    hub.files["selected_tags.csv"] = b"<!DOCTYPE html><title>Sign in</title>"

    with pytest.raises(ModelDownloadError, match="something else came in place of selected_tags"):
        download(tmp_path).fetch(lambda *_: None, never)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "refused the access): accept its terms there and set HF_TOKEN"),
        (403, "refused the access"),
        (404, "no longer has selected_tags.csv): choose another interrogator"),
        (500, "answered 500): check the network"),
        (503, "answered 503): check the network"),
    ],
)
def test_a_refusal_says_what_to_do(tmp_path, hub, status, words) -> None:
    hub.status = status

    with pytest.raises(ModelDownloadError) as caught:
        download(tmp_path).fetch(lambda *_: None, never)

    assert words in str(caught.value)


def test_no_network_is_told_after_a_few_attempts(tmp_path, hub, monkeypatch) -> None:
    monkeypatch.setattr("huggingface_hub.hf_hub_url", lambda *_, **__: "http://127.0.0.1:9/x")

    with pytest.raises(ModelDownloadError, match="ConnectionError"):
        download(tmp_path).fetch(lambda *_: None, never)


def test_waiting_for_the_network_can_be_stopped(tmp_path, hub, monkeypatch) -> None:
    monkeypatch.setattr("huggingface_hub.hf_hub_url", lambda *_, **__: "http://127.0.0.1:9/x")
    monkeypatch.setattr(model_download, "_FIRST_WAIT", 60)

    with pytest.raises(WorkCancelledError):
        download(tmp_path).fetch(lambda *_: None, lambda: True)


def test_a_full_disk_is_told_before_anything_comes(tmp_path, hub) -> None:
    model = wd_model(WEIGHTS)
    huge = replace(model, weights=replace(model.weights, size=10**15))

    with pytest.raises(ModelDownloadError, match="1200000.0 are needed"):
        download(tmp_path, huge).fetch(lambda *_: None, never)
    assert hub.requests == []


def test_offline_by_choice_asks_no_network(tmp_path, hub, monkeypatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)

    with pytest.raises(ModelDownloadError, match="HF_HUB_OFFLINE is set"):
        download(tmp_path).fetch(lambda *_: None, never)
    assert hub.requests == []


@pytest.mark.parametrize(("is_gated", "sent"), [(False, None), (True, "Bearer hf_secret")])
def test_the_token_goes_to_a_gated_model_alone(tmp_path, hub, is_gated, sent) -> None:
    model = replace(wd_model(WEIGHTS), is_gated=is_gated)

    download(tmp_path, model, token="hf_secret").fetch(lambda *_: None, never)

    assert {headers.get("Authorization") for path, headers in hub.requests if "resolve" in path} \
        == {sent}  # fmt: skip


def test_an_interrogator_is_downloading_then_ready(tmp_path, hub) -> None:
    files = ModelFiles(wd_model(WEIGHTS), ModelDigests(tmp_path), data=tmp_path)
    tagger, states = OnnxLocal(files, ModelHost()), []

    tagger.prepare(lambda *_: states.append(tagger.status().state), never)

    assert set(states) == {State.DOWNLOADING}
    assert tagger.status().state is State.READY


def test_what_came_before_a_stop_is_not_counted_as_missing(tmp_path, hub) -> None:
    put_labels(tmp_path)
    part_of(tmp_path).write_bytes(WEIGHTS[:400_000])
    files = ModelFiles(wd_model(WEIGHTS), ModelDigests(tmp_path), data=tmp_path)

    status = OnnxLocal(files, ModelHost()).status()

    assert (status.state, status.download_bytes) == (State.NEEDS_DOWNLOAD, len(WEIGHTS) - 400_000)


def test_the_mirror_of_the_environment_is_asked(tmp_path) -> None:
    """`huggingface_hub` reads HF_ENDPOINT once, when it is imported."""
    script = (
        "from pathlib import Path\n"
        "from tests.interrogators.test_model_download import WEIGHTS, download\n"
        f"download(Path({str(tmp_path)!r})).fetch(lambda *_: None, lambda: False)\n"
    )
    files = {"model.onnx": WEIGHTS, "selected_tags.csv": WD_LABELS.encode()}
    with HubServer(files) as server:
        environment = {**os.environ, "HF_ENDPOINT": server.url}
        subprocess.run([sys.executable, "-c", script], env=environment, check=True)  # noqa: S603

        assert server.requests[0][0] == (
            f"/somebody/tiny-tagger/resolve/{REVISION}/selected_tags.csv"
        )


def put_labels(tmp_path) -> None:
    place = tmp_path / PLACE
    place.mkdir(parents=True)
    (place / "selected_tags.csv").write_text(WD_LABELS)


def test_a_downloaded_model_tags_a_picture(tmp_path, hub) -> None:
    weights = weights_of("wd")
    hub.files["model.onnx"] = weights
    files = ModelFiles(wd_model(weights), ModelDigests(tmp_path), data=tmp_path)
    tagger = OnnxLocal(files, ModelHost())
    tagger.prepare(lambda *_: None, never)

    assert tagger.interrogate(picture(), never).tags
    tagger.close()
