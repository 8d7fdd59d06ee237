"""Everything the demo needs: both stand-ins, running while the app does."""

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from booru_studio.demo.booru import StandInBooru
from booru_studio.demo.webui import StandInWebUi


class DemoHouse:
    """A stand-in WebUI and a stand-in booru on free loopback ports; a context manager."""

    def __init__(self, step_ms: int) -> None:
        """Prepare them.

        Args:
            step_ms: milliseconds that each of a picture's about twenty visible steps takes.
        """
        self._webui = StandInWebUi(duration_ms=step_ms * 20)
        self._booru = StandInBooru()
        self._stack = ExitStack()

    @property
    def webui_url(self) -> str:
        return self._webui.url

    @property
    def boorus(self) -> dict[str, tuple[str, str, str]]:
        """Return root, user and key of each stand-in site."""
        keys = self._booru.keys
        return {
            "danbooru": (
                self._booru.safebooru_url, keys.danbooru_login, keys.danbooru_api_key,
            ),
            "gelbooru": (
                self._booru.gelbooru_url, keys.gelbooru_user_id, keys.gelbooru_api_key,
            ),
        }  # fmt: skip

    def __enter__(self) -> Self:
        for server in (self._webui, self._booru):
            server.start()
            self._stack.callback(server.close)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()
