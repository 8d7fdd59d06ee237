"""What the page asks about the WebUIs, beside the endpoints."""

from typing import Any

from booru_studio.services.background import Task
from booru_studio.ui.arguments import text
from booru_studio.ui.endpoints_settings import SettingsEndpoints
from booru_studio.ui.shapes import preset_json

SOON = 0.3  # seconds in which a refresh that waits for nothing is over
LONGEST_WAIT = 2.0  # seconds that a look waits for the end


class WebUiVerbs(SettingsEndpoints):
    """Public methods are offered to the page alone, by their names in `WEBUI_VERBS`."""

    def webui_report(self) -> dict[str, Any]:
        """Tell what each WebUI can and cannot do, and which scripts it has."""
        return {"reports": self._services.webui_report.reports()}

    def webui_styles(self) -> dict[str, Any]:
        """List the styles that are saved on the WebUIs, with their text."""
        styles = self._services.styles.styles()
        return {"styles": [preset_json(styles[name]) for name in sorted(styles)]}

    def begin_refresh(self, what: str) -> dict[str, Any]:
        """Begin to read a list anew, to be followed with `refresh_state`."""
        wanted, settings = text("what", what), self._services.webui_settings
        tasks = self._services.bench.tasks
        task_id = tasks.begin(lambda steps: {"counts": settings.refresh(wanted, steps)})
        return _task_json(tasks.look(task_id, SOON))

    def refresh_state(self, task: str) -> dict[str, Any]:
        """Tell how a refresh stands; waits a moment for its end."""
        return _task_json(self._services.bench.tasks.look(text("task", task), LONGEST_WAIT))

    def cancel_refresh(self, task: str) -> dict[str, Any]:
        """Wait for a refresh no longer; the WebUI may still do it."""
        return _task_json(self._services.bench.tasks.cancel(text("task", task)))


WEBUI_VERBS = (
    "webui_report", "webui_styles", "begin_refresh", "refresh_state", "cancel_refresh",
)  # fmt: skip


def _task_json(task: Task) -> dict[str, Any]:
    return {
        "task": task.id,
        "state": task.state.value,
        "sentence": task.sentence,
        "result": task.result,
        "error": task.error,
    }
