"""A WebUI whose Agent Scheduler extension keeps the jobs: a queue that outlives both programs.

A job is handed over at once and its pictures are fetched when they are there, so that neither a
lost connection nor a restart on this side costs a picture or paints one twice.
"""

import threading
from dataclasses import replace
from typing import ClassVar

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.errors import (
    WebUiError,
    WebUiExtensionMissingError,
    WebUiFailedError,
    WebUiInterruptedError,
    WebUiOutcomeUnknownError,
    WebUiOutOfMemoryError,
    WebUiReplyError,
)
from booru_studio.http import AGENT_PREFIX
from booru_studio.webui.agent_tasks import (
    AGENT,
    FAILED,
    INTERRUPTED,
    QUEUE,
    RUNS,
    AgentTask,
    queue_body,
    reply_body,
)
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.faults import is_out_of_memory
from booru_studio.webui.payloads import Txt2ImgPayload
from booru_studio.webui.progress import TaskProgress, uncertain
from booru_studio.webui.replies import Txt2ImgReply, read_txt2img_reply
from booru_studio.webui.transport import API, PROGRESS_SECONDS

_RESULT_SECONDS = 120.0  # every picture is read from disk and packed anew
_PAGE, _MOST_PAGES = 100, 10  # tasks looked through for one that was sent without an answer


class AgentSchedulerClient(WebUiClient):
    """Talk with the Agent Scheduler of the WebUI at `url`, which may begin with `agent+`.

    Lists, options and enlargements are the WebUI's own. All raise WebUiError of the kind that
    fits.
    """

    look_seconds: ClassVar[float] = 0.5  # between two looks whether a task is over

    def __init__(self, url: str, auth: tuple[str, str] | None = None) -> None:
        super().__init__(url.removeprefix(AGENT_PREFIX), auth)
        self._tasks: dict[str, str] = {}  # our task id -> the extension's
        self._given_up: dict[str, threading.Event] = {}
        self._closed = False

    @property
    def url(self) -> str:
        """The address without credentials, told apart from the same WebUI without its queue."""
        return AGENT_PREFIX + self._transport.shown_url

    def probe(self) -> Capabilities:
        """Ask the server what it is and has.

        Raises:
            WebUiExtensionMissingError: no Agent Scheduler is installed there.
        """
        found = super().probe()
        if f"{QUEUE}/txt2img" not in found.paths and not self._transport.has_route(QUEUE):
            raise WebUiExtensionMissingError(url=self._transport.shown_url)
        return found

    def txt2img(self, payload: Txt2ImgPayload, request: Txt2ImgRequest) -> Txt2ImgReply:
        """Hand a job over and wait for its pictures; see `enqueue` and `collect`."""
        return self.collect(self.enqueue(payload), payload, request)

    def enqueue(self, payload: Txt2ImgPayload) -> str:
        """Hand a job over, and return the id the extension gave it.

        Raises:
            WebUiNotReachableError: nothing was sent.
            WebUiOutcomeUnknownError: it was sent, and no whole answer came; ask `find_task`.
        """
        if not isinstance(payload, Txt2ImgPayload):
            raise TypeError("only a Txt2ImgPayload may be sent")
        answer = self._transport.work(
            f"{QUEUE}/{payload.kind}", queue_body(payload), payload.task_id
        )
        task = answer.get("task_id") if isinstance(answer, dict) else None
        if not isinstance(task, str) or not task:
            raise self._unknown("it named no task")
        return task

    def collect(
        self, task: str, payload: Txt2ImgPayload, request: Txt2ImgRequest
    ) -> Txt2ImgReply:
        """Wait for a task to end, however long that takes, and fetch its pictures.

        Args:
            task: the extension's id.
            payload: what was sent; `abandon`, `progress` and `interrupt` know it by its task id.
            request: what was asked for; the pictures are compared with it.

        Raises:
            WebUiFailedError: it failed there, with what the extension says.
            WebUiInterruptedError: somebody stopped or deleted it there.
            WebUiOutcomeUnknownError: the WebUI says nothing, or the wait was abandoned.
            WebUiReplyError: no picture, or a damaged one.
        """
        given_up = threading.Event()
        with self._lock:
            self._tasks[payload.task_id] = task
            self._given_up[payload.task_id] = given_up
            if self._closed:
                given_up.set()
        try:
            self._wait(task, given_up)
            body = reply_body(self._results(task), request.batch_size)
        finally:
            with self._lock:
                self._tasks.pop(payload.task_id, None)
                self._given_up.pop(payload.task_id, None)
        reply = read_txt2img_reply(body, request, self.capabilities())
        self._note_version(reply.version)
        return reply

    def find_task(self, task_id: str, task: str = "") -> str:
        """Return the extension's id of a job that was sent before, "" where it has it no more.

        Args:
            task_id: the payload's.
            task: the id the extension gave it, where that is known.
        """
        if task:
            return task if self._task(task) else ""
        for place in ("queue", "history"):
            if found := self._found_in(place, task_id):
                return found
        return ""

    def progress(
        self, task_id: str, *, wants_preview: bool = False, preview_id: int = -1
    ) -> TaskProgress:
        """Tell how far a job is, by our task id; one that waits there is `queued`."""
        if self.capabilities().has_task_progress:
            # A WebUI from 1.8 on paints it under our id, which the extension does not look for.
            known = super().progress(
                task_id, wants_preview=wants_preview, preview_id=preview_id
            )
            if known.active:
                return known
        task = self._tasks.get(task_id)
        found = self._task(task) if task else None
        if found is None:
            return TaskProgress()
        if found.status == RUNS:
            state = uncertain(self._state(wants_preview))
            return replace(state, active=True, is_certain=True)
        return TaskProgress(completed=found.is_over, queued=not found.is_over)

    def interrupt(self, task_id: str) -> bool:
        """Stop a job that runs there, or take it out of the queue; others are left alone."""
        if self.capabilities().has_task_progress and super().progress(task_id).active:
            self._transport.post(f"{API}/interrupt", seconds=PROGRESS_SECONDS)
            return True
        task = self._tasks.get(task_id)
        if task is None:
            return False
        self._transport.delete(f"{AGENT}/task/{task}", seconds=PROGRESS_SECONDS)
        return True

    def abandon(self, task_id: str) -> None:
        """End the wait for a job, which then raises WebUiOutcomeUnknownError."""
        with self._lock:
            given_up = self._given_up.get(task_id)
        if given_up:
            given_up.set()
        super().abandon(task_id)

    def close(self) -> None:
        """Hang up; who waits gets WebUiOutcomeUnknownError, and the extension works on."""
        with self._lock:
            self._closed = True
            waits = list(self._given_up.values())
        for given_up in waits:
            given_up.set()
        super().close()

    def _wait(self, task: str, given_up: threading.Event) -> None:
        """Return when a task is done."""
        while not given_up.is_set():
            try:
                found = self._task(task)
            except WebUiError as error:
                raise self._unknown(str(error.facts.get("reason", "no answer"))) from error
            if found is None or found.status == INTERRUPTED:
                raise WebUiInterruptedError(url=self._transport.shown_url)
            if found.status == FAILED:
                raise self._failure(found)
            if found.is_over:
                return
            given_up.wait(self.look_seconds)
        raise self._unknown("the wait was ended here")

    def _task(self, task: str) -> AgentTask | None:
        """Ask for a task; None where the extension does not have it."""
        answer = self._transport.get(f"{AGENT}/task/{task}", seconds=PROGRESS_SECONDS)
        if not isinstance(answer, dict):
            raise WebUiReplyError(url=self._transport.shown_url, reason="its task is none")
        if answer.get("success") is False:
            return None
        found = AgentTask.from_json(answer.get("data"))
        if found is None:
            raise WebUiReplyError(url=self._transport.shown_url, reason="its task is none")
        return found

    def _results(self, task: str) -> object:
        try:
            answer = self._transport.get(
                f"{AGENT}/task/{task}/results", seconds=_RESULT_SECONDS
            )
        except (WebUiFailedError, WebUiReplyError):
            raise  # asked again, it would say the same
        except WebUiError as error:
            raise self._unknown(str(error.facts.get("reason", "no answer"))) from error
        if isinstance(answer, dict) and answer.get("success") is False:
            reason = f"its Agent Scheduler says “{str(answer.get('message'))[:80]}”"
            raise WebUiReplyError(url=self._transport.shown_url, reason=reason)
        return answer

    def _found_in(self, place: str, task_id: str) -> str:
        """Look through the waiting or the ended tasks, as far as is likely."""
        key = "pending_tasks" if place == "queue" else "tasks"
        for page in range(_MOST_PAGES):
            params = {"limit": str(_PAGE), "offset": str(page * _PAGE)}
            answer = self._transport.get(f"{AGENT}/{place}", params=params)
            entries = answer.get(key) if isinstance(answer, dict) else None
            tasks = [AgentTask.from_json(entry) for entry in entries or ()]
            for found in tasks:
                if found and found.our_id == task_id:
                    return found.id
            if len(tasks) < _PAGE:
                break
        return ""

    def _failure(self, task: AgentTask) -> WebUiError:
        reason = task.result.strip()[:200] or "the Agent Scheduler does not say why"
        kind = WebUiOutOfMemoryError if is_out_of_memory(task.result) else WebUiFailedError
        return kind(url=self._transport.shown_url, reason=reason)

    def _unknown(self, reason: str) -> WebUiOutcomeUnknownError:
        return WebUiOutcomeUnknownError(url=self._transport.shown_url, reason=reason)
