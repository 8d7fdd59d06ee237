"""The WebUIs, the saved defaults, and what runs by the clock."""

from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.ui.arguments import text
from booru_studio.ui.shapes import backend_json

FIRST_LOOK = 5.0  # seconds that /webui waits for a first probe in progress


class SettingsEndpoints:
    """One public method for each endpoint; its name is the endpoint's."""

    _services: Services

    def webui(self) -> dict[str, Any]:
        """Tell which WebUIs there are and what is known of each."""
        return {
            "backends": [
                backend_json(backend.wait_first(FIRST_LOOK)) for backend in self._services.backends
            ]
        }

    def webui_options(self) -> dict[str, Any]:
        """Show the WebUI's checkpoint, VAE and interrogation threshold, and what there is."""
        return self._services.webui_settings.options()

    def set_webui_options(self, values: dict[str, Any]) -> dict[str, Any]:
        """Change the WebUI's checkpoint, VAE or interrogation threshold for everybody.

        Args:
            values: sd_model_checkpoint, sd_vae or interrogate_deepbooru_score_threshold.
        """
        return self._services.webui_settings.set_options(values)

    def refresh(self, what: str) -> dict[str, Any]:
        """Read `checkpoints`, `loras`, `wildcards` or `tags` anew.

        Args:
            what: checkpoints, loras, wildcards or tags.
        """
        return {"counts": self._services.webui_settings.refresh(text("what", what))}

    def defaults(self) -> dict[str, Any]:
        """Show the saved defaults."""
        return {"values": self._services.defaults.values()}

    def save_defaults(self, values: dict[str, Any]) -> dict[str, Any]:
        """Save defaults by name; the others stay.

        Args:
            values: append, remove, interrogator, request and others, as /defaults shows them.
        """
        return {"values": self._services.defaults.save(values)}

    def schedules(self) -> dict[str, Any]:
        """List what runs by the clock, with its last result and next time."""
        return self._services.scheduler.schedules()

    def save_schedule(self, schedule: dict[str, Any]) -> dict[str, Any]:
        """Make a schedule, or change the one of the same `id`.

        Args:
            schedule: name, action, args and when: unit, every, at; with an id it is changed.
        """
        return self._services.scheduler.save_schedule(schedule)

    def delete_schedule(self, schedule_id: str) -> dict[str, Any]:
        """Delete a schedule.

        Args:
            schedule_id: as /schedules lists it.
        """
        return self._services.scheduler.delete_schedule(text("schedule_id", schedule_id))
