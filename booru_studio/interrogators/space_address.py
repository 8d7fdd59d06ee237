"""Where a Hugging Face Space is, whether it is awake, and whether it may have the token."""

import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests

from booru_studio.errors import (
    InterrogationError,
    InterrogatorAuthError,
    InterrogatorQuotaError,
    InterrogatorReplyError,
    InterrogatorUnavailableError,
    WorkCancelledError,
)
from booru_studio.http import Secret, is_loopback, is_unheard, make_session

VARIABLE = "BOORU_STUDIO_HF_SPACE"
_PAUSE = 3.0  # seconds between two looks at a Space that wakes up
_SECONDS = (10.0, 30.0)  # connect, read: a sleeping Space may hold a request for long
_MOST_REDIRECTS = 3  # a renamed Space is found by one
_OURS = (".hf.space", ".huggingface.co")
# https://huggingface.co/docs/huggingface_hub/package_reference/space_runtime
_ENDED = frozenset({
    "NO_APP_FILE", "CONFIG_ERROR", "BUILD_ERROR", "RUNTIME_ERROR", "PAUSED", "STOPPED", "DELETING",
})  # fmt: skip


def may_have_token(url: str) -> bool:
    """Say whether a token of Hugging Face may go to an address: theirs, or this machine's."""
    host = (urlsplit(url).hostname or "").lower()
    return is_unheard(url) and (f".{host}".endswith(_OURS) or is_loopback(host))


def origin(url: str) -> tuple[str, str]:
    """Return scheme and host with port, which say who gets a request."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


class SpaceAddress:
    """A Space by its name (“owner/name”) or its URL."""

    def __init__(self, space: str, token: Secret, *, hub: str, pause: float = _PAUSE) -> None:
        """Take where to look names up: Hugging Face's own address, or a mirror's."""
        self.space, self._token, self._hub, self._pause = space, token, hub, pause
        self.label = f"The Space {space}"

    def find(self) -> str:
        """Return the address of the app.

        Raises:
            InterrogationError: there is no such Space, or it does not run.
        """
        if "://" in self.space:
            return self.space
        # https://huggingface.co/docs/hub/api
        url = f"{self._hub}/api/spaces/{quote(self.space)}"
        answer = self._get(url)
        if answer.status_code != 200:
            raise self._refusal(answer, "there is no such Space, or it is private")
        facts = _object(answer)
        stage = str((facts.get("runtime") or {}).get("stage") or "")
        if stage in _ENDED:
            raise self._unavailable(f"its owner has to mend it: {stage}")
        host = str(facts.get("host") or "")
        if not is_unheard(host):
            raise self._unavailable("it has no address")
        return host

    def wake(self, base: str, seconds: float, given_up: threading.Event) -> None:
        """Ask the app for its configuration until it comes, which wakes a sleeping Space.

        Raises:
            InterrogationError: it did not come in time, or never will.
            WorkCancelledError: it was given up.
        """
        end = time.monotonic() + seconds
        while True:
            answer = self._get(urljoin(base.rstrip("/") + "/", "config"))
            if answer.status_code == 200 and (found := _object(answer)):
                self._check_age(found)
                return
            if answer.status_code != 200 and answer.status_code < 500:
                raise self._refusal(answer, "there is no Gradio app at its address")
            if time.monotonic() + self._pause > end:
                raise self._unavailable("it is still starting", "try again in a minute")
            if given_up.wait(self._pause):
                raise WorkCancelledError

    def _check_age(self, config: Mapping[str, Any]) -> None:
        """Refuse Gradio 3: gradio_client would have it described by a third party's server."""
        if not (str(config.get("protocol")).startswith("sse") and config.get("version")):
            raise InterrogatorReplyError(name=self.label, reason="its Gradio is too old")

    def token_for(self, url: str) -> Secret:
        """Return the token, or none where the address must not have it."""
        return self._token if may_have_token(url) else Secret("")

    def _get(self, url: str) -> requests.Response:
        """Fetch; redirects are followed only to the same host, which has the token already."""
        token = self.token_for(url)
        headers = {"Authorization": f"Bearer {token.value}"} if token else {}
        with make_session(retries=0, through_proxy=not _is_here(url)) as session:
            for _ in range(_MOST_REDIRECTS):
                try:
                    answer = session.get(
                        url, headers=headers, timeout=_SECONDS, allow_redirects=False
                    )
                except requests.RequestException as error:
                    raise self._unavailable(type(error).__name__) from error
                if not answer.is_redirect:
                    return answer
                target = urljoin(url, answer.headers["Location"])
                if origin(target) != origin(url):
                    break
                url = target
        raise self._unavailable("it redirects to another address")

    def _refusal(self, answer: requests.Response, otherwise: str) -> InterrogationError:
        status = answer.status_code
        if status == 429:
            return InterrogatorQuotaError(name=self.label, reason="too many requests")
        if status in (401, 403) and self._token:
            return InterrogatorAuthError(
                name=self.label, reason=f"status {status}", variable="HF_TOKEN"
            )
        if status >= 500:
            return self._unavailable(f"status {status}")
        return self._unavailable(otherwise, f"check {VARIABLE}, or set HF_TOKEN if it is private")

    def _unavailable(
        self, reason: str, advice: str = "try again later, or choose another interrogator"
    ) -> InterrogatorUnavailableError:
        return InterrogatorUnavailableError(name=self.label, reason=reason, advice=advice)


def _is_here(url: str) -> bool:
    return is_loopback(urlsplit(url).hostname or "")


def _object(answer: requests.Response) -> Mapping[str, Any]:
    """Read a JSON object; none where a page came."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
