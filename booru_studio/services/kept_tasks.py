"""Jobs that a WebUI's own queue keeps: handed over once, found there again after any break."""

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import Job
from booru_studio.services.job_desk import JobDesk
from booru_studio.webui.agent_scheduler import AgentSchedulerClient
from booru_studio.webui.payloads import Txt2ImgPayload
from booru_studio.webui.replies import Txt2ImgReply


def hand_over(
    desk: JobDesk,
    client: AgentSchedulerClient,
    job: Job,
    payload: Txt2ImgPayload,
    request: Txt2ImgRequest,
) -> Txt2ImgReply:
    """Send a job unless it is there already, and wait for its pictures.

    Raises:
        WebUiError: as `AgentSchedulerClient.enqueue` and `collect` do.
        StoreWriteError: it was sent, and that could not be written down; `take_up` finds it.
    """
    task = job.server_task
    if not task:
        task = client.enqueue(payload)
        desk.note_server_task(job, task)
    return client.collect(task, payload, request)


def take_up(desk: JobDesk, client: AgentSchedulerClient, job: Job) -> Job | None:
    """Have a lost job run on where the WebUI still has it; else queue it again.

    Returns:
        The running job; None where it was queued again or ended meanwhile.

    Raises:
        WebUiError: the WebUI does not say; the job stays lost.
    """
    task = client.find_task(job.task_id, job.server_task)
    if task:
        return desk.take_up(job, task)
    why = job.error or "The WebUI's queue does not have this job."
    desk.put_back(job, why, counts=True)
    return None
