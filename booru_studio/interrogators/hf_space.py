"""A Hugging Face Space, or any Gradio app like it, that tags pictures."""

import threading
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from booru_studio.domain.interrogation import Interrogation
from booru_studio.domain.sights import Sight
from booru_studio.http import Secret
from booru_studio.interrogators.background import in_background, wait_for
from booru_studio.interrogators.base import (
    Cancelled,
    Interrogator,
    InterrogatorHouse,
    State,
    Status,
)
from booru_studio.interrogators.sent_pictures import white_square_png
from booru_studio.interrogators.space_address import SpaceAddress
from booru_studio.interrogators.space_api import read_answer
from booru_studio.interrogators.space_client import SpaceClient, faults, told
from booru_studio.storage.picture_intake import IntakePicture

DEFAULT_SPACE = "SmilingWolf/wd-tagger"
_WAKING = 0.8  # of the time to connect, so that there is some left to connect


class HfSpace(Interrogator):
    """One Space, by name or URL; it runs with the thresholds down, so that all scores come."""

    name = "space"
    sends_image_away = True
    connect_seconds = 120.0  # a sleeping Space takes 30 to 60 to wake up
    answer_seconds = 180.0  # others wait there, too

    def __init__(self, space: str, token: Secret, *, hub: str = "", pause: float = 3.0) -> None:
        """Take the Space; `hub` is where its name is looked up, "" = Hugging Face or its mirror."""
        self._space, self._token, self._hub, self._pause = space, token, hub, pause
        self.label = f"The Space {space}"
        self.source = f"space {space}"

    @classmethod
    def build(cls, house: InterrogatorHouse) -> Iterable[Interrogator]:
        return () if house.demo else (cls(house.hf_space or DEFAULT_SPACE, house.hf_token),)

    def status(self) -> Status:
        return Status(State.READY, f"Pictures are sent to {self._space}, made small before.")

    def interrogate(self, picture: IntakePicture, is_cancelled: Cancelled) -> Interrogation:
        begun = time.monotonic()
        png = white_square_png(picture)
        try:
            sight = self._ask(png, is_cancelled)
        except faults() as error:
            raise told(error, self.label, self._token) from error
        return Interrogation(
            tags=sight.tags,
            rating=sight.rating,
            interrogator=self.name,
            source=self.source,
            seconds=time.monotonic() - begun,
        )

    def _ask(self, png: bytes, is_cancelled: Cancelled) -> Sight:
        space = self._connected(is_cancelled)
        try:
            with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                file = Path(folder) / "picture.png"
                file.write_bytes(png)
                answer = wait_for(
                    space.send(file), is_cancelled, seconds=self.answer_seconds, name=self.label
                )
        finally:
            space.close()
        return read_answer(space.call, answer)

    def _connected(self, is_cancelled: Cancelled) -> SpaceClient:
        given_up = threading.Event()
        connecting = in_background(lambda: self._connect(given_up), "connect to a Space")
        try:
            return wait_for(
                connecting, is_cancelled, seconds=self.connect_seconds, name=self.label
            )
        finally:
            given_up.set()

    def _connect(self, given_up: threading.Event) -> SpaceClient:
        address = SpaceAddress(
            self._space, self._token, hub=self._hub or _hub(), pause=self._pause
        )
        base = address.find()
        address.wake(base, self.connect_seconds * _WAKING, given_up)
        return SpaceClient.connect(base, address.token_for(base))


def _hub() -> str:
    """Return Hugging Face's address; HF_ENDPOINT may name a mirror."""
    from huggingface_hub import constants  # slow to import

    return constants.ENDPOINT
