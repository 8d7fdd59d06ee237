"""Choices that a WebUI does not list: looked for once more, since a file may have come since."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.errors import UnknownChoiceError, WebUiError
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.loras import missing_loras

log = logging.getLogger(__name__)

T = TypeVar("T")

PAUSE = 60.0  # seconds until the same name is looked for again


class LateChoices:
    """Has one WebUI look into its folders where a job wants what is not in its lists."""

    def __init__(
        self, client: WebUiClient, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._client, self._clock = client, clock
        self._looked: dict[tuple[str, str], float] = {}

    def fit(
        self,
        make: Callable[[Capabilities], T],
        request: Txt2ImgRequest,
        capabilities: Capabilities,
    ) -> T:
        """Make something that fits the WebUI, with its newest lists where the known fall short.

        Raises:
            UnknownChoiceError: it lacks something even so.
        """
        for lora in missing_loras(request, capabilities):
            capabilities = self._looked_for("LoRA", lora, capabilities)
        try:
            return make(capabilities)
        except UnknownChoiceError as error:
            kind, name = str(error.facts.get("kind")), str(error.facts.get("name"))
            newest = self._looked_for(kind, name, capabilities)
            if newest is capabilities:
                raise
            return make(newest)

    def _looked_for(self, kind: str, name: str, known: Capabilities) -> Capabilities:
        newest = self._client.known_capabilities or known
        last = self._looked.get((kind, name))
        if last is not None and self._clock() - last < PAUSE:
            return newest
        self._looked[kind, name] = self._clock()
        try:
            return self._client.look_for(kind)
        except WebUiError as error:
            log.info("%s: %s", self._client.url, error)
            return newest
