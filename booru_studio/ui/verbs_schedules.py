"""What the Jobs tab's own buttons do with schedules, beside the endpoints."""

from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.errors import InvalidInputError
from booru_studio.ui.arguments import text, whole


class ScheduleVerbs:
    """Public methods are offered to the page alone, by their names in `SCHEDULE_VERBS`."""

    _services: Services

    def schedule_choices(self) -> dict[str, Any]:
        """Show what can be scheduled, and which presets, sites and interrogators there are."""
        services = self._services
        return {
            "actions": services.scheduler.actions(),
            "presets": services.presets.names(),
            "boorus": [
                {"name": booru.name, "label": booru.label} for booru in services.boorus.values()
            ],
            "interrogators": [
                {"name": each["name"], "label": each["label"]}
                for each in services.interrogations.describe()["interrogators"]
            ],
        }

    def run_schedule(self, schedule_id: str) -> dict[str, Any]:
        """Run a schedule now, whatever the time is."""
        return self._services.scheduler.run_now(text("schedule_id", schedule_id))

    def enable_schedule(self, schedule_id: str, enabled: bool) -> dict[str, Any]:
        """Have a schedule run when it is due, or no more."""
        values = {"id": text("schedule_id", schedule_id), "enabled": enabled is True}
        return self._services.scheduler.save_schedule(values)

    def schedule_job(
        self, job_id: str, schedule: dict[str, Any], count: int = 1, new_seed: bool = True
    ) -> dict[str, Any]:
        """Schedule a job to be queued again, as its template where it has one.

        `schedule` holds name and times as for `/save_schedule`.
        """
        if not isinstance(schedule, dict):
            raise InvalidInputError(reason="The schedule is no object: give its fields by name.")
        job = self._services.queue.job(text("job_id", job_id))
        request = dict(job.request)
        if job.template:
            request.pop("prompt", None)
            request["template"] = job.template
        if new_seed is True:
            request["seed"] = -1
        args = {"request": request, "count": whole("count", count, 1, 2000)}
        values = {**schedule, "action": "queue_batch", "args": args}
        return self._services.scheduler.save_schedule(values)


SCHEDULE_VERBS = ("schedule_choices", "run_schedule", "enable_schedule", "schedule_job")
