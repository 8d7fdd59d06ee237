"""A person's own Inference Endpoint, which gets a picture and answers with labels."""

import time
from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from booru_studio.domain.interrogation import Interrogation
from booru_studio.domain.sights import Sight, sight_of
from booru_studio.errors import (
    InterrogationError,
    InterrogatorAuthError,
    InterrogatorQuotaError,
    InterrogatorReplyError,
    InterrogatorTimeoutError,
    InterrogatorUnavailableError,
    WorkCancelledError,
)
from booru_studio.http import Secret, is_loopback, is_unheard, make_session, shown_url
from booru_studio.interrogators.background import LOOK_SECONDS, in_background, wait_for
from booru_studio.interrogators.base import (
    Cancelled,
    Interrogator,
    InterrogatorHouse,
    State,
    Status,
)
from booru_studio.interrogators.score_shapes import ShapeError, read_shape
from booru_studio.interrogators.sent_pictures import white_square_png
from booru_studio.storage.picture_intake import IntakePicture
from booru_studio.webui.faults import Answer, short
from booru_studio.webui.line import Line

VARIABLE = "BOORU_STUDIO_HF_ENDPOINT"
_MOST_BYTES = 8 * 1024 * 1024
_CHUNK = 64 * 1024
_USUAL_WAIT, _LONGEST_WAIT = 5.0, 15.0  # seconds until a starting endpoint is asked again


class HfEndpoint(Interrogator):
    """One address that takes the bytes of a picture with a token beside them.

    https://huggingface.co/docs/inference-endpoints describes them; one that was scaled to zero
    answers 503 while it starts.
    """

    name = "endpoint"
    sends_image_away = True
    answer_seconds: ClassVar[float] = 60.0
    start_seconds: ClassVar[float] = 300.0  # to be waited for while it starts

    def __init__(self, url: str, token: Secret) -> None:
        self._url, self._token = url, token
        self.label = f"The endpoint {shown_url(url)}"
        self.source = f"endpoint {shown_url(url)}"

    @classmethod
    def build(cls, house: InterrogatorHouse) -> Iterable[Interrogator]:
        is_wanted = house.hf_endpoint and not house.demo
        return (cls(house.hf_endpoint, house.hf_token),) if is_wanted else ()

    def status(self) -> Status:
        if not is_unheard(self._url):
            return Status(State.BROKEN, f"It would get pictures in the open: check {VARIABLE}.")
        return Status(State.READY, f"Pictures are sent to {self._host}, made small before.")

    def interrogate(self, picture: IntakePicture, is_cancelled: Cancelled) -> Interrogation:
        begun = time.monotonic()
        if not is_unheard(self._url):
            raise self._unavailable("its address is open to others", f"check {VARIABLE}")
        answer = self._started(white_square_png(picture), is_cancelled)
        sight = self._read(answer)
        return Interrogation(
            tags=sight.tags,
            rating=sight.rating,
            interrogator=self.name,
            source=self.source,
            seconds=time.monotonic() - begun,
        )

    @property
    def _host(self) -> str:
        return urlsplit(self._url).hostname or ""

    def _started(self, png: bytes, is_cancelled: Cancelled) -> Answer:
        """Send the picture, again and again while the endpoint starts."""
        end = time.monotonic() + self.start_seconds
        while True:
            answer = self._send(png, is_cancelled)
            if answer.status != 503:
                return answer
            pause = _wait_of(answer.details().get("estimated_time"))
            if time.monotonic() + pause > end:
                raise self._unavailable("it is still starting", "try again in a minute")
            _sleep(pause, is_cancelled)

    def _send(self, png: bytes, is_cancelled: Cancelled) -> Answer:
        line = Line()
        sending = in_background(lambda: self._post(png, line), "ask an endpoint")
        try:
            return wait_for(
                sending, is_cancelled, seconds=self.answer_seconds, name=self.label
            )
        except requests.ReadTimeout as error:
            raise InterrogatorTimeoutError(
                name=self.label, seconds=self.answer_seconds
            ) from error
        except (requests.RequestException, HTTPError, OSError) as error:
            raise self._unavailable(type(error).__name__) from error
        finally:
            line.hang_up()

    def _post(self, png: bytes, line: Line) -> Answer:
        headers = {"Content-Type": "image/png", "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token.value}"
        with make_session(retries=0, through_proxy=not is_loopback(self._host)) as session:
            line.fit(session)
            with session.post(
                self._url,
                data=png,
                headers=headers,
                timeout=(10.0, self.answer_seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = bytearray()
                for chunk in response.iter_content(_CHUNK):
                    body += chunk
                    if len(body) > _MOST_BYTES:
                        reason = "its answer is too long"
                        raise InterrogatorReplyError(name=self.label, reason=reason)
                told = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, told, bytes(body))

    def _read(self, answer: Answer) -> Sight:
        if not answer.is_success:
            raise self._refusal(answer)
        try:
            found: Any = answer.json()
            sight = sight_of(read_shape(found), bare_ratings=True)
        except (ValueError, RecursionError) as error:
            reason = str(error) if isinstance(error, ShapeError) else "it is no JSON"
            raise InterrogatorReplyError(name=self.label, reason=reason) from error
        if not (sight.tags or sight.rating):
            raise InterrogatorReplyError(name=self.label, reason="its result is empty")
        return sight

    def _refusal(self, answer: Answer) -> InterrogationError:
        said = self._said(answer)
        match answer.status:
            case 401 | 403:
                return InterrogatorAuthError(name=self.label, reason=said, variable="HF_TOKEN")
            case 402 | 429:
                return InterrogatorQuotaError(name=self.label, reason=said)
            case 404 | 405:
                return self._unavailable(said, f"check {VARIABLE}")
            case status if 300 <= status < 400:
                return self._unavailable("it redirects to another address", f"check {VARIABLE}")
        return self._unavailable(said)

    def _said(self, answer: Answer) -> str:
        """Give the endpoint's own words without the token, which some repeat."""
        words = answer.details().get("error") or answer.details().get("message")
        text = short(words) if isinstance(words, str) and words else f"status {answer.status}"
        return text.replace(self._token.value, "…") if self._token else text

    def _unavailable(
        self, reason: str, advice: str = "try again later, or choose another interrogator"
    ) -> InterrogatorUnavailableError:
        return InterrogatorUnavailableError(name=self.label, reason=reason, advice=advice)


def _wait_of(estimated: object) -> float:
    is_told = isinstance(estimated, int | float) and estimated > 0
    return min(float(estimated), _LONGEST_WAIT) if is_told else _USUAL_WAIT  # type: ignore[arg-type]


def _sleep(seconds: float, is_cancelled: Cancelled) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_cancelled():
            raise WorkCancelledError
        time.sleep(min(LOOK_SECONDS, max(end - time.monotonic(), 0.0)))
