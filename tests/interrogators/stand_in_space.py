"""A Hugging Face Space on loopback: Gradio's HTTP API by hand, so that it can misbehave."""

import json
import threading

from booru_studio.demo.server import LoopbackServer, RawReply, Reply, html_reply, json_reply

PREFIX = "/gradio_api"
MUTE = "has not enabled verbose error reporting"


def label(**confidences):
    """A Label's value; without entries Gradio sends an empty object."""
    rows = [{"label": name, "confidence": score} for name, score in confidences.items()]
    return {"label": rows[0]["label"], "confidences": rows} if rows else {}


def parameter(component, name, label, default=None, *, kind=None, required=False):
    return {
        "component": component, "parameter_name": name, "label": label,
        "parameter_has_default": not required, "parameter_default": default,
        "type": kind or {"type": "string"}, "python_type": {"type": "str", "description": ""},
    }  # fmt: skip


def gives(component, label):
    return {"component": component, "label": label, "type": {}, "python_type": {"type": "str"}}


IMAGE = parameter("Image", "image", "Input", required=True)
UNIT = {"type": "number", "description": "numeric value between 0 and 1"}
WD = {
    "parameters": [
        IMAGE,
        parameter("Dropdown", "model_repo", "Model", "SmilingWolf/wd-swinv2-tagger-v3"),
        parameter("Slider", "general_thresh", "General Tags Threshold", 0.35, kind=UNIT),
        parameter("Checkbox", "general_mcut_enabled", "Use MCut threshold", True),
        parameter("Slider", "character_thresh", "Character Tags Threshold", 0.85, kind=UNIT),
        parameter("Checkbox", "character_mcut_enabled", "Use MCut threshold", True),
    ],
    "returns": [
        gives("Textbox", "Output (string)"), gives("Label", "Rating"),
        gives("Label", "Output (characters)"), gives("Label", "Output (tags)"),
    ],
}  # fmt: skip
WD_ANSWER = [
    "long hair, smile",
    label(general=0.9, sensitive=0.08, questionable=0.02, explicit=0.01),
    label(**{"ada (garden)": 0.93}),
    label(**{"long hair": 0.98, "smile": 0.4, "^_^": 0.2, "sky": 0.02}),
]
HYSTS = {
    "parameters": [IMAGE, parameter("Slider", "score_threshold", "Threshold", 0.5, kind=UNIT)],
    "returns": [gives("Label", "Output"), gives("JSON", "JSON"), gives("Textbox", "Text")],
}
_SEEN = {"long_hair": 0.98, "smile": 0.4, "rating:safe": 0.95, "rating:explicit": 0.01}
HYSTS_ANSWER = [label(**_SEEN), _SEEN, "long_hair, smile"]


class StandInSpace(LoopbackServer):
    """A Gradio app with one function; what goes wrong is set before it is asked.

    Args:
        function: what it takes and gives, as `/info` tells it.
        answer: what it gives.
    """

    def __init__(self, function=WD, answer=WD_ANSWER):
        super().__init__()
        self.function, self.given = function, answer
        self.asleep = 0  # how often it says that it is starting
        self.error = None  # (message or None,) that the function raises
        self.instead = {}  # path -> Reply
        self.hangs = ""  # the path that says nothing
        self.points_to = ""  # another host, in its configuration
        self.uploads, self.handed, self.cancelled = [], [], threading.Event()

    @property
    def tokens(self):
        """Every credential that came, in any header."""
        heads = ("authorization", "x-hf-authorization", "cookie")
        return {call.headers[head] for call in self.calls for head in heads if head in call.headers}

    def answer(self, call):
        path = call.path.removeprefix(PREFIX)
        if path == self.hangs:
            self.stopping.wait(30)
        if path in self.instead:
            return self.instead[path]
        if path == "/config" and self.asleep:
            self.asleep -= 1
            return html_reply("<h1>Your Space is starting</h1>", 503)
        routes = {
            "/config": self._config, "/info": self._info, "/upload": self._upload,
            "/queue/join": self._join, "/queue/data": self._data, "/cancel": self._cancel,
        }  # fmt: skip
        handle = routes.get(path)
        return handle(call) if handle else json_reply({"detail": "Not Found"}, 404)

    def _config(self, _call):
        parts = self.function["parameters"] + self.function["returns"]
        kinds = [part["component"].lower() for part in parts]
        count = len(self.function["parameters"])
        return json_reply({
            "version": "6.31.0", "protocol": "sse_v3", "connect_heartbeat": False,
            "api_prefix": self.points_to or PREFIX,
            "components": [
                {"id": number, "type": kind, "props": {}, "skip_api": False}
                for number, kind in enumerate(kinds)
            ],
            "dependencies": [{
                "id": 0, "api_name": "predict", "api_visibility": "public", "backend_fn": True,
                "inputs": list(range(count)), "outputs": list(range(count, len(kinds))),
            }],
        })  # fmt: skip

    def _info(self, _call):
        return json_reply({"named_endpoints": {"/predict": self.function}, "unnamed_endpoints": {}})

    def _upload(self, call):
        self.uploads.append(call.body)
        return json_reply(["tmp/picture.png"])

    def _join(self, call):
        self.handed = call.json["data"]
        return json_reply({"event_id": "e1"})

    def _data(self, _call):
        output = {"data": self.given}
        if self.error is not None:
            output = {"error": self.error[0]}
        done = {
            "msg": "process_completed", "event_id": "e1", "output": output,
            "success": self.error is None,
        }  # fmt: skip
        events = [{"msg": "process_starts", "event_id": "e1"}, done, {"msg": "close_stream"}]
        body = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
        return Reply(200, body.encode(), "text/event-stream")

    def _cancel(self, _call):
        self.cancelled.set()
        return json_reply({"success": True})


def cut(_connection):
    """Close a connection without a word."""


CUT = RawReply(cut)
