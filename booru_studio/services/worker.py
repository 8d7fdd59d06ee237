"""A worker: does the jobs of one WebUI, one at a time, and finds out what became of each.

A request goes out in a thread of its own, while this one watches progress, cancelling and
whether the WebUI still knows the task. What a request ends in is one of: pictures, a fault that
sends the job back, a fault that ends it, or silence. After silence the job is `unknown`, and
the WebUI is asked by task id: still at it, then wait; else the job is sent again with the same
seed and file names, so that a picture can be painted twice but never be there twice.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import Job, JobImage, Upscale
from booru_studio.domain.loras import lora_signature
from booru_studio.domain.posts import Rating
from booru_studio.domain.queue_order import Loaded
from booru_studio.domain.safety import ApprovedRequest, RatingPolicy, approve
from booru_studio.errors import (
    BlockedContentError,
    BooruStudioError,
    InvalidInputError,
    StoreReadError,
    StoreWriteError,
    UnknownChoiceError,
    WebUiApiDisabledError,
    WebUiAuthError,
    WebUiBusyError,
    WebUiError,
    WebUiFailedError,
    WebUiInterruptedError,
    WebUiNotReachableError,
    WebUiOutcomeUnknownError,
    WebUiOutOfMemoryError,
    WebUiRejectedError,
    WebUiReplyError,
)
from booru_studio.services.backends import Backend
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.live import Live
from booru_studio.storage.images import ImageStore
from booru_studio.storage.provenance import Provenance, stamp
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.payloads import txt2img_payload
from booru_studio.webui.replies import Txt2ImgReply
from booru_studio.webui.upscaling import upscale_payload

log = logging.getLogger(__name__)

# Seconds between two looks at a running job: soon at first, since a small picture takes no two
# seconds, then rarer, since each look costs the WebUI a little.
FIRST_POLL, LAST_POLL = 0.25, 1.0
SILENT_POLLS = 12  # looks in a row at which the WebUI does not know a task it should be at
LOST_POLLS = 3  # the same for a job found unknown, which had its time already
LOST_PAUSE = 1.0  # seconds between those
SHUTDOWN = 5.0  # seconds a running job is given when the app ends


@dataclass(frozen=True, slots=True)
class _Errand:
    """A job made ready for one WebUI."""

    send: Callable[[], Txt2ImgReply]
    request: Txt2ImgRequest
    warnings: tuple[str, ...]
    pictures: int  # how many are to come
    knows_task: bool  # whether the WebUI can be asked about it by task id


class Worker:
    """Takes jobs from the queue to one WebUI and their pictures to the disk."""

    def __init__(
        self,
        desk: JobDesk,
        backend: Backend,
        images: ImageStore,
        policy: RatingPolicy,
        known_backends: tuple[str, ...],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk, self._backend, self._images = desk, backend, images
        self._policy, self._known = policy, known_backends
        self._clock = clock
        self._loaded: Loaded | None = None  # what our last job left in the WebUI's memory
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name=f"worker {backend.url}", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take no further job; a running one is looked up on its WebUI at the next start."""
        self._stop.set()
        self._desk.wake()
        if self._thread.is_alive():
            self._thread.join(timeout=SHUTDOWN + 5)

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._backend.state.reachable:
                self._stop.wait(0.1)
                continue
            try:
                self._do_next()
            except StoreWriteError as error:
                # The disk does not take the job's state: nothing may be sent before it does.
                log.exception("the queue stops")
                self._pause_after(error)
                self._stop.wait(5)

    def _do_next(self) -> None:
        lost = self._desk.claim_unknown(self._backend.url, self._known)
        if lost is not None:
            self._find(lost)
            return
        loaded = self._loaded or Loaded(self._backend.state.checkpoint)
        job = self._desk.claim(self._backend.url, loaded)
        if job is None:
            self._desk.wait(1.0)
            return
        try:
            self._do(job)
        except Exception as error:  # noqa: BLE001  one broken job must not stop the queue
            log.exception("job %s", job.id)
            self._desk.fail(job, f"Booru Studio itself failed here ({error!r}): see the log.")

    def _do(self, job: Job) -> None:
        before = self._loaded or Loaded(self._backend.state.checkpoint)
        errand = self._prepare(job)
        if errand is None:
            return
        request = errand.request
        if errand.knows_task:
            loras = lora_signature(request.prompt)
            self._loaded = Loaded(request.checkpoint or before.checkpoint, loras)
        outcome = self._watch(job, self._send(job, errand), errand.knows_task)
        if outcome is None:
            return
        try:
            reply = outcome.result()
        except WebUiError as error:
            self._take_fault(job, error)
        else:
            self._take_reply(job, errand, reply)

    def _prepare(self, job: Job) -> _Errand | None:
        """Approve the job as it is on disk, and fit it to the WebUI; None where it ends here."""
        capabilities = self._backend.state.capabilities
        if capabilities is None:
            self._desk.put_back(job, "The WebUI has not been asked yet.", counts=False)
            return None
        try:
            request = Txt2ImgRequest.from_json(job.request)
            rating = Rating.parse(job.source_rating) if job.source_rating else None
            approved = approve(request, self._policy, rating)
            if job.upscale:
                return self._enlarging(job, job.upscale, approved, capabilities)
            return self._painting(job, approved, capabilities)
        except UnknownChoiceError as error:
            if set(self._known) - {self._backend.url, *job.refused_by}:
                why = str(error)
                self._desk.put_back(job, why, counts=False, refused_by=self._backend.url)
            else:
                self._desk.fail(job, str(error))
        except (BlockedContentError, InvalidInputError, StoreReadError) as error:
            self._desk.fail(job, str(error))
        return None

    def _painting(
        self, job: Job, approved: ApprovedRequest, capabilities: Capabilities
    ) -> _Errand:
        payload = txt2img_payload(approved, capabilities, job.task_id)
        client = self._backend.client
        return _Errand(
            lambda: client.txt2img(payload, approved.request),
            approved.request,
            payload.warnings,
            approved.request.batch_size,
            knows_task=True,
        )

    def _enlarging(
        self, job: Job, upscale: Upscale, approved: ApprovedRequest, capabilities: Capabilities
    ) -> _Errand:
        picture = self._images.read(upscale.image)
        payload = upscale_payload(approved, picture, upscale, capabilities)
        client = self._backend.client
        return _Errand(
            lambda: client.upscale(payload, approved, job.task_id),
            approved.request,
            (),
            1,
            knows_task=False,
        )

    def _send(self, job: Job, errand: _Errand) -> Future[Txt2ImgReply]:
        future: Future[Txt2ImgReply] = Future()

        def send() -> None:
            try:
                future.set_result(errand.send())
            except BaseException as error:  # noqa: BLE001  handed on to who waits for it
                future.set_exception(error)

        threading.Thread(target=send, name=f"send {job.task_id}", daemon=True).start()
        return future

    def _watch(
        self, job: Job, sent: Future[Txt2ImgReply], knows_task: bool
    ) -> Future[Txt2ImgReply] | None:
        """Wait for the reply, reporting progress; None where the reply is not waited for."""
        silent = 0
        begun = self._clock()
        stop_at: float | None = None
        while not sent.done():
            _settle(sent, min(FIRST_POLL + 0.1 * (self._clock() - begun), LAST_POLL))
            if sent.done():
                break
            if self._stop.is_set():
                stop_at = stop_at or self._clock() + SHUTDOWN
                if self._clock() > stop_at:
                    self._desk.lose_sight(job, "Booru Studio was stopped while this job ran.")
                    return None
            if not self._desk.is_current(job):
                self._interrupt(job)
                continue
            silent = 0 if not knows_task or self._report(job) else silent + 1
            if silent >= SILENT_POLLS:
                self._desk.lose_sight(job, "The WebUI no longer knows of this job.")
                self._backend.client.abandon(job.task_id)
                return None
        return sent

    def _report(self, job: Job) -> bool:
        """Take over the progress; False where the WebUI does not know the task."""
        before = self._desk.live(job)
        try:
            progress = self._backend.client.progress(
                job.task_id, wants_preview=True, preview_id=before.preview_number
            )
        except WebUiError:
            return True  # whether it is still there shows in the reply or its absence
        self._desk.report(
            job,
            Live(
                fraction=max(progress.fraction or 0.0, before.fraction),
                eta=progress.eta,
                text=progress.textinfo or "",
                preview=progress.preview or before.preview,
                preview_number=progress.preview_id if progress.preview else before.preview_number,
            ),
        )
        is_known = progress.active or progress.queued or progress.completed
        return is_known or not progress.is_certain

    def _interrupt(self, job: Job) -> None:
        try:
            self._backend.client.interrupt(job.task_id)
        except WebUiError as error:
            log.info("job %s could not be stopped on the WebUI: %s", job.id, error)

    def _take_reply(self, job: Job, errand: _Errand, reply: Txt2ImgReply) -> None:
        if not self._desk.is_current(job):
            return  # cancelled meanwhile
        was_stopped = errand.knows_task and self._was_stopped_there()
        if reply.is_short and not was_stopped:
            came = f"{len(reply.images)} of {errand.pictures} pictures came."
            self._desk.put_back(job, f"The WebUI stopped early: {came}", counts=True)
            return
        try:
            images = self._save(job, reply)
        except StoreWriteError as error:
            self._desk.put_back(job, str(error), counts=False)
            self._pause_after(error)
            return
        if was_stopped:
            sentence = str(WebUiInterruptedError(url=self._backend.url))
            self._desk.interrupted(job, sentence, images)
        else:
            self._desk.complete(job, images, (*errand.warnings, *reply.warnings))

    def _was_stopped_there(self) -> bool:
        """Say whether somebody stopped the job on the WebUI's page: its reply does not tell."""
        try:
            return self._backend.client.was_interrupted()
        except WebUiError:
            return False

    def _save(self, job: Job, reply: Txt2ImgReply) -> list[JobImage]:
        return [
            JobImage(
                self._images.save(
                    name, stamp(image.data, Provenance.of(job), image.infotext), image.extension
                ),
                image.seed,
                image.width,
                image.height,
                image.infotext,
            )
            for name, image in zip(job.names, reply.images, strict=False)
        ]

    def _take_fault(self, job: Job, error: WebUiError) -> None:
        """Decide what a fault means for the job, and for the queue."""
        match error:
            case WebUiNotReachableError():
                self._backend.mark_unreachable(error)
                self._desk.put_back(job, str(error), counts=False)
            case WebUiAuthError() | WebUiApiDisabledError():
                self._backend.mark_unreachable(error)
                self._desk.put_back(job, str(error), counts=False)
                self._pause_after(error)
            case WebUiOutcomeUnknownError():
                self._desk.lose_sight(job, str(error))
            case WebUiBusyError():
                self._desk.put_back(job, str(error), counts=False)
                self._stop.wait(min(float(error.retry_after or 1.0), 60.0))
            case WebUiOutOfMemoryError():
                self._desk.fail(job, str(error))
                self._pause_after(error)
            case WebUiReplyError():
                self._desk.put_back(job, str(error), counts=True)
            case WebUiFailedError() | WebUiRejectedError():
                self._desk.fail(job, str(error))
            case _:
                self._desk.fail(job, str(error))

    def _pause_after(self, error: BooruStudioError) -> None:
        self._desk.pause(f"The queue paused itself. {error}")

    def _find(self, job: Job) -> None:
        """Ask for a job by its task id until it is known to run, to be over, or to be lost."""
        missing = 0
        while not self._stop.is_set():
            if not self._desk.is_current(job):
                self._interrupt(job)
                return
            try:
                progress = self._backend.client.progress(job.task_id)
            except WebUiError as error:
                self._backend.mark_unreachable(error)
                return  # asked again when it is back
            if progress.completed:
                break
            missing = 0 if progress.active or progress.queued else missing + 1
            if missing >= LOST_POLLS:
                break
            self._stop.wait(LOST_PAUSE)
        else:
            return
        self._desk.put_back(job, job.error or "Its pictures did not arrive.", counts=True)


def _settle(sent: Future[Txt2ImgReply], seconds: float) -> None:
    """Wait for the reply, but no longer than `seconds`."""
    done = threading.Event()
    sent.add_done_callback(lambda _: done.set())
    done.wait(seconds)
