"""What the mode the app runs in allows whoever is at the page: the one place that decides it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from booru_studio.errors import GenerationOffError, NotAllowedError
from booru_studio.http import AGENT_PREFIX, is_loopback, shown_url
from booru_studio.settings import Settings

# What a Space can reach: https://huggingface.co/docs/hub/spaces-overview#networking
SPACE_PORTS = (80, 443, 8080)
_HOME_NAMES = (".local", ".lan", ".home", ".internal", ".home.arpa", ".localhost")


class Mode(StrEnum):
    """Who is at the page: its owner, people with the owner's password, or anybody."""

    LOCAL = "local"
    SHARED = "shared"
    SPACE = "space"


class Right(StrEnum):
    """What may be done; each verb and each route needs one."""

    LOOK = "look"  # see lists, search, draft, expand: changes nothing
    INTERROGATE = "interrogate"  # have a picture tagged
    JOBS = "jobs"  # change, delete and take over one's own jobs and pictures
    GENERATE = "generate"  # have a WebUI work
    SHELF = "shelf"  # keep searches and favourites
    DEFAULTS = "defaults"
    SCHEDULES = "schedules"
    BACKENDS = "backends"  # the WebUIs: their options, their lists, whether they get jobs
    LIBRARY = "library"  # wildcard files and the LoRA catalog
    MODELS = "models"  # downloads to this machine
    FILES = "files"  # lists and files of other tools that are imported


_DEEDS = {
    Right.DEFAULTS: "change the saved defaults and presets",
    Right.SCHEDULES: "see or change what runs by the clock",
    Right.BACKENDS: "change anything of the WebUI",
    Right.LIBRARY: "change wildcards and LoRAs",
    Right.MODELS: "download models",
    Right.FILES: "import files of other tools",
}
_OF_VISITORS = frozenset(
    {Right.LOOK, Right.INTERROGATE, Right.JOBS, Right.GENERATE, Right.SHELF}
)


def _spends_nothing(_right: Right) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What is allowed; `generation_off` says why no picture can be made, "" where some can.

    `spend` is told each time a costly right is used, and raises TooOftenError or RoomFullError
    where it is enough for now.
    """

    mode: Mode = Mode.LOCAL
    generation_off: str = ""
    spend: Callable[[Right], None] = _spends_nothing

    @classmethod
    def of(cls, settings: Settings) -> "Rights":
        """Read the mode off the settings."""
        if settings.on_space:
            return cls(mode=Mode.SPACE, generation_off=why_no_generation(settings))
        is_shared = settings.share or settings.login is not None or not settings.is_loopback
        return cls(mode=Mode.SHARED if is_shared else Mode.LOCAL)

    def has(self, right: Right | None) -> bool:
        """Say whether a right is given; None, what nobody thought of, is the owner's alone."""
        if right is Right.GENERATE and self.generation_off:
            return False
        return self.mode is not Mode.SPACE or right in _OF_VISITORS

    def check(self, right: Right | None) -> None:
        """Refuse what is not allowed.

        Raises:
            NotAllowedError: it is the owner's alone.
            GenerationOffError: no WebUI can be reached from here.
        """
        if right is Right.GENERATE and self.generation_off:
            raise GenerationOffError(reason=self.generation_off)
        if not self.has(right):
            raise NotAllowedError(deed=_DEEDS.get(right, "do this") if right else "do this")

    @property
    def granted(self) -> list[str]:
        """Return the names of the rights that are given."""
        return [right.value for right in Right if self.has(right)]


def why_no_generation(settings: Settings) -> str:
    """Say why a Space can reach none of the WebUIs the owner named; "" where it can."""
    if settings.demo:
        return ""
    reasons = [why_out_of_reach(url) for url in settings.webui_urls]
    return "" if not all(reasons) else reasons[0]


def why_out_of_reach(url: str) -> str:
    """Say why a Space cannot reach an address, or must not; "" where it can."""
    shown = shown_url(url.removeprefix(AGENT_PREFIX))
    parts = urlsplit(shown)
    host = (parts.hostname or "").lower()
    if is_loopback(host) or _is_of_a_home(host):
        return f"{shown} is no address that a Space can reach"
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if port not in SPACE_PORTS:
        return f"a Space can reach ports 80, 443 and 8080 only, and not {port}"
    return ""


def _is_of_a_home(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_HOME_NAMES)
