"""A plain HTTP server that replays recorded replies of real WebUIs.

The recordings are not part of the project; they lie in `../shared/data/webui` beside some
checkouts. A1111's are whole. Of Forge there are the schema and the lists; its txt2img answers are
A1111's with Forge's version in them.
"""

import json
import threading
from pathlib import Path
from typing import Any

from booru_studio.demo.server import Call, LoopbackServer, Reply, html_reply, json_reply

RECORDINGS = Path(__file__).parents[3] / "shared" / "data" / "webui"
MISSING = "" if RECORDINGS.is_dir() else f"no recorded WebUI replies in {RECORDINGS}"

_VERSIONS = {"a1111": "1.10.1", "forge": "f2.0.1v1.10.1-previous-669-gdfdcbab6"}
_API = "/sdapi/v1/"


class ReplayWebUi(LoopbackServer):
    """Answers like the recorded WebUI of a flavour, whatever it is asked for.

    Of the txt2img recordings it takes the one that fits best: hires fix, LoRA, batch, or plain.
    """

    def __init__(self, flavour: str = "a1111") -> None:
        super().__init__()
        self.version = _VERSIONS[flavour]
        self._folder = RECORDINGS / flavour
        self._done: set[str] = set()
        self._done_lock = threading.Lock()

    def answer(self, call: Call) -> Reply:
        """Answer one call from the recordings."""
        if call.path == "/":
            return html_reply("<!DOCTYPE html><title>Stable Diffusion</title>")
        if call.path == f"{_API}txt2img" and call.method == "POST":
            return self._txt2img(call.json)
        if call.path == "/internal/progress" and call.method == "POST":
            return self._progress(str(call.json.get("id_task")))
        return self._post(call) if call.method == "POST" else self._get(call)

    def _get(self, call: Call) -> Reply:
        name = call.path.removeprefix(_API).strip("/").replace("/", "_")
        file = self._folder / (f"{name}" if name.endswith(".json") else f"{name}.json")
        if not file.is_file() and name == "progress":
            file = RECORDINGS / "a1111" / "progress.json"
        body = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
        if body is None or body == {"detail": "Not Found"}:
            return json_reply({"detail": "Not Found"}, 404)
        return json_reply(body)

    def _post(self, call: Call) -> Reply:
        name = call.path.removeprefix(_API)
        is_recorded = (RECORDINGS / "a1111" / f"POST_{name}.json").is_file()
        return self.recorded(f"POST_{name}") if is_recorded else json_reply(None)

    def _txt2img(self, asked: dict[str, Any]) -> Reply:
        with self._done_lock:
            self._done.add(str(asked.get("force_task_id")))
        if asked.get("enable_hr"):
            name = "POST_txt2img_hr"
        elif "<lora:" in asked.get("prompt", ""):
            name = "POST_txt2img_lora"
        else:
            name = "POST_txt2img_batch_grid" if asked.get("batch_size", 1) > 1 else "POST_txt2img"
        return self.recorded(name)

    def _progress(self, task_id: str) -> Reply:
        with self._done_lock:
            state = "completed" if task_id in self._done else "unknown"
        return self.recorded(f"POST_internal_progress_{state}")

    def recorded(self, name: str) -> Reply:
        """Give one recorded answer: “POST_txt2img_hr”, “ERR_422_type”, …"""
        file = RECORDINGS / "a1111" / f"{name}.json"
        recording = json.loads(file.read_text(encoding="utf-8"))
        body = recording["body"]
        if isinstance(body, dict) and isinstance(body.get("info"), str):
            body["info"] = body["info"].replace(_VERSIONS["a1111"], self.version)
        return json_reply(body, recording["status"])
