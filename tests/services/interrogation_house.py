"""Interrogators and a memory for tests that want no model."""

import threading
import time
from io import BytesIO

from PIL import Image

from booru_studio.domain.interrogation import Interrogation, SeenTag
from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.errors import WorkCancelledError
from booru_studio.interrogators.base import Interrogator, State, Status
from booru_studio.services.interrogation import Interrogations
from booru_studio.services.interrogator_choice import InterrogatorChoice
from booru_studio.storage.interrogation_cache import InterrogationCache
from booru_studio.storage.picture_intake import take_picture

SAFE = {Rating.GENERAL: 0.9, Rating.SENSITIVE: 0.1}
SAW = (("night_sky", 0.93), ("hill", 0.6))


class StandIn(Interrogator):
    """Says what it is told to say, and remembers what it was asked."""

    def __init__(self, name, state=State.READY, *, is_away=False, saw=SAW, rating=None,
                 error=None, missing=0, is_endless=False):  # fmt: skip
        self.name, self.label, self.source = name, name.title(), f"{name}@1"
        self.sends_image_away = is_away
        self.state, self.error, self.missing = state, error, missing
        self.saw, self.rating = saw, SAFE if rating is None else rating
        self.is_endless = is_endless
        self.asked = []
        self.closed = False
        self.go_on = threading.Event()  # what `prepare` waits for

    @classmethod
    def build(cls, house):
        return []

    def status(self):
        return Status(self.state, f"{self.label} is {self.state.value}.", self.missing)

    def interrogate(self, picture, is_cancelled):
        self.asked.append(picture.name)
        if self.error:
            raise self.error
        while self.is_endless:
            if is_cancelled():
                raise WorkCancelledError
            time.sleep(0.01)
        tags = tuple(SeenTag(name, TagCategory.GENERAL, score) for name, score in self.saw)
        return Interrogation(tags, self.rating, self.name, self.source, 1.5, ("It was asked.",))

    def prepare(self, progress, is_cancelled):
        progress(30_000_000, 467_000_000)
        while not self.go_on.wait(0.01):
            if is_cancelled():
                raise WorkCancelledError
        if self.error:
            raise self.error
        self.state, self.missing = State.READY, 0

    def close(self):
        self.closed = True


def interrogations(data, defaults, interrogators, policy, picture=None):
    """Everything real around the stand-ins."""
    return Interrogations(
        InterrogatorChoice(interrogators, defaults),
        InterrogationCache(data),
        policy,
        picture or (lambda post, size: (png(), "image/png")),
        lambda: defaults.values()["interrogator"],
    )


def png(colour="navy", size=(64, 48)):
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


def picture_of(colour="navy", name="hills.png"):
    return take_picture(png(colour), name)
