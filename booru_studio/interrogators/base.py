"""What every interrogator is and tells: one picture in, tags with scores out."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from booru_studio.domain.interrogation import Interrogation
from booru_studio.http import Secret
from booru_studio.storage.picture_intake import IntakePicture
from booru_studio.webui.client import WebUiClient

Result = TypeVar("Result")
Cancelled = Callable[[], bool]  # asked often; True = stop with WorkCancelledError
Progress = Callable[[int, int], object]  # bytes done, bytes in all


class State(StrEnum):
    """Whether an interrogator can be used, as `/interrogators` tells it."""

    READY = "ready"
    NEEDS_DOWNLOAD = "needs_download"
    DOWNLOADING = "downloading"
    OFFLINE = "offline"  # what it asks does not answer
    BROKEN = "broken"  # it cannot be used until somebody mends something
    UNKNOWN = "unknown"  # it has not been asked yet


@dataclass(frozen=True, slots=True)
class Status:
    """An interrogator's state with a sentence on it; never found out by asking a network."""

    state: State
    detail: str
    download_bytes: int = 0  # what is still to be downloaded


class WebUiSlot(ABC):
    """A WebUI whose worker lets others ask it between two jobs: one request in flight."""

    client: WebUiClient

    @abstractmethod
    def run(self, work: Callable[[WebUiClient], Result], is_cancelled: Cancelled) -> Result:
        """Do something with the WebUI as soon as no job of ours is there.

        Raises:
            WebUiError: it does not answer, or as `work` does.
            WorkCancelledError: it was given up while waiting.
        """

    def trouble(self) -> str:
        """Say in a sentence why it does not answer; "" where it does or was not asked yet."""
        return ""

    def at_contact(self, name: str, work: Callable[[WebUiClient], object]) -> None:  # noqa: B027
        """Do something, once, when the WebUI answers after a silence; now, if it does already.

        Args:
            name: a later `work` of the same name takes the place of the earlier.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class InterrogatorHouse:
    """All that an interrogator may be built from."""

    data: Path  # the data folder; models lie below its `models/`
    models: Path | None = None  # a person's own folder with model.onnx and labels
    hf_token: Secret = field(default_factory=lambda: Secret(""))
    hf_space: str = ""  # “owner/name” or a URL
    hf_endpoint: str = ""  # URL of an Inference Endpoint
    webuis: tuple[WebUiSlot, ...] = ()
    demo: bool = False  # the bundled tiny model is offered, and nothing that asks a network


class Interrogator(ABC):
    """One way to have a picture tagged.

    To add one: write `interrogators/x.py` with a concrete subclass whose `build` returns what the
    house has room for, maybe nothing. It is found by being there, and the contract test in
    `tests/interrogators/test_contract.py` runs over it.
    """

    name: str  # what a person and a script call it, without spaces: “wd-swinv2-tagger-v3”
    label: str  # shown in menus
    source: str  # name and revision of what it runs: two of one source give the same result
    is_here: bool = False  # it runs in this process and asks nobody
    sends_image_away: bool  # off this machine and the person's own WebUI

    @classmethod
    @abstractmethod
    def build(cls, house: InterrogatorHouse) -> Iterable["Interrogator"]:
        """Return the interrogators of this kind; nothing is asked, loaded or downloaded."""

    @abstractmethod
    def status(self) -> Status:
        """Say at once whether it can be used."""

    @abstractmethod
    def interrogate(self, picture: IntakePicture, is_cancelled: Cancelled) -> Interrogation:
        """Tag a picture; may take minutes.

        Raises:
            InterrogationError: it could not.
            WorkCancelledError: it was stopped.
        """

    def prepare(  # noqa: B027  most have nothing to fetch
        self, progress: Progress, is_cancelled: Cancelled
    ) -> None:
        """Download what is missing, because a person asked for it; nothing where all is there.

        Raises:
            ModelDownloadError, ModelCorruptError: it is not there afterwards.
            WorkCancelledError: it was stopped; what came so far is kept.
        """

    def close(self) -> None:  # noqa: B027  most hold nothing
        """Give back the memory; it may be used again."""
