"""A call of each endpoint as a person copies it: Python with gradio_client, and curl."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FILE = "picture.png"  # what stands for a picture of the reader's own
POST, JOB, SCHEDULE = "danbooru:7000000", "JOB_ID", "SCHEDULE_ID"
CHARACTER = "hatsune_miku"


@dataclass(frozen=True, slots=True)
class Example:
    """One call; an argument that is `FILE` is a file to be uploaded."""

    endpoint: str
    arguments: Mapping[str, Any]

    def python(self) -> str:
        """Write the call with `studio`, a gradio_client.Client."""
        given = [f"{name}={_literal(value)}" for name, value in self.arguments.items()]
        given.append(f'api_name="/{self.endpoint}"')
        return f"studio.predict({', '.join(given)})"

    def curl(self) -> str:
        """Write the call for a shell where `$STUDIO` is the app's address.

        The first line begins the call, the last one waits for its answer.
        """
        route = f'"$STUDIO/gradio_api/call/v2/{self.endpoint}'
        body, upload = json.dumps(self.arguments), ""
        sent = shlex.quote(body)
        if FILE in self.arguments.values():
            upload = (
                f'FILE=$(curl -s -F files=@{FILE} "$STUDIO/gradio_api/upload" '
                "| cut -d'\"' -f2)\n"
            )
            file = '{"path": "\'"$FILE"\'", "meta": {"_type": "gradio.FileData"}}'
            sent = sent.replace(json.dumps(FILE), file)
        return (
            f"{upload}CALL=$(curl -s {route}\" -H 'Content-Type: application/json' \\\n"
            f"  -d {sent} | cut -d'\"' -f4)\n"
            f'curl -sN {route}/$CALL"'
        )


_REQUEST = {"prompt": "a lighthouse at dusk, scenery", "steps": 20, "width": 832, "height": 1216}
_TEMPLATE = "{spring|autumn} forest, __weather__"
_SCHEDULE = {
    "name": "Every night", "action": "queue_batch", "unit": "days", "at": "03:00",
    "args": {"request": _REQUEST, "count": 4},
}  # fmt: skip

EXAMPLES = (
    Example("recreate", {"post": POST, "append": "night", "remove": "*_background"}),
    Example("recreate_tag", {"tags": "scenery", "count": 2, "min_quality": 50}),
    Example("recreate_image", {"image": FILE, "append": "night"}),
    Example("submit", {"request": _REQUEST, "count": 2}),
    Example("jobs", {"state": "done", "limit": 10}),
    Example("job", {"job_id": JOB}),
    Example("cancel", {"job_id": JOB}),
    Example("retry", {"job_id": JOB, "changes": {"steps": 30, "seed": -1}}),
    Example("upscale", {"job_id": JOB, "images": [0], "scale": 2.0}),
    Example("pause_queue", {}),
    Example("resume_queue", {}),
    Example("expand", {"template": _TEMPLATE, "count": 3, "seed": 1}),
    Example("prompt_tree", {"template": _TEMPLATE}),
    Example("autocomplete", {"text": "1girl, long ha", "caret": 14}),
    Example("random_loras", {"options": {"count": 2}, "seed": 1}),
    Example("generate_lora_wildcard", {"pattern": "*", "write": False}),
    Example("interrogate", {"image": FILE, "general_threshold": 0.35}),
    Example("interrogators", {}),
    Example("posts", {"tags": "scenery", "booru": "danbooru", "limit": 5}),
    Example("trending_characters", {"gender": "girl", "days": 3, "limit": 10}),
    Example("popular_tags", {"limit": 10}),
    Example("popular_characters", {"limit": 10, "gender": "boy"}),
    Example("characters_for_tag", {"tag": "glasses", "limit": 10}),
    Example("classify_character", {"character": CHARACTER}),
    Example("defaults", {}),
    Example("save_defaults", {"values": {"append": "night"}}),
    Example("schedules", {}),
    Example("save_schedule", {"schedule": _SCHEDULE}),
    Example("delete_schedule", {"schedule_id": SCHEDULE}),
    Example("webui", {}),
    Example("webui_options", {}),
    Example("set_webui_options", {"values": {"sd_vae": "Automatic"}}),
    Example("refresh", {"what": "wildcards"}),
)


def beginning(address: str, *, with_login: bool) -> dict[str, str]:
    """Return the lines that every call needs once before it, by language."""
    auth = ', auth=("USER", "PASSWORD")' if with_login else ""
    lines = [
        "from gradio_client import Client, handle_file", "", f'studio = Client("{address}"{auth})'
    ]  # fmt: skip
    shell = f"STUDIO={shlex.quote(address)}"
    if with_login:
        shell += "\ncurl() { command curl -u USER:PASSWORD \"$@\"; }"
    return {"python": "\n".join(lines), "curl": shell}


def _literal(value: object) -> str:
    return f'handle_file("{FILE}")' if value == FILE else _quoted(value)


def _quoted(value: object) -> str:
    """Write a value as Python, texts with the quotes that this file has."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        pairs = (f"{_quoted(key)}: {_quoted(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_quoted, value)) + "]"
    return repr(value)
