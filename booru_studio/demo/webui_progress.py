"""What the stand-in WebUI tells about running and waiting jobs, with live previews."""

import base64
import threading
import time
from collections.abc import Callable

from booru_studio.demo.painter import paint, png_bytes
from booru_studio.demo.webui_errors import Flavour
from booru_studio.demo.webui_queue import JobBoard, PictureUnderWay, Running
from booru_studio.demo.webui_schema import Field, checked

_PROGRESS_FIELDS = (
    Field("id_task", "str", None),
    Field("id_live_preview", "int", -1, nullable=False),
    Field("live_preview", "bool", True, nullable=False),
)
_PREVIEW_SIDE = 320


class ProgressPages:
    """Answers the progress routes from the job board."""

    def __init__(self, board: JobBoard, clock: Callable[[], float] = time.monotonic) -> None:
        self._board, self._clock = board, clock
        self._last: tuple[tuple[PictureUnderWay, float], str] | None = None
        self._lock = threading.Lock()

    def overall(self, skips_image: bool) -> dict[str, object]:
        """Answer GET /sdapi/v1/progress, which knows no task ids."""
        running = self._board.running()
        is_idle = running.job_count == 0
        return {
            "progress": 0.0 if is_idle else max(0.01, running.progress),
            "eta_relative": 0.0 if is_idle else running.seconds_left(self._clock()),
            "state": {
                "skipped": running.is_skipped,
                "interrupted": running.is_interrupted,
                "stopping_generation": False,
                "job": running.job,
                "job_count": running.job_count,
                "job_timestamp": running.timestamp,
                "job_no": running.job_no,
                "sampling_step": running.step,
                "sampling_steps": running.steps,
            },
            "current_image": None if skips_image or is_idle else self._preview(running),
            "textinfo": None,
        }

    def of_task(self, body: object, flavour: Flavour) -> dict[str, object]:
        """Answer POST /internal/progress."""
        fields = checked(_PROGRESS_FIELDS, body, flavour)
        task_id = fields["id_task"] or ""
        state, running = self._board.state_of(task_id), self._board.running()
        is_active = state == "active"
        preview, preview_id = None, fields["id_live_preview"]
        if is_active and fields["live_preview"] and running.preview_id != preview_id:
            picture = self._preview(running)
            preview = picture and f"data:image/png;base64,{picture}"
            preview_id = running.preview_id if preview else preview_id
        return {
            "active": is_active,
            "queued": state == "queued",
            "completed": state == "completed",
            "progress": running.progress if is_active else None,
            "eta": running.seconds_left(self._clock()) if is_active else None,
            "live_preview": preview,
            "id_live_preview": preview_id if is_active else -1,
            "textinfo": None if is_active else self._waiting_text(task_id),
        }

    def pending(self) -> dict[str, object]:
        """Answer GET /internal/pending-tasks."""
        tasks = self._board.waiting()
        return {"size": len(tasks), "tasks": tasks}

    def _waiting_text(self, task_id: str) -> str:
        waiting = self._board.waiting()
        if task_id in waiting:
            return f"In queue: {waiting.index(task_id) + 1}/{len(waiting)}"
        return "Waiting..."

    def _preview(self, running: Running) -> str | None:
        picture = running.picture
        if picture is None or running.step == 0:
            return None
        share = running.step / max(1, running.steps)
        with self._lock:
            if self._last is None or self._last[0] != (picture, share):
                self._last = ((picture, share), _preview_text(picture, share))
            return self._last[1]


def _preview_text(picture: PictureUnderWay, share: float) -> str:
    shrink = min(1.0, _PREVIEW_SIDE / max(picture.width, picture.height))
    size = (max(1, round(picture.width * shrink)), max(1, round(picture.height * shrink)))
    image = paint(picture.prompt, picture.seed, *size, progress=min(share, 0.99))
    return base64.b64encode(png_bytes(image, None)).decode()
