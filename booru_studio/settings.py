"""What the owner set: command line over environment over defaults, read once."""

import argparse
import os
import re
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from booru_studio import __version__
from booru_studio.domain.posts import Rating
from booru_studio.errors import UsageError
from booru_studio.http import AGENT_PREFIX, Secret, is_loopback, is_unheard

PREFIX = "BOORU_STUDIO_"
HOME = Path(__file__).resolve().parent.parent
_WORD = re.compile(r"[A-Za-z0-9][\w.:-]*")
_SPACE_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_YES, _NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Login:
    """A user name and its password."""

    user: str
    password: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that is fixed while the app runs; secrets never show in its repr."""

    host: str = "127.0.0.1"
    port: int = 7861
    webui_urls: tuple[str, ...] = ("http://127.0.0.1:7860",)
    webui_login: Login | None = None
    login: Login | None = None
    share: bool = False
    mcp: bool = False
    demo: bool = False
    demo_step_ms: int = 50
    data: Path = HOME / "data"
    wildcards: Path = HOME / "wildcards"
    loras: Path = HOME / "loras.yaml"
    ratings: frozenset[Rating] = frozenset({Rating.GENERAL})
    danbooru_url: str = ""
    danbooru_login: str = ""
    danbooru_key: Secret = field(default_factory=lambda: Secret(""))
    gelbooru_url: str = ""
    gelbooru_user: str = ""
    gelbooru_key: Secret = field(default_factory=lambda: Secret(""))
    interrogator: str = ""  # what new visitors begin with; "" = auto
    models: Path | None = None  # folder with a model and its labels
    hf_token: Secret = field(default_factory=lambda: Secret(""))
    hf_space: str = ""  # “owner/name” or a URL
    hf_endpoint: str = ""  # URL of an Inference Endpoint
    on_space: bool = False

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)


def read_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Read the command line and the environment.

    Raises:
        UsageError: with one sentence, where something cannot be meant.
        SystemExit: for --help and --version.
    """
    options = _parser().parse_args(list(arguments))
    get = _Source(options, environment)
    on_space = environment.get("SYSTEM") == "spaces" or bool(environment.get("SPACE_ID"))
    demo = get.flag("demo")
    # A demo's painted jobs and invented LoRAs must never meet the real ones.
    data = get.path("data", HOME / "data" / "demo" if demo else HOME / "data")
    settings = Settings(
        host=get.text("host") or "127.0.0.1",
        port=get.whole("port", 7861, 0, 65535),
        webui_urls=_webui_urls(get),
        webui_login=get.login("webui_auth"),
        login=get.login("auth"),
        share=get.flag("share"),
        mcp=get.flag("mcp"),
        demo=demo,
        demo_step_ms=get.whole("demo_step_ms", 50, 0, 60_000),
        data=data,
        wildcards=get.path("wildcards", HOME / "wildcards"),
        loras=get.path("loras", (data if demo else HOME) / "loras.yaml"),
        ratings=_ratings(environment.get(PREFIX + "RATINGS", "")),
        danbooru_url=_url("DANBOORU_URL", environment),
        danbooru_login=environment.get("DANBOORU_LOGIN", "").strip(),
        danbooru_key=Secret(environment.get("DANBOORU_API_KEY", "").strip()),
        gelbooru_url=_url("GELBOORU_URL", environment),
        gelbooru_user=environment.get("GELBOORU_USER_ID", "").strip(),
        gelbooru_key=Secret(environment.get("GELBOORU_API_KEY", "").strip()),
        interrogator=_interrogator(get.text("interrogator")),
        models=_models(get),
        hf_token=_hf_token(environment.get("HF_TOKEN", "").strip()),
        hf_space=_hf_space(get.text("hf_space")),
        hf_endpoint=_unheard_url(get.text("hf_endpoint"), PREFIX + "HF_ENDPOINT"),
        on_space=on_space,
    )
    _check(settings)
    return settings


def check_port(settings: Settings) -> None:
    """Find out early whether the port is free.

    Raises:
        UsageError: it is taken, or the host is none of this machine's.
    """
    if settings.on_space or not settings.port:
        return
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # as the server does; on Windows it would hide a taken port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, UnicodeError) as error:  # UnicodeError: a name no host can have
            told = getattr(error, "strerror", None) or error
            raise UsageError(
                reason=f"Port {settings.port} on {settings.host} cannot be used "
                f"({told}): choose another one with --port."
            ) from error


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise UsageError(reason=f"{message[:1].upper()}{message[1:]}: see --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="app.py",
        description="Booru Studio. Each option has an environment variable, "
        "BOORU_STUDIO_<NAME>; the option wins.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--host", help="address to listen on (127.0.0.1)")
    add("--port", help="port to listen on (7861); 0 = any free one")
    add("--webui", action="append", metavar="URL",
        help="address of an SD WebUI started with --api; may be given several times; "
        "agent+http://... hands its jobs to the Agent Scheduler extension there")  # fmt: skip
    add("--webui-auth", metavar="USER:PASSWORD", help="what the WebUI's --api-auth wants")
    add("--auth", metavar="USER:PASSWORD", help="login of this app; needed beyond this machine")
    add("--share", action="store_true", default=None, help="make a public link (needs --auth)")
    add("--mcp", action="store_true", default=None, help="offer the endpoints as MCP tools too")
    add("--data", metavar="DIR", help="folder of jobs and pictures (data/, demo: data/demo/)")
    add("--wildcards", metavar="DIR", help="folder of wildcards (wildcards/)")
    add("--loras", metavar="FILE", help="LoRA catalog (loras.yaml)")
    add("--demo", action="store_true", default=None,
        help="everything with a stand-in WebUI and booru: no key, no network")  # fmt: skip
    add("--version", action="version", version=f"Booru Studio {__version__}")
    return parser


class _Source:
    """One value at a time, from the option or else the variable."""

    def __init__(self, options: argparse.Namespace, environment: Mapping[str, str]) -> None:
        self._options, self._environment = options, environment

    def text(self, name: str) -> str:
        option = getattr(self._options, name, None)
        if option is not None:
            return str(option).strip()
        return self._environment.get(PREFIX + name.upper(), "").strip()

    def words(self, name: str) -> list[str]:
        option: list[str] | None = getattr(self._options, name, None)
        return option or self._environment.get(PREFIX + name.upper(), "").split()

    def flag(self, name: str) -> bool:
        if getattr(self._options, name, None):
            return True
        text = self._environment.get(PREFIX + name.upper(), "").strip().lower()
        if text not in _YES + _NO:
            raise UsageError(reason=f"{PREFIX}{name.upper()} is {_quoted(text)}: give 1 or 0.")
        return text in _YES

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        text = self.text(name)
        if not text:
            return default
        is_number = text.isascii() and text.isdigit() and len(text) <= 9
        if not (is_number and least <= int(text) <= most):
            raise UsageError(
                reason=f"{self._called(name)} is {_quoted(text)}: "
                f"give a number from {least} to {most}."
            )
        return int(text)

    def path(self, name: str, default: Path) -> Path:
        text = self.text(name)
        return Path(text).expanduser().absolute() if text else default

    def login(self, name: str) -> Login | None:
        text = self.text(name)
        if not text:
            return None
        user, colon, password = text.partition(":")
        if not (user and colon and password):
            raise UsageError(reason=f"{self._called(name)} wants USER:PASSWORD.")
        return Login(user, Secret(password))

    def _called(self, name: str) -> str:
        """Name the option or the variable, whichever the value came from."""
        if getattr(self._options, name, None) is not None:
            return f"--{name.replace('_', '-')}"
        return PREFIX + name.upper()


def _webui_urls(get: _Source) -> tuple[str, ...]:
    urls = get.words("webui") or ["http://127.0.0.1:7860"]
    return tuple(dict.fromkeys(_checked_webui(url) for url in urls))


def _quoted(text: str) -> str:
    """Repeat what was given, cut to what a sentence can hold."""
    return f"“{text[:80]}…”" if len(text) > 80 else f"“{text}”"


def _checked_webui(text: str) -> str:
    prefix = AGENT_PREFIX if text.startswith(AGENT_PREFIX) else ""
    return prefix + _checked_url(text.removeprefix(prefix), "--webui")


def _url(name: str, environment: Mapping[str, str]) -> str:
    text = environment.get(PREFIX + name, "").strip()
    return _checked_url(text, PREFIX + name) if text else ""


def _checked_url(text: str, option: str) -> str:
    or_agent = ", or agent+http://... for its Agent Scheduler" if option == "--webui" else ""
    wrong = UsageError(
        reason=f"{option} is no address: give one like http://127.0.0.1:7860{or_agent}."
    )
    try:
        parts = urlsplit(text)
        is_fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:
        raise wrong from error
    if not is_fine or any(letter in "?#" or letter.isspace() for letter in text):
        raise wrong
    if parts.username or parts.password:
        raise UsageError(
            reason=f"{option} holds a login, which would be shown: take it out of the address"
            + (" and use --webui-auth." if option == "--webui" else ".")
        )
    return text.rstrip("/")


def _ratings(text: str) -> frozenset[Rating]:
    words = text.replace(",", " ").lower().split()
    known = {rating.value for rating in Rating}
    if not known.issuperset(words):
        raise UsageError(
            reason=f"{PREFIX}RATINGS is {_quoted(text)}: give words of {', '.join(sorted(known))}."
        )
    return frozenset(Rating(word) for word in words) or frozenset({Rating.GENERAL})


def _interrogator(name: str) -> str:
    if name and not _WORD.fullmatch(name):
        raise UsageError(
            reason=f"{PREFIX}INTERROGATOR is {_quoted(name)}: "
            "give auto or the name of an interrogator."
        )
    return name


def _models(get: _Source) -> Path | None:
    if not get.text("models"):
        return None
    folder = get.path("models", HOME)
    if not folder.is_dir():
        raise UsageError(reason=f"{PREFIX}MODELS {folder} is no folder: name a folder.")
    return folder


def _hf_token(text: str) -> Secret:
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise UsageError(reason="HF_TOKEN holds a character that no token has: copy it again.")
    return Secret(text)


def _hf_space(text: str) -> str:
    if "://" in text:
        return _unheard_url(text, PREFIX + "HF_SPACE")
    if text and not _SPACE_NAME.fullmatch(text):
        raise UsageError(
            reason=f"{PREFIX}HF_SPACE is {_quoted(text)}: give owner/name or an https address."
        )
    return text


def _unheard_url(text: str, option: str) -> str:
    """Check an address that pictures and a token are sent to."""
    if not text:
        return ""
    url = _checked_url(text, option)
    if not is_unheard(url):
        raise UsageError(
            reason=f"{option} would send pictures in the open: give an https address."
        )
    return url


def _check(settings: Settings) -> None:
    if settings.on_space:
        return  # host and login are the platform's there
    if settings.share and not settings.login:
        raise UsageError(reason="--share makes a public link: give --auth USER:PASSWORD as well.")
    if not settings.is_loopback and not settings.login:
        raise UsageError(
            reason=f"--host {settings.host} is open to others: give --auth USER:PASSWORD as well."
        )
    for path, option in ((settings.data, "--data"), (settings.wildcards, "--wildcards")):
        if path.exists() and not path.is_dir():
            raise UsageError(reason=f"{option} {path} is no folder: name a folder.")
