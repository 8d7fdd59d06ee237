"""The one client of a WebUI: making pictures, how far it is, stopping."""

from dataclasses import replace

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.safety import ApprovedRequest
from booru_studio.errors import WebUiError, WebUiOutcomeUnknownError, WebUiRejectedError
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.overrides import OverrideGuard
from booru_studio.webui.payloads import Txt2ImgPayload
from booru_studio.webui.progress import (
    ServerState,
    TaskProgress,
    corrected,
    server_state,
    task_progress,
    uncertain,
)
from booru_studio.webui.replies import Txt2ImgReply, read_txt2img_reply
from booru_studio.webui.server import WebUiServer
from booru_studio.webui.transport import API, PROGRESS_SECONDS
from booru_studio.webui.upscaling import UpscalePayload, read_upscale_reply

_WORK = {"txt2img": "/sdapi/v1/txt2img", "img2img": "/sdapi/v1/img2img"}


class WebUiClient(WebUiServer):
    """Talk with the WebUI at `url`; every method may be called from any thread.

    One `txt2img` at a time is the caller's duty. The others answer while it waits, since it has
    a connection of its own. All raise WebUiError of the kind that fits.

    Args:
        url: its address; may hold a user name and password.
        auth: user name and password of `--api-auth`.
    """

    def __init__(self, url: str, auth: tuple[str, str] | None = None) -> None:
        super().__init__(url, auth)
        self._guard = OverrideGuard(self._transport)
        self._in_flight: set[str] = set()

    def probe(self) -> Capabilities:
        """Ask the server again what it is and has."""
        found = super().probe()
        self._guard.forget()
        return found

    @property
    def settings_notes(self) -> tuple[str, ...]:
        """What was done to the server's own settings so far, in sentences."""
        return self._guard.notes

    def prime(self, payload: Txt2ImgPayload) -> None:
        """Have the server save, once, the settings that a job overrides, so that they come back.

        To be called before `txt2img`, which puts back what stays; this may wait for a job that
        runs there.
        """
        saves_itself = self.capabilities().flavour == "sdnext"  # it puts every setting back
        self._guard.before({} if saves_itself else payload.overrides)

    def txt2img(self, payload: Txt2ImgPayload, request: Txt2ImgRequest) -> Txt2ImgReply:
        """Make pictures, of words alone or from a picture (img2img), however long that takes.

        Args:
            payload: what to send.
            request: what was asked for; the reply is compared with it.

        Raises:
            WebUiNotReachableError: nothing was sent.
            WebUiOutcomeUnknownError: it was sent, and no whole answer came; ask `progress`.
            WebUiReplyError: the answer holds no picture, or a damaged one.
        """
        if not isinstance(payload, Txt2ImgPayload):
            raise TypeError("only a Txt2ImgPayload may be sent")
        try:
            body = self._work(payload)
        except WebUiOutcomeUnknownError:
            raise  # it may be at it still, with its settings
        except WebUiError:
            self._guard.after()
            raise
        told = self._guard.after()
        reply = read_txt2img_reply(body, request, self.capabilities())
        self._note_version(reply.version)
        return replace(reply, warnings=(*reply.warnings, *told))

    def _work(self, payload: Txt2ImgPayload) -> object:
        """Send a job, once more with the sampler's old name where that is refused unseen."""
        route = _WORK[payload.kind]
        with self._lock:
            self._in_flight.add(payload.task_id)
        try:
            return self._transport.work(route, payload.json, payload.task_id)
        except WebUiRejectedError as error:
            older = payload.with_joined_sampler()
            if older is None or "sampler" not in str(error.facts.get("reason")).lower():
                raise
            return self._transport.work(route, older.json, payload.task_id)
        finally:
            with self._lock:
                self._in_flight.discard(payload.task_id)

    def upscale(
        self, payload: UpscalePayload, approved: ApprovedRequest, task_id: str
    ) -> Txt2ImgReply:
        """Enlarge a picture; returns when it is there. Raises as `txt2img` does.

        Args:
            task_id: names the wait for `abandon`; the server does not know it.
        """
        if not isinstance(payload, UpscalePayload):
            raise TypeError("only an UpscalePayload may be sent")
        body = self._transport.work("/sdapi/v1/extra-single-image", payload.json, task_id)
        return read_upscale_reply(body, payload, approved, self.url)

    def abandon(self, task_id: str) -> None:
        """End the wait of `txt2img` for a task, which then raises WebUiOutcomeUnknownError.

        The server works on. For a watchdog that found out that no answer will come.
        """
        self._transport.hang_up(task_id)

    def progress(
        self, task_id: str, *, wants_preview: bool = False, preview_id: int = -1
    ) -> TaskProgress:
        """Tell how far a task is.

        Args:
            task_id: the payload's.
            wants_preview: ask for a picture of the state, too.
            preview_id: of the last preview got; the same one is not sent again.
        """
        if not self.capabilities().has_task_progress:
            return uncertain(self._state(wants_preview))
        question = {
            "id_task": task_id,
            "id_live_preview": preview_id,
            "live_preview": wants_preview,
        }
        answer = self._transport.post("/internal/progress", question, seconds=PROGRESS_SECONDS)
        progress = task_progress(answer)
        return corrected(progress, self._state()) if progress.active else progress

    def load(self) -> ServerState:
        """Tell what the server does at all, whoever asked for it."""
        return self._state()

    def is_busy(self) -> bool:
        """Say whether it works on anything, whoever asked for it."""
        return self._state().is_busy

    def was_interrupted(self) -> bool:
        """Say whether the running job, or else the last one, was interrupted by anybody.

        Right after a reply this tells of an interrupt on the WebUI's own page, which the reply
        itself does not.
        """
        return self._state().was_interrupted

    def interrupt(self, task_id: str) -> bool:
        """Stop a task if it is the one that runs; others are left alone.

        The waiting `txt2img` then gets the half-finished picture.

        Returns:
            Whether the server was told to stop.
        """
        progress = self.progress(task_id)
        with self._lock:
            is_ours = progress.is_certain or task_id in self._in_flight
        if not (progress.active and is_ours):
            return False
        self._transport.post(f"{API}/interrupt", seconds=PROGRESS_SECONDS)
        return True

    def skip(self) -> None:
        """End the picture under way and go on to the job's next batch."""
        self._transport.post(f"{API}/skip", seconds=PROGRESS_SECONDS)

    def _state(self, wants_preview: bool = False) -> ServerState:
        if f"{API}/progress" not in self.capabilities().paths:
            return ServerState()
        params = {"skip_current_image": "false" if wants_preview else "true"}
        answer = self._transport.get(f"{API}/progress", params=params, seconds=PROGRESS_SECONDS)
        return server_state(answer)
