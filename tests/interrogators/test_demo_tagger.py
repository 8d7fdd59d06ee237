"""The demo's own model: it truly sees what the demo's painter paints."""

from io import BytesIO
from pathlib import Path

import pytest

from booru_studio.demo.painter import paint
from booru_studio.demo.painter_words import read_scene
from booru_studio.domain.posts import Rating
from booru_studio.interrogators.base import InterrogatorHouse, State
from booru_studio.interrogators.demo_model import FOLDER
from booru_studio.interrogators.onnx_local import OnnxLocal
from booru_studio.storage.picture_intake import IntakePicture, take_picture
from tests.interrogators.models.demo_tagger import build, labels
from tests.interrogators.models.painted_truth import TRUTHS, prompts
from tests.interrogators.stand_ins import never

NEVER_SEEN = 77  # no picture of this seed was among those that the weights were fitted to


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> OnnxLocal:
    house = InterrogatorHouse(data=tmp_path_factory.mktemp("data"), demo=True)
    (found,) = OnnxLocal.build(house)
    return found


def painted(prompt: str, seed: int, size: tuple[int, int], kind: str = "PNG") -> IntakePicture:
    stream = BytesIO()
    paint(prompt, seed, *size).save(stream, kind)
    return take_picture(stream.getvalue(), prompt)


def seen_in(tagger: OnnxLocal, picture: IntakePicture) -> set[str]:
    return {tag.name for tag in tagger.interrogate(picture, never).select()}


@pytest.mark.parametrize(
    ("prompt", "tags"),
    [
        ("1girl, blue hair, long hair, night, hill", {"1girl", "solo", "blue_hair", "night"}),
        ("1boy, black hair, library, indoors", {"1boy", "solo", "black_hair", "indoors"}),
        ("scenery, sunset, ocean, no humans", {"no_humans", "sunset", "ocean"}),
        ("1girl, red hair, flower field, day", {"red_hair", "flower", "grass", "blue_sky"}),
        ("1girl, aqua hair, snow, winter", {"aqua_hair", "snow", "solo"}),
        ("1girl, purple hair, white background", {"purple_hair", "simple_background"}),
        ("no humans, night city", {"no_humans", "night", "cityscape"}),
    ],
)
def test_what_the_prompt_asked_for_is_seen(tagger, prompt, tags) -> None:
    assert tags <= seen_in(tagger, painted(prompt, 1, (832, 1216)))


def test_what_is_not_there_is_not_seen(tagger) -> None:
    picture = painted("scenery, sunset, ocean, no humans", 1, (832, 1216))

    assert not {"1girl", "1boy", "solo", "night", "snow", "indoors"} & seen_in(tagger, picture)


def test_most_of_what_it_says_of_unknown_pictures_is_true(tagger) -> None:
    told = [line.split(",")[1] for line in labels().splitlines()[5:]]
    right = said = true = 0
    for prompt, seed, size in prompts(40, NEVER_SEEN):
        small = (size[0] // 4, size[1] // 4)
        seen = seen_in(tagger, painted(prompt, seed, small, "JPEG"))
        scene = read_scene(prompt, seed)
        truth = {name for name in told if TRUTHS[name](scene)}
        right, said, true = right + len(seen & truth), said + len(seen), true + len(truth)

    assert right / said > 0.85
    assert right / true > 0.85


def test_it_is_ready_in_the_demo_and_calls_its_pictures_general(tagger) -> None:
    assert tagger.status().state is State.READY
    seen = tagger.interrogate(painted("1girl, garden", 1, (512, 512)), never)

    assert seen.rating[Rating.GENERAL] > 0.9
    assert seen.unsafe() < 0.05
    assert len(seen.rating) == 4


def test_its_files_are_made_again_byte_for_byte() -> None:
    pytest.importorskip("onnx", reason="only the generator needs onnx")

    assert build() == (FOLDER / "demo_tagger.onnx").read_bytes()
    assert labels() == (FOLDER / "demo_tagger.csv").read_text(encoding="utf-8")


def test_it_is_tiny() -> None:
    assert sum(path.stat().st_size for path in Path(FOLDER).glob("demo_tagger.*")) < 20_000
