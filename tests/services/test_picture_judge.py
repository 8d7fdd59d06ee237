import io
from types import SimpleNamespace

import pytest
from PIL import Image

from booru_studio.errors import BlockedContentError, ModelCorruptError
from booru_studio.services.picture_judge import PictureJudge
from booru_studio.storage.picture_intake import take_picture


@pytest.fixture
def picture():
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(data, "PNG")
    return take_picture(data.getvalue(), "found.png")


class Asked:
    """Interrogators, and who of them was asked."""

    def __init__(self, *listed, trouble=None):
        self.names, self._listed, self._trouble = [], listed, trouble

    def describe(self):
        return {"interrogators": self._listed}

    def of_picture(self, picture, name):
        self.names.append(name)
        if self._trouble:
            raise self._trouble
        return SimpleNamespace()


def tagger(name, *, state="ready", is_here=True):
    return {"name": name, "state": state, "is_here": is_here}


def judging(asked):
    judge = PictureJudge()
    judge.use(asked)
    return judge


def test_only_a_model_that_is_here_and_ready_is_asked(picture):
    asked = Asked(tagger("space", is_here=False), tagger("missing", state="needs_download"),
                  tagger("local"))  # fmt: skip
    judging(asked)(picture)

    assert asked.names == ["local"]


def test_without_a_model_here_nobody_is_asked(picture):
    asked = Asked(tagger("webui", is_here=False))
    judging(asked)(picture)
    PictureJudge()(picture)

    assert asked.names == []


def test_what_is_blocked_is_not_kept(picture):
    refusal = BlockedContentError(reason="it shows what is blocked")

    with pytest.raises(BlockedContentError):
        judging(Asked(tagger("local"), trouble=refusal))(picture)


def test_a_broken_model_keeps_nobody_from_working(picture, caplog):
    trouble = ModelCorruptError(path="m.onnx", name="local", reason="cut", advice="load it anew")
    judging(Asked(tagger("local"), trouble=trouble))(picture)

    assert "could not be judged" in caplog.text
