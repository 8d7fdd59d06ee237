"""Jobs made ready for one WebUI: approved as they lie on disk, and fitted to what it has."""

from collections.abc import Callable
from dataclasses import dataclass

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import Job, Upscale
from booru_studio.domain.posts import Rating
from booru_studio.domain.safety import ApprovedRequest, approve
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.kept_tasks import hand_over
from booru_studio.services.late_choices import LateChoices
from booru_studio.services.picture_sources import PictureSources
from booru_studio.webui.agent_scheduler import AgentSchedulerClient
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.copies import fetch_copies
from booru_studio.webui.payloads import txt2img_payload
from booru_studio.webui.replies import Txt2ImgReply
from booru_studio.webui.upscaling import upscale_payload


@dataclass(frozen=True, slots=True)
class Errand:
    """A job that is ready to be sent."""

    send: Callable[[], Txt2ImgReply]
    request: Txt2ImgRequest
    warnings: tuple[str, ...]
    pictures: int  # how many are to come
    knows_task: bool  # whether the WebUI can be asked about it by task id


class Errands:
    """Makes jobs ready for one WebUI."""

    def __init__(
        self,
        client: WebUiClient,
        sources: PictureSources,
        desk: JobDesk,
        keeps_copies: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take the WebUI.

        Args:
            keeps_copies: whether it shall save what it paints, to make up for lost answers.
        """
        self._client, self._sources, self._desk = client, sources, desk
        self._keeps_copies = keeps_copies
        self._late = LateChoices(client)

    def make(self, job: Job, capabilities: Capabilities) -> Errand:
        """Make a job ready; nothing is sent yet. It may wait for a job that runs there.

        Raises:
            BlockedContentError, InvalidInputError: what lies on disk may not be sent.
            StoreReadError, PictureFileError: the picture it begins with is gone or broken.
            UnknownChoiceError: the WebUI lacks what the job needs.
        """
        request = self._sources.admit(Txt2ImgRequest.from_json(job.request))
        rating = Rating.parse(job.source_rating) if job.source_rating else None
        approved = approve(request, self._sources.policy, rating)
        if job.upscale:
            return self._enlarging(job, job.upscale, approved, capabilities)
        return self._painting(job, approved, capabilities)

    def copies(self, job: Job, capabilities: Capabilities) -> Txt2ImgReply | None:
        """Fetch the pictures of a lost job that its WebUI saved; None where it has not them all.

        Raises:
            WebUiError: it does not answer, or a copy is damaged.
        """
        if not self._wants_copies(job):
            return None
        request = Txt2ImgRequest.from_json(job.request)
        return fetch_copies(self._client.transport, capabilities, job.task_id, request)

    def _wants_copies(self, job: Job) -> bool:
        keeps_itself = isinstance(self._client, AgentSchedulerClient)
        return self._keeps_copies() and not keeps_itself and job.upscale is None

    def _painting(
        self, job: Job, approved: ApprovedRequest, capabilities: Capabilities
    ) -> Errand:
        client, request = self._client, approved.request
        payload = self._late.fit(
            lambda known: txt2img_payload(
                approved, known, job.task_id, self._sources.read,
                keeps_copies=self._wants_copies(job),
            ),  # fmt: skip
            request,
            capabilities,
        )
        client.prime(payload)

        def send() -> Txt2ImgReply:
            if isinstance(client, AgentSchedulerClient):
                return hand_over(self._desk, client, job, payload, request)
            return client.txt2img(payload, request)

        return Errand(
            send,
            approved.request,
            payload.warnings,
            approved.request.batch_size,
            knows_task=True,
        )

    def _enlarging(
        self, job: Job, upscale: Upscale, approved: ApprovedRequest, capabilities: Capabilities
    ) -> Errand:
        picture = self._sources.read(upscale.image)
        payload = upscale_payload(approved, picture, upscale, capabilities)
        return Errand(
            lambda: self._client.upscale(payload, approved, job.task_id),
            approved.request,
            (),
            1,
            knows_task=False,
        )
