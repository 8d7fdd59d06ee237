"""What one WebUI is, has and is set to: asked once, and asked anew when something changed."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, get_args

from booru_studio.domain.presets import Preset
from booru_studio.errors import InvalidInputError, WebUiError, WebUiReplyError
from booru_studio.webui.capabilities import Capabilities, probe
from booru_studio.webui.extension_lists import fetch_extension_lists
from booru_studio.webui.lora_list import fetch_lora_entries
from booru_studio.webui.options import checked_options
from booru_studio.webui.refreshing import Refreshable, looked_for, refreshed
from booru_studio.webui.styles import fetch_styles
from booru_studio.webui.transport import API, LOAD_SECONDS, PROGRESS_SECONDS, WebUiTransport


class WebUiServer:
    """Ask the WebUI at `url` about itself; every method may be called from any thread.

    All raise WebUiError of the kind that fits.

    Args:
        url: its address; may hold a user name and password.
        auth: user name and password of `--api-auth`.
    """

    def __init__(self, url: str, auth: tuple[str, str] | None = None) -> None:
        self._transport = WebUiTransport(url, auth)
        self._lock = threading.Lock()
        self._capabilities: Capabilities | None = None
        self._options: Mapping[str, Any] = {}
        self._app_id: object = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The address without credentials."""
        return self._transport.shown_url

    @property
    def transport(self) -> WebUiTransport:
        """The HTTP below, for calls that have a file of their own."""
        return self._transport

    @property
    def known_capabilities(self) -> Capabilities | None:
        """What was found out so far; nothing is asked."""
        return self._capabilities

    @property
    def known_options(self) -> Mapping[str, Any]:
        """The options as they were last told; nothing is asked."""
        return self._options

    def capabilities(self) -> Capabilities:
        """Give what the server is and has, asking it only the first time."""
        with self._lock:
            known = self._capabilities
        return known or self.probe()

    def probe(self) -> Capabilities:
        """Ask the server again what it is and has."""
        found = probe(self._transport)
        found = replace(found, extension_lists=fetch_extension_lists(self._transport, found))
        self._app_id = self._read_app_id()
        with self._lock:
            if self._capabilities is not None:
                found = found.with_version(self._capabilities.version)
            self._capabilities = found
        return found

    def has_restarted(self) -> bool:
        """Say whether the server was started anew since it was probed; False where it hides that.

        Gradio draws another `/app_id` at each start.
        """
        now = self._read_app_id()
        return None not in (now, self._app_id) and now != self._app_id

    def lora_entries(self) -> tuple[dict[str, Any], ...]:
        """Give every LoRA as `{name, alias, path, metadata}`, the metadata cut to what we read."""
        return fetch_lora_entries(self._transport)

    def styles(self) -> dict[str, Preset]:
        """Give the styles that are saved there, by name; dividers between them are left out."""
        return fetch_styles(self._transport)

    def options(self) -> Mapping[str, Any]:
        """Give all of the server's options."""
        found = self._transport.get(f"{API}/options")
        if not isinstance(found, Mapping):
            raise WebUiReplyError(url=self.url, reason="its options are none")
        self._options = found
        return found

    def set_options(self, values: Mapping[str, Any]) -> None:
        """Change options for everybody who uses this server; waits for a running job.

        Args:
            values: of `sd_model_checkpoint`, `sd_vae` and
                `interrogate_deepbooru_score_threshold`.

        Raises:
            InvalidInputError: another option, or a value of the wrong type or range; such a
                value would break the WebUI's own options route.
            UnknownChoiceError: a checkpoint or VAE it does not have.
        """
        checked = checked_options(values, self.capabilities())
        if "forge_additional_modules" in checked and "sd_model_checkpoint" not in checked:
            # Forge forgets the model where it is told of modules alone.
            current = self.options().get("sd_model_checkpoint")
            checked |= {"sd_model_checkpoint": current} if current else {}
        if checked:
            self._transport.post(f"{API}/options", checked, seconds=LOAD_SECONDS)

    def refresh(self, what: Refreshable) -> int:
        """Have the server look into its folders again, and fetch the list; waits for a running job.

        Returns:
            How many there are now.
        """
        if what not in get_args(Refreshable):
            known = ", ".join(get_args(Refreshable))
            raise InvalidInputError(reason=f"“{what}” cannot be refreshed: give one of {known}.")
        found, count = refreshed(self._transport, self.capabilities(), what)
        self._keep(found)
        return count

    def look_for(self, kind: str) -> Capabilities:
        """Have the server look for a checkpoint, VAE or LoRA that it does not list."""
        self._keep(looked_for(self._transport, self.capabilities(), kind))
        return self.capabilities()

    def shut(self, why: str) -> None:
        """Ask this server nothing any more; every call raises WebUiNotReachableError."""
        self._transport.shut(why)

    def close(self) -> None:
        """Hang up; who waits for a picture gets WebUiOutcomeUnknownError."""
        self._transport.close()

    def _read_app_id(self) -> object:
        try:
            answer = self._transport.get("/app_id", seconds=PROGRESS_SECONDS)
        except WebUiError:
            return None  # not every flavour has it
        return answer.get("app_id") if isinstance(answer, Mapping) else None

    def _keep(self, found: Capabilities) -> None:
        with self._lock:
            self._capabilities = found

    def _note_version(self, version: str) -> None:
        with self._lock:
            if self._capabilities is not None:
                self._capabilities = self._capabilities.with_version(version)
