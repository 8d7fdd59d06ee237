"""A picture shown to a WebUI: which of three ways of asking it has, and how each is asked."""

import base64
import threading
import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from booru_studio.domain.interrogation import CHARACTER_THRESHOLD, FLOOR
from booru_studio.domain.sights import Sight, sight_of
from booru_studio.errors import WebUiOutcomeUnknownError, WebUiRejectedError, WebUiReplyError
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.captions import BadCaptionError, read_caption, read_extension, read_scores
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.transport import API

LONGEST_SECONDS = 600.0  # the first call downloads a model over there
NO_ANSWER = "no answer in time"  # the reason of an error after these seconds
THRESHOLD = "interrogate_deepbooru_score_threshold"
RANKS = "interrogate_return_ranks"
_USUAL_THRESHOLD = 0.5  # of a server whose owner has set none
_MOST_TAGS = 512  # SD.Next takes no more
# Of the models that the extension may have, the best first.
_PREFERRED = ("swinv2-tagger-v3", "swinv2-v3", "eva02-large", "vit-large", "v3", "moat", "v2")


class Dialect(StrEnum):
    """The routes that tag a picture, the one that tells most first."""

    EXTENSION = "/tagger/v1/interrogate"  # the wd14-tagger extension
    TAGGER = f"{API}/tagger"  # SD.Next since 2026
    CAPTION = f"{API}/interrogate"  # AUTOMATIC1111, Forge, reForge: DeepBooru


def dialect_of(capabilities: Capabilities) -> Dialect | None:
    """Choose the way to ask a server; None where it has none (Forge Neo, Classic)."""
    return next((each for each in Dialect if each in capabilities.paths), None)


def lowered_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Say with which options DeepBooru tells all that it sees; none where that cannot be had.

    Without scores everything it told would count, so the threshold stays as it is. It also stays
    where somebody has chosen one, since that is what they want to see.
    """
    if RANKS not in options or THRESHOLD not in options:
        return {}
    if options[THRESHOLD] != _USUAL_THRESHOLD:
        return {RANKS: True}
    return {RANKS: True, THRESHOLD: FLOOR}


def ask(client: WebUiClient, dialect: Dialect, png: bytes, seconds: float) -> Sight:
    """Have a picture tagged; the caller sees to it that nothing else of ours is there.

    Raises:
        WebUiRejectedError: that route or its model is not there any more.
        WebUiOutcomeUnknownError: no answer in time, or the connection broke.
        WebUiReplyError: an answer that tells nothing.
        WebUiError: of the kind that fits.
    """
    picture = base64.b64encode(png).decode("ascii")
    try:
        answer = _send(client, dialect, _body(client, dialect, picture), seconds)
    except WebUiRejectedError as error:
        if client.transport.has_route(dialect):
            raise
        raise WebUiRejectedError(url=client.url, reason=f"it has no {dialect} now") from error
    try:
        return _read(dialect, answer if isinstance(answer, Mapping) else {})
    except BadCaptionError as error:
        raise WebUiReplyError(url=client.url, reason=str(error)) from error


def _send(client: WebUiClient, dialect: Dialect, body: Mapping[str, Any], seconds: float) -> object:
    key, is_late = f"interrogation-{uuid.uuid4().hex}", threading.Event()

    def hang_up() -> None:
        is_late.set()
        client.transport.hang_up(key)

    watch = threading.Timer(seconds, hang_up)
    watch.daemon = True
    watch.start()
    try:
        answer: object = client.transport.work(dialect, body, key)
    except WebUiOutcomeUnknownError as error:
        if is_late.is_set():
            raise WebUiOutcomeUnknownError(url=client.url, reason=NO_ANSWER) from error
        raise
    finally:
        watch.cancel()
    return answer


def _body(client: WebUiClient, dialect: Dialect, picture: str) -> dict[str, Any]:
    if dialect is Dialect.CAPTION:
        return {"image": picture, "model": "deepdanbooru"}
    if dialect is Dialect.EXTENSION:
        return {"image": picture, "model": _model(client), "threshold": FLOOR}
    return {
        "image": picture,
        "threshold": FLOOR,
        # It does not say which tags are characters, so their threshold is heeded there.
        "character_threshold": CHARACTER_THRESHOLD,
        "max_tags": _MOST_TAGS,
        "include_rating": True,
        "show_scores": True,
        "escape_brackets": False,
    }


def _model(client: WebUiClient) -> str:
    """Choose one of the extension's models."""
    found = client.transport.get("/tagger/v1/interrogators")
    models = found.get("models") if isinstance(found, Mapping) else None
    names = [str(name) for name in models] if isinstance(models, list) else []
    if not names:
        raise WebUiReplyError(url=client.url, reason="its tagger has no model")
    wanted = (name for part in _PREFERRED for name in names if part in name.lower())
    return next(wanted, names[0])


def _read(dialect: Dialect, answer: Mapping[str, Any]) -> Sight:
    if dialect is Dialect.EXTENSION:
        return read_extension(answer.get("caption"))
    if dialect is Dialect.CAPTION:
        return sight_of(read_caption(answer.get("caption")))
    caption = read_caption(answer.get("tags"))  # a fault shows here
    scores = answer.get("scores")
    return sight_of(caption if scores is None else read_scores(scores), bare_ratings=True)
