"""Where models are looked for, and how a damaged one is noticed; no network is asked."""

import os
import socket

import pytest

from booru_studio.errors import ModelCorruptError, WorkCancelledError
from booru_studio.interrogators import model_digests
from booru_studio.interrogators.base import InterrogatorHouse, State
from booru_studio.interrogators.model_digests import ModelDigests
from booru_studio.interrogators.model_files import ModelFiles
from booru_studio.interrogators.model_registry import MODELS
from booru_studio.interrogators.onnx_local import OnnxLocal
from tests.interrogators.local_models import REVISION, put, wd_model, weights_of
from tests.interrogators.models.tiny_models import WD_LABELS
from tests.interrogators.stand_ins import never

WEIGHTS = weights_of("wd")
MODEL = wd_model(WEIGHTS)


def files(tmp_path, folder=None) -> ModelFiles:
    return ModelFiles(MODEL, ModelDigests(tmp_path), data=tmp_path, folder=folder)


def hub_cache(tmp_path, weights=WEIGHTS):
    """The cache as Hugging Face's own tools lay it out: links to blobs named by their digest."""
    root = tmp_path / "models" / "models--somebody--tiny-tagger"
    snapshot, blobs = root / "snapshots" / REVISION, root / "blobs"
    for folder in (snapshot, blobs, root / "refs"):
        folder.mkdir(parents=True)
    (root / "refs" / "main").write_text(REVISION)
    for file, data in ((MODEL.weights, weights), (MODEL.labels, WD_LABELS.encode())):
        (blobs / file.digest).write_bytes(data)
        (snapshot / file.name).symlink_to(f"../../blobs/{file.digest}")
    return root


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
def test_without_a_model_and_a_network_the_answer_is_there_at_once(tmp_path) -> None:
    taggers = OnnxLocal.build(InterrogatorHouse(data=tmp_path))

    assert {tagger.status().state for tagger in taggers} == {State.NEEDS_DOWNLOAD}
    assert "468 MB" in taggers[0].status().detail


@pytest.mark.usefixtures("no_network")
def test_a_cache_of_hugging_faces_own_tools_is_used(tmp_path) -> None:
    root = hub_cache(tmp_path)

    found = files(tmp_path).find()

    assert found.weights == root / "snapshots" / REVISION / "model.onnx"
    assert found.is_downloaded
    files(tmp_path).check(found, never)


@pytest.mark.usefixtures("no_network")
def test_a_revision_that_is_a_name_is_found_by_the_caches_list(tmp_path) -> None:
    classic = MODELS[-1]
    root = tmp_path / "models" / f"models--{classic.repository.replace('/', '--')}"
    (root / "refs").mkdir(parents=True)
    (root / "refs" / "main").write_text(REVISION)
    put(root / "snapshots" / REVISION, classic, b"a", "b")

    found = ModelFiles(classic, ModelDigests(tmp_path), data=tmp_path).find()

    assert found.weights.parent.name == REVISION


def test_a_damaged_blob_is_deleted_with_its_link(tmp_path) -> None:
    damaged = WEIGHTS[:-1] + b"\xff"
    root = hub_cache(tmp_path, damaged)

    with pytest.raises(ModelCorruptError, match="not what its author published.*download it again"):
        files(tmp_path).check(files(tmp_path).find(), never)

    assert not (root / "snapshots" / REVISION / "model.onnx").is_symlink()
    assert not (root / "blobs" / MODEL.weights.digest).exists()
    assert (root / "blobs" / MODEL.labels.digest).exists()


def test_what_a_link_leads_to_outside_of_our_cache_is_left_alone(tmp_path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere.onnx"
    elsewhere.write_bytes(b"damaged")
    place = files(data).place(MODEL.weights)
    put(place.parent, MODEL, WEIGHTS, WD_LABELS)
    place.unlink()
    place.symlink_to(elsewhere)

    with pytest.raises(ModelCorruptError):
        files(data).check(files(data).find(), never)

    assert elsewhere.exists()
    assert not place.is_symlink()


@pytest.mark.parametrize("subfolder", ["", "tiny-tagger"])
def test_a_persons_own_folder_comes_first(tmp_path, subfolder) -> None:
    hub_cache(tmp_path)
    own = tmp_path / "own"
    put(own / subfolder, MODEL, WEIGHTS, WD_LABELS)

    found = files(tmp_path, own).find()

    assert found.weights.parent == own / subfolder
    assert not found.is_downloaded


def test_a_damaged_file_of_a_person_is_left_where_it_is(tmp_path) -> None:
    own = tmp_path / "own"
    put(own / "tiny-tagger", MODEL, WEIGHTS[:-1] + b"\xff", WD_LABELS)

    with pytest.raises(ModelCorruptError, match="put a whole copy there"):
        files(tmp_path, own).check(files(tmp_path, own).find(), never)
    assert (own / "tiny-tagger" / "model.onnx").exists()


def test_another_model_in_the_folder_is_not_taken_for_this_one(tmp_path) -> None:
    own = tmp_path / "own"
    put(own, MODEL, WEIGHTS + b"longer", WD_LABELS)

    assert files(tmp_path, own).find() is None


def test_labels_of_another_model_are_refused(tmp_path) -> None:
    """They would name every tag wrongly."""
    own = tmp_path / "own"
    swapped = WD_LABELS.replace("red_theme", "xxx_theme")
    put(own, MODEL, WEIGHTS, swapped)

    with pytest.raises(ModelCorruptError, match=r"selected_tags\.csv of tiny-tagger is damaged"):
        files(tmp_path, own).check(files(tmp_path, own).find(), never)


def test_a_file_is_read_once_even_after_a_new_start(tmp_path, monkeypatch) -> None:
    hub_cache(tmp_path)
    files(tmp_path).check(files(tmp_path).find(), never)

    def refuse(*_):
        raise AssertionError("it was read again")

    monkeypatch.setattr(model_digests, "_digest", refuse)
    files(tmp_path).check(files(tmp_path).find(), never)


def test_a_file_that_was_touched_is_read_again(tmp_path) -> None:
    own = tmp_path / "own"
    put(own, MODEL, WEIGHTS, WD_LABELS)
    found = files(tmp_path, own).find()
    files(tmp_path, own).check(found, never)
    found.weights.write_bytes(WEIGHTS[:-1] + b"\xff")
    os.utime(found.weights, ns=(1, 1))

    with pytest.raises(ModelCorruptError):
        files(tmp_path, own).check(found, never)


def test_reading_a_large_file_can_be_stopped(tmp_path) -> None:
    own = tmp_path / "own"
    put(own, MODEL, WEIGHTS, WD_LABELS)

    with pytest.raises(WorkCancelledError):
        files(tmp_path, own).check(files(tmp_path, own).find(), lambda: True)


def test_a_model_known_by_its_md5_is_checked_too(tmp_path) -> None:
    path = tmp_path / "tags.txt"
    path.write_bytes(b"x" * MODELS[-1].labels.size)

    reason = ModelDigests(tmp_path).difference(path, MODELS[-1].labels, never)

    assert reason == "its content is not what its author published"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_row_of_the_registry_is_complete(model) -> None:
    for file in (model.weights, model.labels):
        assert len(file.digest) in (32, 64)
        assert set(file.digest) <= set("0123456789abcdef")
        assert file.size > 0
    assert len(model.revision) == 40 or len(model.weights.digest) == 32
