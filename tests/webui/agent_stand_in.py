"""A stand-in WebUI with the Agent Scheduler extension: its tasks outlive a restart.

Behaves as https://github.com/ArtVentureX/sd-webui-agent-scheduler does: a task that is not there
is a 200 that says so, “running” is never stored, a killed task runs again at the next start, and
pictures come newly packed as data URIs.
"""

import base64
import io
import json
import threading
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from PIL import Image

from booru_studio.demo.server import Call, Reply, json_reply
from booru_studio.demo.webui import StandInWebUi
from booru_studio.demo.webui_errors import GoneError
from booru_studio.demo.webui_routes import Handler
from booru_studio.webui.agent_tasks import AGENT, QUEUE

_MISSING = {"success": False, "message": "Task not found"}


@dataclass
class Task:
    """A task as it is stored."""

    body: dict[str, Any]
    id: str = field(default_factory=lambda: str(uuid4()))
    status: str = "pending"
    result: Any = None

    def model(self, status: str) -> dict[str, Any]:
        params = {key: self.body[key] for key in self.body if key != "alwayson_scripts"}
        result = None if self.result is None else json.dumps(self.result)
        if isinstance(self.result, str):
            result = self.result
        return {
            "id": self.id, "type": "txt2img", "status": status, "params": params,
            "priority": 1, "position": None, "result": result, "bookmarked": False,
        }  # fmt: skip


class AgentStandIn(StandInWebUi):
    """Also answers `/agent-scheduler/v1`.

    `names_running`: as over a WebUI before 1.8, where a task shows as running; later ones paint it
    under its `force_task_id`, which the extension does not look for.
    """

    def __init__(self, *, names_running: bool = False, duration_ms: float = 30) -> None:
        super().__init__(duration_ms=duration_ms)
        self.tasks: dict[str, Task] = {}
        self.painted: list[str] = []  # ids of the tasks as they were begun
        self.paused = False
        self.failures: list[str] = []  # what the next tasks fail with
        self.drops_answers = False  # hangs up on the next task after keeping it
        self._names_running = names_running
        self._current = self._interrupted = ""
        self._wake = threading.Event()
        self._runner: threading.Thread | None = None

    def start(self) -> None:
        super().start()
        kinds = ("txt2img", "img2img")
        routes = [
            *(("POST", f"{QUEUE}/{kind}") for kind in kinds),
            ("GET", f"{AGENT}/queue"),
            ("GET", f"{AGENT}/history"),
        ]
        self._routes = {**self._routes, **dict.fromkeys(routes, lambda _visit: None)}

    def listen_again(self) -> None:
        super().listen_again()
        self._runner = threading.Thread(target=self._run, name="agent-runner", daemon=True)
        self._runner.start()

    def stop_listening(self) -> None:
        super().stop_listening()
        if self._runner is not None:
            self._wake.set()
            self._runner.join(5)
            self._runner = None

    @property
    def is_painting(self) -> bool:
        return bool(self._current)

    def resume(self) -> None:
        self.paused = False
        self._wake.set()

    def _handler(self, call: Call) -> Handler:
        if call.path.startswith(AGENT):
            return lambda _visit: self._agent(call)
        return super()._handler(call)

    def _agent(self, call: Call) -> object:
        if call.path == f"{QUEUE}/txt2img" and call.method == "POST":
            return self._enqueue(call)
        if call.path in (f"{AGENT}/queue", f"{AGENT}/history"):
            return self._list(call)
        kind, _, rest = call.path.removeprefix(AGENT + "/").partition("/")
        task_id, _, what = rest.partition("/")
        if kind != "task" or what not in ("", "position", "results"):
            return json_reply({"detail": "Not Found"}, 404)
        if call.method == "DELETE":
            return self._delete(task_id)
        task = self.tasks.get(task_id)
        if task is None:
            return _MISSING
        if what == "results":
            return self._results(task)
        if what == "position":
            position = 1 if task.status == "pending" else None
            return {"success": True, "data": {"status": task.status, "position": position}}
        return {"success": True, "data": task.model(self._shown(task))}

    def _enqueue(self, call: Call) -> object:
        task = Task(call.json)
        self.tasks[task.id] = task
        self._wake.set()
        if self.drops_answers:
            self.drops_answers = False
            raise GoneError
        return {"task_id": task.id}

    def _list(self, call: Call) -> object:
        waits = call.path.endswith("/queue")
        tasks = [task for task in self.tasks.values() if (task.status == "pending") == waits]
        first, limit = int(call.query.get("offset", 0)), int(call.query.get("limit", 20))
        shown = [task.model(self._shown(task)) for task in tasks[first : first + limit]]
        if not waits:
            return {"tasks": shown, "total": len(tasks)}
        return {
            "current_task_id": self._current or None, "pending_tasks": shown,
            "total_pending_tasks": len(tasks), "paused": self.paused,
        }  # fmt: skip

    def _delete(self, task_id: str) -> object:
        if self._names_running and task_id == self._current:
            self._interrupted = task_id
            self._worked(Call("POST", "/sdapi/v1/interrupt", {}, {}, b""), None)
            return {"success": True, "message": "Task interrupted"}
        self.tasks.pop(task_id, None)
        return {"success": True, "message": "Task deleted"}

    def _results(self, task: Task) -> object:
        if task.status != "done":
            return {"success": False, "message": f"Task is {task.status}"}
        pairs = zip(task.result["images"], task.result["infotexts"], strict=True)
        data = [{"image": _packed(image), "infotext": text} for image, text in pairs]
        return {"success": True, "data": data}

    def _shown(self, task: Task) -> str:
        is_named = self._names_running and task.id == self._current
        return "running" if is_named else task.status

    def _run(self) -> None:
        while not self.stopping.is_set():
            self._wake.clear()
            waiting = [task for task in self.tasks.values() if task.status == "pending"]
            if waiting and not self.paused:
                self._paint(waiting[0])
            else:
                self._wake.wait(0.02)

    def _paint(self, task: Task) -> None:
        self._current, self._interrupted = task.id, ""
        self.painted.append(task.id)
        reply = None if self.failures else self._worked(self._txt2img(task.body), None)
        self._current = ""
        if self.stopping.is_set():
            return  # killed: the task is stored as pending still
        if reply is None:
            task.status, task.result = "failed", self.failures.pop(0)
        elif not isinstance(reply, Reply) or reply.status != 200:
            task.status, task.result = "failed", "it could not be painted"
        elif self._interrupted == task.id:
            task.status = "interrupted"
        else:
            answer = json.loads(reply.body)
            texts = json.loads(answer["info"])["infotexts"]
            task.result = {"images": answer["images"], "infotexts": texts}
            task.status = "done"

    def _txt2img(self, body: dict[str, Any]) -> Call:
        args = {key: body[key] for key in body if key not in ("checkpoint", "vae", "callback_url")}
        # The extension saves them and hands them out itself.
        args |= {"send_images": True, "save_images": False}
        if self._names_running:
            args.pop("force_task_id", None)
        return Call("POST", "/sdapi/v1/txt2img", {}, {}, json.dumps(args).encode())


def _packed(image: str) -> str:
    packed = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(image))) as picture:
        Image.frombytes(picture.mode, picture.size, picture.tobytes()).save(packed, "PNG")
    return "data:image/png;base64," + base64.b64encode(packed.getvalue()).decode()

