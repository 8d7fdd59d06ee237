"""A worker: does the jobs of one WebUI, one at a time, and finds out what became of each.

The worker's thread sends a request and waits for the reply, while another one watches progress,
cancelling and whether the WebUI still knows the task. What a request ends in is one of: pictures,
a fault that sends the job back, a fault that ends it, or silence. After silence the job is
`unknown`, and the WebUI is asked by task id: still at it, then wait; over, then the copies are
taken that it was told to keep; else the job is sent again with the same seed and file names, so
that a picture can be painted twice but never be there twice.
"""

import logging
import threading

from booru_studio.domain.jobs import Job
from booru_studio.domain.loras import lora_signature
from booru_studio.domain.queue_order import Loaded
from booru_studio.errors import (
    BlockedContentError,
    BooruStudioError,
    InvalidInputError,
    PictureFileError,
    StoreReadError,
    StoreWriteError,
    UnknownChoiceError,
    WebUiApiDisabledError,
    WebUiAuthError,
    WebUiBusyError,
    WebUiError,
    WebUiInterruptedError,
    WebUiNotReachableError,
    WebUiOutcomeUnknownError,
    WebUiOutOfMemoryError,
    WebUiReplyError,
)
from booru_studio.services.arrivals import put_away
from booru_studio.services.aside import Aside
from booru_studio.services.backends import Backend
from booru_studio.services.errands import Errand, Errands
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.job_watch import JobWatch, Patience
from booru_studio.services.lost_jobs import LostJobs
from booru_studio.services.picture_sources import PictureSources
from booru_studio.webui.replies import Txt2ImgReply

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0  # seconds between two tries to send a job


class Worker:
    """Takes jobs from the queue to one WebUI and their pictures to the disk."""

    def __init__(
        self,
        desk: JobDesk,
        backend: Backend,
        sources: PictureSources,
        known_backends: tuple[str, ...],
        patience: Patience = Patience(),  # noqa: B008  frozen
    ) -> None:
        self._desk, self._backend, self._images = desk, backend, sources.images
        self._known = known_backends
        self._errands = Errands(backend.client, sources, desk, lambda: backend.keeps_copies)
        self._patience = patience
        self._loaded: Loaded | None = None  # what our last job left in the WebUI's memory
        self._unsent = 0  # jobs in a row that could not be sent
        self._stop = threading.Event()
        self._lost = LostJobs(
            desk, backend, self._errands, sources.images, self._stop, patience
        )
        self._watch = JobWatch(desk, backend.client, self._stop, patience)
        self._aside = Aside(f"ask {backend.url}")
        self._thread = threading.Thread(
            target=self._run, name=f"worker {backend.url}", daemon=True
        )

    def start(self) -> None:
        for part in (self._aside, self._watch, self._thread):
            part.start()

    def stop(self) -> None:
        """Take no further job; a running one is looked up on its WebUI at the next start."""
        self._stop.set()
        self._desk.wake()
        if self._thread.is_alive():
            self._thread.join(timeout=self._patience.shutdown + 5)
        for part in (self._watch, self._aside):
            part.stop()

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._backend.state.reachable:
                self._stop.wait(0.1)
                continue
            try:
                self._do_next()
            except StoreWriteError as error:
                self._wait_for_disk(error)

    def _do_next(self) -> None:
        slot = self._backend.slot
        if not slot.take(self._stop.is_set):
            return
        try:
            has_worked = self._settle_lost() or self._do_waiting()
        finally:
            slot.leave()
        if not has_worked:
            self._desk.wait(1.0)

    def _settle_lost(self) -> bool:
        lost = self._desk.claim_unknown(self._backend.url, self._known)
        taken_up = self._lost.look_up(lost) if lost is not None else None
        if taken_up is not None:
            self._do_on_disk(taken_up)
        return lost is not None

    def _do_waiting(self) -> bool:
        if not self._backend.enabled:
            return False
        loaded = self._loaded or Loaded(self._backend.state.checkpoint)
        job = self._desk.claim(self._backend.url, loaded)
        if job is None:
            return False
        self._do_on_disk(job)
        self._settle_lost()  # the WebUI may still be at it, so the turn is not over
        return True

    def _do_on_disk(self, job: Job) -> None:
        try:
            self._do_or_fail(job)
        except StoreWriteError as error:
            self._wait_for_disk(error, job)

    def _do_or_fail(self, job: Job) -> None:
        try:
            self._do(job)
        except StoreWriteError:
            raise
        except Exception as error:  # noqa: BLE001  one broken job must not stop the queue
            log.exception("job %s", job.id)
            self._desk.fail(job, f"Booru Studio itself failed here ({error!r}): see the log.")

    def _wait_for_disk(self, error: StoreWriteError, job: Job | None = None) -> None:
        """Pause until the disk takes a job's state again: nothing may be sent before it does.

        Args:
            job: a sent one whose end could not be written; it is looked up afterwards.
        """
        log.error("the queue stops: %s", error)
        while not self._stop.is_set():
            try:
                self._pause_after(error)
                if job:
                    self._desk.lose_sight(job, str(error))
                return
            except StoreWriteError:
                self._rest(self._patience.disk)

    def _do(self, job: Job) -> None:
        before = self._loaded or Loaded(self._backend.state.checkpoint)
        errand = self._prepare(job)
        if errand is None:
            return
        request = errand.request
        if errand.knows_task:
            loras = lora_signature(request.prompt)
            self._loaded = Loaded(request.checkpoint or before.checkpoint, loras)
        try:
            reply = self._watch.during(job, errand.send, errand.knows_task)
        except WebUiError as error:
            self._take_fault(job, error)
            return
        if reply is not None:
            self._unsent = 0
            self._take_reply(job, errand, reply)

    def _prepare(self, job: Job) -> Errand | None:
        """Approve the job as it is on disk, and fit it to the WebUI; None where it ends here."""
        capabilities = self._backend.state.capabilities
        if capabilities is None:
            self._desk.put_back(job, "The WebUI has not been asked yet.", counts=False)
            return None
        try:
            return self._errands.make(job, capabilities)
        except UnknownChoiceError as error:
            if set(self._known) - {self._backend.url, *job.refused_by}:
                why = str(error)
                self._desk.put_back(job, why, counts=False, refused_by=self._backend.url)
            else:
                self._desk.fail(job, str(error))
        except (
            BlockedContentError, InvalidInputError, PictureFileError, StoreReadError
        ) as error:  # fmt: skip
            self._desk.fail(job, str(error))
        return None

    def _take_reply(self, job: Job, errand: Errand, reply: Txt2ImgReply) -> None:
        if not self._desk.is_current(job):
            return  # cancelled meanwhile
        # Asked while the pictures are written, since the next job waits for both.
        stopped = self._aside.do(lambda: errand.knows_task and self._was_stopped_there())
        if reply.is_short and not stopped.result():
            came = f"{len(reply.images)} of {errand.pictures} pictures came."
            self._desk.put_back(job, f"The WebUI stopped early: {came}", counts=True)
            return
        try:
            arrived = put_away(self._images, job, reply)
        except StoreWriteError as error:
            self._desk.put_back(job, str(error), counts=False)
            self._pause_after(error)
            return
        if stopped.result():
            sentence = str(WebUiInterruptedError(url=self._backend.url))
            self._desk.interrupted(job, sentence, arrived.images)
        else:
            told = (*errand.warnings, *reply.warnings)
            self._desk.complete(job, arrived.images, told, arrived.extras)

    def _was_stopped_there(self) -> bool:
        """Say whether somebody stopped the job on the WebUI's page: its reply does not tell."""
        try:
            return self._backend.client.was_interrupted()
        except WebUiError:
            return False

    def _take_fault(self, job: Job, error: WebUiError) -> None:
        """Decide what a fault means for the job, and for the queue."""
        match error:
            case WebUiNotReachableError():
                self._backend.mark_unreachable(error)
                self._desk.put_back(job, str(error), counts=False)
                self._back_off()
            case WebUiAuthError() | WebUiApiDisabledError():
                self._backend.mark_unreachable(error)
                self._desk.put_back(job, str(error), counts=False)
                self._pause_after(error)
            case WebUiOutcomeUnknownError():
                self._desk.lose_sight(job, str(error))
            case WebUiBusyError():
                self._desk.put_back(job, str(error), counts=False)
                self._rest(error.retry_after or 1.0)
            case WebUiOutOfMemoryError():
                self._desk.fail(job, str(error))
                self._pause_after(error)
            case WebUiReplyError():
                self._lost.make_up(job, str(error))
            case WebUiInterruptedError():
                self._desk.interrupted(job, str(error))
            case _:
                self._desk.fail(job, str(error))

    def _back_off(self) -> None:
        """Wait: a WebUI may answer questions and yet take no job."""
        self._unsent += 1
        self._rest(self._patience.back_off * 2 ** min(self._unsent, 10))

    def _rest(self, seconds: float) -> None:
        """Wait, which is nobody's turn at the WebUI."""
        self._backend.slot.leave()
        self._stop.wait(min(seconds, LONGEST_WAIT))

    def _pause_after(self, error: BooruStudioError) -> None:
        self._desk.pause(f"The queue paused itself. {error}")
