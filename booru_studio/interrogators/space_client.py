"""gradio_client, kept on a leash: one host, one token, no downloads, no threads left behind."""

import os
from collections.abc import Generator
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from booru_studio.errors import (
    InterrogationError,
    InterrogatorAuthError,
    InterrogatorQuotaError,
    InterrogatorReplyError,
    InterrogatorUnavailableError,
)
from booru_studio.http import Secret, is_loopback
from booru_studio.interrogators.background import DaemonThreads, in_background
from booru_studio.interrogators.space_address import origin
from booru_studio.interrogators.space_api import PICTURE, SpaceCall, choose_call
from booru_studio.webui.faults import short

if TYPE_CHECKING:
    from gradio_client import Client  # type: ignore[import-untyped]

# Gradio sends a sign of life every 15 s; a stream that is silent for longer is dead.
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_QUOTA = ("quota", "zerogpu", "too many requests", "rate limit")


class SpaceClient:
    """A connection to one Gradio app; `connect` may hang, so call it in the background."""

    def __init__(self, client: "Client", call: SpaceCall) -> None:
        self._client, self.call = client, call
        self._job: Any = None

    @classmethod
    def connect(cls, base: str, token: Secret) -> "SpaceClient":
        """Connect, and look up which function to call.

        Raises:
            One of `faults()`, for `told`.
        """
        from gradio_client import Client  # slow to import

        # `analytics_enabled=False` alone does not switch it off.
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
        client = Client(
            base,
            # Without `False` the machine's saved token would be sent, to whatever address.
            token=token.value or False,
            verbose=False,
            download_files=False,
            analytics_enabled=False,
            httpx_kwargs={
                "timeout": _TIMEOUT,
                "auth": _OneHost(base),
                "trust_env": not is_loopback(urlsplit(base).hostname or ""),
            },
        )
        client.executor = client.helper_executor = client.stream_executor = DaemonThreads()
        return cls(client, choose_call(client.view_api(print_info=False, return_format="dict")))

    def send(self, picture: Path) -> Future[Any]:
        """Have a picture tagged in the background; the file must stay until it is done."""
        from gradio_client import handle_file

        handed = [
            handle_file(picture) if each is PICTURE else each for each in self.call.arguments
        ]
        self._job = self._client.submit(*handed, api_name=self.call.api_name)
        future: Future[Any] = self._job.future
        return future

    def close(self) -> None:
        """Cancel what still runs and hang up; nobody has to wait for that."""
        in_background(self._hang_up, "leave a Space")

    def _hang_up(self) -> None:
        if self._job is not None and not self._job.future.done():
            self._job.cancel()
        self._client.close()


class _OneHost(httpx.Auth):
    """Refuses every request to another host: a Space's own configuration could name one."""

    def __init__(self, base: str) -> None:
        self._origin = origin(base)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if origin(str(request.url)) != self._origin:
            raise httpx.UnsupportedProtocol(f"it points to another host, {request.url.host}")
        yield request


def faults() -> tuple[type[BaseException], ...]:
    """Return whatever gradio_client lets out of a Space's odd or broken answers."""
    from gradio_client import utils

    return (
        ValueError, TypeError, LookupError, AttributeError, RuntimeError, StopIteration, OSError,
        CancelledError, httpx.HTTPError, httpx.InvalidURL, utils.QueueError,
        utils.TooManyRequestsError, utils.InvalidAPIEndpointError,
    )  # fmt: skip


def told(error: BaseException, name: str, token: Secret) -> InterrogationError:
    """Say in one of our sentences what gradio_client raised.

    Args:
        name: of the Space, for the sentence.
        token: is left out, should the Space have repeated it.
    """
    from gradio_client import exceptions, utils

    text = short(str(error) or type(error).__name__)
    text = text.replace(token.value, "…") if token else text
    status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else 0
    if status == 429 or isinstance(error, utils.TooManyRequestsError):
        return InterrogatorQuotaError(name=name, reason="too many requests")
    if status in (401, 403) or isinstance(error, exceptions.AuthenticationError):
        return InterrogatorAuthError(name=name, reason="it wants a login", variable="HF_TOKEN")
    if isinstance(error, utils.QueueError) or "queue is full" in text.lower():
        return _unavailable(name, "its queue is full", "try again in a minute")
    if isinstance(error, exceptions.AppError):
        return _said(text, name)
    if isinstance(error, CancelledError | httpx.TimeoutException):
        return _unavailable(name, "it fell silent")
    if isinstance(error, httpx.HTTPError | OSError):
        return _unavailable(name, f"status {status}" if status else text)
    return InterrogatorReplyError(name=name, reason=text)


def _said(text: str, name: str) -> InterrogationError:
    """Take the Space's own words, if it has any."""
    if any(word in text.lower() for word in _QUOTA):
        return InterrogatorQuotaError(name=name, reason=text)
    # What it says unless its author has switched the errors on.
    is_mute = "has not enabled verbose error reporting" in text
    return _unavailable(name, "it failed there" if is_mute else text)


def _unavailable(
    name: str, reason: str, advice: str = "try again later, or choose another interrogator"
) -> InterrogatorUnavailableError:
    return InterrogatorUnavailableError(name=name, reason=reason, advice=advice)
