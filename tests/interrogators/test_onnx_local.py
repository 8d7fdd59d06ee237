"""Models of this machine, asked about pictures whose scores are known by arithmetic."""

import threading

import pytest

from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.errors import (
    ModelContractError,
    ModelCorruptError,
    ModelMissingError,
    WorkCancelledError,
)
from booru_studio.interrogators.base import InterrogatorHouse, State
from booru_studio.interrogators.model_digests import ModelDigests
from booru_studio.interrogators.model_files import ModelFiles
from booru_studio.interrogators.model_host import ModelHost
from booru_studio.interrogators.onnx_local import OnnxLocal
from booru_studio.interrogators.own_model import own_model
from tests.interrogators.local_models import put, tiny_tagger, wd_model, weights_of
from tests.interrogators.models.tiny_models import DEEPDANBOORU_LABELS, WD_LABELS
from tests.interrogators.stand_ins import never, picture

FULL, NONE, HALF = 0.9975, 0.0025, 0.5  # of a colour: sigmoid(6), sigmoid(-6), sigmoid(0)


def scores(tagger, shown) -> dict[str, float]:
    seen = tagger.interrogate(shown, never)
    return {tag.name: tag.score for tag in seen.tags}


@pytest.mark.parametrize("variant", ["wd", "deepdanbooru", "channels_first", "batch_of_one"])
@pytest.mark.parametrize("colour", ["red", "lime", "blue"])
def test_a_colour_is_seen_as_itself(tmp_path, variant, colour) -> None:
    """Another colour order, scale or layout would give another tag, or none."""
    found = scores(tiny_tagger(tmp_path, variant), picture(colour, (448, 448)))

    themes = {name: score for name, score in found.items() if name.endswith("_theme")}
    name = {"lime": "green_theme"}.get(colour, f"{colour}_theme")
    assert themes == {name: pytest.approx(FULL, abs=1e-3)}


@pytest.mark.parametrize("size", [(100, 200), (200, 100), (449, 897), (3000, 1500)])
def test_a_wd_tagger_sees_white_beside_a_long_picture(tmp_path, size) -> None:
    """Half of the square is the red picture; the other half is white, which is red as well."""
    found = scores(tiny_tagger(tmp_path), picture("red", size))

    assert found["red_theme"] == pytest.approx(FULL, abs=1e-3)
    assert found["green_theme"] == pytest.approx(HALF, abs=0.01)
    assert found["blue_theme"] == pytest.approx(HALF, abs=0.01)


@pytest.mark.parametrize("size", [(100, 200), (200, 100), (101, 512), (3000, 1500)])
def test_deepdanbooru_sees_the_edge_continued(tmp_path, size) -> None:
    found = scores(tiny_tagger(tmp_path, "deepdanbooru"), picture("red", size))

    assert found["red_theme"] == pytest.approx(FULL, abs=1e-3)
    assert "green_theme" not in found


def test_every_label_has_its_own_score(tmp_path) -> None:
    seen = tiny_tagger(tmp_path).interrogate(picture("black", (448, 448)), never)

    told = [(tag.name, tag.category, round(tag.score, 3)) for tag in seen.tags]
    assert told == [
        ("aoi_(starlit_harbor)", TagCategory.CHARACTER, 0.86),
        (">_<", TagCategory.GENERAL, 0.7),
    ]
    assert {rating: round(score, 3) for rating, score in seen.rating.items()} == {
        Rating.GENERAL: 0.9, Rating.SENSITIVE: 0.08, Rating.QUESTIONABLE: 0.015,
        Rating.EXPLICIT: 0.005,
    }  # fmt: skip


def test_deepdanbooru_says_general_for_safe(tmp_path) -> None:
    seen = tiny_tagger(tmp_path, "deepdanbooru").interrogate(picture(), never)

    assert seen.rating[Rating.GENERAL] == pytest.approx(0.9)
    assert set(seen.rating) == {Rating.GENERAL, Rating.QUESTIONABLE, Rating.EXPLICIT}


def test_an_interrogation_says_whose_it_is(tmp_path) -> None:
    tagger = tiny_tagger(tmp_path)

    seen = tagger.interrogate(picture("red", (900, 20)), never)

    assert (seen.interrogator, seen.source) == ("tiny-tagger", tagger.source)
    assert seen.source.startswith("tiny-tagger@0123456789ab")
    assert "very long" in seen.notes[0]


@pytest.mark.parametrize(
    ("variant", "reason"),
    [
        ("logits", "its results are no probabilities from 0 to 1"),
        ("no_numbers", "its results are no probabilities from 0 to 1"),
        ("one_label_less", "it gives 9 results for 10 labels"),
        ("batch_of_four", "it takes 4 pictures at once"),
        ("not_square", "its pictures are 448 x 512 x 3"),
        ("four_colours", "its pictures are 448 x 448 x 4"),
        ("any_side", "its pictures are height x width x 3"),
        ("of_doubles", "it does not take one picture of float32"),
        ("two_inputs", "it does not take one picture of float32"),
    ],
)
def test_a_model_of_another_shape_is_refused(tmp_path, variant, reason) -> None:
    tagger = tiny_tagger(tmp_path, variant)

    with pytest.raises(ModelContractError, match=reason):
        tagger.interrogate(picture("lime", (448, 448)), never)


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ("", "no columns “name” and “category”"),
        ("<html><title>404</title></html>", "no columns “name” and “category”"),
        ("tag_id,name,category,count\n", "name no tag"),
        ("name,category\nrain,0\nsnow,77\n", "line 3 of its labels is no tag"),
        (WD_LABELS + "99,one_more,0,5\n", "it gives 10 results for 11 labels"),
    ],
)
def test_wrong_labels_are_refused(tmp_path, labels, reason) -> None:
    with pytest.raises(ModelContractError, match=reason):
        tiny_tagger(tmp_path, labels=labels).interrogate(picture(), never)


BAD_FILES = {
    "cut": weights_of("wd")[:200],
    "empty": b"",
    "a web page": b"<!DOCTYPE html><title>Sign in</title>",
    "noise": bytes(range(256)),
}


@pytest.mark.parametrize("data", BAD_FILES.values(), ids=BAD_FILES)
def test_what_is_no_model_is_refused_and_the_status_says_so(tmp_path, data) -> None:
    """A person's own model has no digest that would tell before it is loaded."""
    put(tmp_path / "own", wd_model(data), data, WD_LABELS)
    model = own_model(tmp_path / "own")
    files = ModelFiles(model, ModelDigests(tmp_path), data=tmp_path, folder=tmp_path / "own")
    tagger = OnnxLocal(files, ModelHost())

    with pytest.raises(ModelCorruptError, match="no ONNX model that can be run"):
        tagger.interrogate(picture(), never)
    assert tagger.status().state is State.BROKEN


def test_a_model_that_was_mended_is_usable_again(tmp_path) -> None:
    tagger = tiny_tagger(tmp_path)
    weights = tmp_path / "own" / "model.onnx"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-5] + b"xxxxx")
    with pytest.raises(ModelCorruptError, match="not what its author published"):
        tagger.interrogate(picture(), never)
    assert tagger.status().state is State.BROKEN

    weights.write_bytes(whole)

    assert tagger.status().state is State.READY
    assert tagger.interrogate(picture(), never).tags


def test_a_missing_model_is_told_with_its_size(tmp_path) -> None:
    model = wd_model(weights_of("wd"))
    tagger = OnnxLocal(ModelFiles(model, ModelDigests(tmp_path), data=tmp_path), ModelHost())

    status = tagger.status()

    assert (status.state, status.download_bytes) == (State.NEEDS_DOWNLOAD, model.size)
    with pytest.raises(ModelMissingError, match="tiny-tagger is not on this machine yet"):
        tagger.interrogate(picture(), never)


def test_a_stopped_interrogation_loads_nothing(tmp_path) -> None:
    host = ModelHost()

    with pytest.raises(WorkCancelledError):
        tiny_tagger(tmp_path, host=host).interrogate(picture(), lambda: True)


def test_one_that_waits_for_another_can_be_stopped(tmp_path) -> None:
    host, begun, go_on = ModelHost(), threading.Event(), threading.Event()

    def work(_model: object) -> None:
        begun.set()
        go_on.wait(5)

    busy = threading.Thread(target=host.use, args=("other", lambda: None, work, never))
    busy.start()
    begun.wait(5)

    with pytest.raises(WorkCancelledError):
        tiny_tagger(tmp_path, host=host).interrogate(picture(), lambda: True)
    go_on.set()
    busy.join()
    host.unload()


def names_of(**house) -> list[str]:
    return [tagger.name for tagger in OnnxLocal.build(InterrogatorHouse(**house))]


def test_the_models_of_the_registry_are_offered(tmp_path) -> None:
    assert names_of(data=tmp_path) == [
        "wd-swinv2-tagger-v3", "wd-vit-tagger-v3", "wd-eva02-large-tagger-v3", "deepdanbooru",
    ]  # fmt: skip


def test_the_demo_offers_its_own_alone(tmp_path) -> None:
    assert names_of(data=tmp_path, demo=True) == ["demo-tagger"]


@pytest.mark.parametrize(
    ("variant", "file", "labels"),
    [
        ("wd", "selected_tags.csv", WD_LABELS),
        ("deepdanbooru", "tags.txt", DEEPDANBOORU_LABELS),
    ],
)
def test_an_own_model_is_known_by_its_labels(tmp_path, variant, file, labels) -> None:
    folder = tmp_path / "brought"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(weights_of(variant))
    (folder / file).write_text(labels)

    own = OnnxLocal.build(InterrogatorHouse(data=tmp_path, models=folder))[0]

    assert (own.name, own.status().state) == ("own-model", State.READY)
    assert scores(own, picture("blue", (60, 60)))["blue_theme"] == pytest.approx(FULL, abs=1e-3)


def test_an_own_folder_that_is_empty_says_what_belongs_there(tmp_path) -> None:
    own = OnnxLocal.build(InterrogatorHouse(data=tmp_path, models=tmp_path / "brought"))[0]

    assert own.status().state is State.BROKEN
    assert "Put model.onnx and selected_tags.csv or tags.txt into brought" in own.status().detail


def test_another_own_model_has_another_source(tmp_path) -> None:
    """Or the cache would answer with what the one before saw."""
    (tmp_path / "selected_tags.csv").write_text(WD_LABELS)
    (tmp_path / "model.onnx").write_bytes(weights_of("wd"))
    before = own_model(tmp_path)

    (tmp_path / "model.onnx").write_bytes(weights_of("channels_first"))

    assert own_model(tmp_path).source != before.source
