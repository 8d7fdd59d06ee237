"""What the Agent Scheduler extension is sent and answers, in plain shapes.

Routes and shapes: `agent_scheduler/api.py` and `models.py` of
https://github.com/ArtVentureX/sd-webui-agent-scheduler.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from booru_studio.domain.infotext import parse_infotext
from booru_studio.webui.payloads import Txt2ImgPayload

AGENT = "/agent-scheduler/v1"
QUEUE = f"{AGENT}/queue"

WAITS, RUNS, DONE, FAILED = "pending", "running", "done", "failed"
INTERRUPTED = "interrupted"
_STATES = (WAITS, RUNS, DONE, FAILED, INTERRUPTED)


@dataclass(frozen=True, slots=True)
class AgentTask:
    """A task in the extension's queue; `our_id` is the `force_task_id` it was sent with."""

    id: str
    status: str
    result: str  # of a failed one: what went wrong
    our_id: str

    @classmethod
    def from_json(cls, values: object) -> Self | None:
        """Read a TaskModel; None where it is none."""
        if not isinstance(values, Mapping) or not isinstance(values.get("id"), str):
            return None
        status = str(values.get("status") or "")
        # Some Pythons write a member of an enumeration with its class before it.
        status = status.rpartition(".")[2].lower()
        if status not in _STATES:
            return None
        parameters = values.get("params")
        ours = parameters.get("force_task_id") if isinstance(parameters, Mapping) else ""
        return cls(values["id"], status, str(values.get("result") or ""), str(ours or ""))

    @property
    def is_over(self) -> bool:
        return self.status in (DONE, FAILED, INTERRUPTED)


def queue_body(payload: Txt2ImgPayload) -> dict[str, Any]:
    """Make the body of a task: the txt2img request, and the model under names of its own.

    The extension hands out pictures that were saved on its disk, so they have to be.
    """
    settings = dict(payload.json.get("override_settings") or {})
    # A grid among the saved pictures could not be told from them.
    settings |= {"grid_save": False, "return_grid": False}
    body = {
        **payload.json,
        "override_settings": settings,
        "send_images": False,
        "save_images": True,
        "do_not_save_samples": False,
        "do_not_save_grid": True,
    }
    chosen = {"checkpoint": "sd_model_checkpoint", "vae": "sd_vae"}
    return body | {name: settings[key] for name, key in chosen.items() if settings.get(key)}


def reply_body(results: object, batch_size: int) -> dict[str, Any]:
    """Bring a task's results into the form of a txt2img answer."""
    if isinstance(results, Mapping):
        results = results.get("data")
    entries = [entry for entry in results or () if isinstance(entry, Mapping)] if isinstance(
        results, list
    ) else []  # fmt: skip
    texts = [str(entry.get("infotext") or "") for entry in entries]
    info: dict[str, Any] = {"infotexts": texts}
    seeds = [parse_infotext(text).settings.get("Seed", "") for text in texts[:batch_size]]
    if all(seed.isascii() and seed.isdigit() for seed in seeds):
        info["all_seeds"] = [int(seed) for seed in seeds]
    return {"images": [entry.get("image") for entry in entries], "info": info}
