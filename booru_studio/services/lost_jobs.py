"""Jobs that were sent and whose answer never came: looked up on their WebUI until it is known."""

import threading

from booru_studio.domain.jobs import Job
from booru_studio.errors import StoreWriteError, WebUiError, WebUiReplyError
from booru_studio.services.arrivals import put_away
from booru_studio.services.backends import Backend
from booru_studio.services.errands import Errands
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.job_watch import Patience
from booru_studio.services.kept_tasks import take_up
from booru_studio.storage.images import ImageStore
from booru_studio.webui.agent_scheduler import AgentSchedulerClient
from booru_studio.webui.copies import TAKEN_OVER


class LostJobs:
    """Looks up the lost jobs of one WebUI."""

    def __init__(
        self,
        desk: JobDesk,
        backend: Backend,
        errands: Errands,
        images: ImageStore,
        stop: threading.Event,
        patience: Patience,
    ) -> None:
        self._desk, self._backend, self._errands = desk, backend, errands
        self._images, self._stop, self._patience = images, stop, patience

    def look_up(self, job: Job) -> Job | None:
        """Settle what became of a lost job; return it where it runs on and can be waited for.

        Raises:
            StoreWriteError: it stays lost.
        """
        client = self._backend.client
        if job.upscale or not isinstance(client, AgentSchedulerClient):
            self._find(job)
            return None
        try:
            return take_up(self._desk, client, job)
        except WebUiError as error:
            self._backend.mark_unreachable(error)
            return None  # asked again when it is back

    def make_up(self, job: Job, why: str) -> None:
        """End a job whose answer is lost or spoiled with its WebUI's copies, or send it again.

        Args:
            why: a sentence about what became of the answer.

        Raises:
            StoreWriteError: the disk took neither.
        """
        try:
            is_done = self._take_copies(job)
        except WebUiError as error:
            self._backend.mark_unreachable(error)
            self._desk.lose_sight(job, why)
            return  # asked again when it is back
        except StoreWriteError as error:
            self._desk.put_back(job, str(error), counts=False)
            raise
        if not is_done:
            self._desk.put_back(job, why, counts=True)

    def _find(self, job: Job) -> None:
        """Ask for a job by its task id until it is known to run, to be over, or to be lost."""
        missing = 0
        while not self._stop.is_set():
            try:
                if not self._desk.is_current(job):  # cancelled: it may still wait over there
                    self._backend.client.interrupt(job.task_id)
                progress = self._backend.client.progress(job.task_id)
            except WebUiError as error:
                self._backend.mark_unreachable(error)
                return  # asked again when it is back
            missing = 0 if progress.active or progress.queued else missing + 1
            if progress.completed or missing >= self._patience.lost_looks:
                break
            self._stop.wait(self._patience.lost_pause)
        else:
            return
        self.make_up(job, job.error or "Its pictures did not arrive.")

    def _take_copies(self, job: Job) -> bool:
        """End a job with the pictures its WebUI saved; False where it did not save them all."""
        capabilities = self._backend.state.capabilities
        if capabilities is None or not self._desk.is_current(job):
            return False
        try:
            reply = self._errands.copies(job, capabilities)
        except WebUiReplyError:  # a copy is damaged
            return False
        if reply is None:
            return False
        arrived = put_away(self._images, job, reply)
        return self._desk.complete(job, arrived.images, (TAKEN_OVER, *reply.warnings))
