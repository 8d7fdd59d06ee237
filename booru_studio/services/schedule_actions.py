"""What a schedule can do: actions by name, and those that the queue and the WebUIs need.

Another action is one more object of the shape of `Action` in the list the scheduler is given;
for a task without arguments `TaskAction` is enough.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.json_fields import read_object, read_plain_object, read_text, read_whole
from booru_studio.errors import InvalidInputError, WebUiError
from booru_studio.services.backends import Backend
from booru_studio.storage.backups import JobBackups
from booru_studio.webui.refreshing import Refreshable

MOST_JOBS = 2000  # in one run

Args = Mapping[str, Any]


class Action(Protocol):
    """Something that can be scheduled."""

    @property
    def name(self) -> str:
        """What the file and the endpoints call it; never changes."""

    @property
    def label(self) -> str:
        """What people read."""

    @property
    def background(self) -> bool:
        """Whether it takes longer than milliseconds, and so runs in a thread of its own."""

    def check(self, args: Args) -> dict[str, Any]:
        """Return the arguments as they are to be kept.

        Raises:
            InvalidInputError: there are none like these.
        """

    def run(self, args: Args) -> str:
        """Do it, and tell what was done in one sentence.

        Args:
            args: as `check` returned them, and `schedule_id`, the id of the schedule.

        Raises:
            BooruStudioError: its sentence is then the result.
        """


@dataclass(frozen=True, slots=True)
class TaskAction:
    """An action without arguments."""

    name: str
    label: str
    work: Callable[[], str]  # returns the sentence that tells what was done
    background: bool = True

    def check(self, args: Args) -> dict[str, Any]:
        if args:
            raise InvalidInputError(reason=f"{self.name} takes no arguments: leave args empty.")
        return {}

    def run(self, args: Args) -> str:  # noqa: ARG002  an action without arguments
        return self.work()


@dataclass(frozen=True, slots=True)
class QueueBatch:
    """Queues jobs of one request, or of a preset as it is when the time comes.

    `args`: `request` as for `/submit`, or `preset`, a name; and `count` jobs.
    """

    submit: Callable[[dict[str, Any], int], Sequence[str]]
    preset_request: Callable[[str], dict[str, Any]]  # fails for a name that is none
    name: str = "queue_batch"
    label: str = "Queue a batch"
    background: bool = False

    def check(self, args: Args) -> dict[str, Any]:
        fields = read_object(args, "args", ("request", "preset", "count"))
        request = read_plain_object(fields, "request")
        preset = read_text(fields, "preset", most=200).strip()
        count = read_whole(fields, "count", 1, 1, MOST_JOBS)
        if bool(request) is bool(preset):
            raise InvalidInputError(
                reason="args needs either a request or the name of a preset: give one of the two."
            )
        if preset:
            _checked_request(self.preset_request(preset), f"The preset “{preset}”")
            return {"preset": preset, "count": count}
        _checked_request(request, "The request")
        return {"request": request, "count": count}

    def run(self, args: Args) -> str:
        request = dict(args.get("request") or self.preset_request(str(args.get("preset", ""))))
        made = self.submit(request, int(args.get("count", 1)))
        return f"{told(len(made), 'job was', 'jobs were')} queued."


def queue_switches(
    pause: Callable[[str], object], resume: Callable[[], object]
) -> tuple[TaskAction, TaskAction]:
    """Return the actions that pause the queue and resume it."""

    def paused() -> str:
        pause("A schedule paused the queue.")
        return "The queue was paused."

    def resumed() -> str:
        resume()
        return "The queue was resumed."

    return (
        TaskAction("pause_queue", "Pause the queue", paused, background=False),
        TaskAction("resume_queue", "Resume the queue", resumed, background=False),
    )


def refreshers(backends: Sequence[Backend]) -> tuple[TaskAction, TaskAction]:
    """Return the actions that have all WebUIs look into their folders again."""
    return (
        TaskAction(
            "refresh_checkpoints",
            "Look for new checkpoints",
            lambda: refresh(backends, "checkpoints"),
        ),
        TaskAction("refresh_loras", "Look for new LoRAs", lambda: refresh(backends, "loras")),
    )


def refresh(backends: Sequence[Backend], what: Refreshable) -> str:
    """Have every WebUI refresh a list; one that does not answer keeps no other from it."""
    told_by_each = []
    for backend in backends:
        try:
            count = backend.client.refresh(what)
        except WebUiError as error:
            told_by_each.append(str(error))
        else:
            told_by_each.append(f"{backend.url} has {count} {what}.")
    return " ".join(told_by_each)


def backup_action(backups: JobBackups) -> TaskAction:
    """Return the action that copies the jobs file."""

    def backed_up() -> str:
        made = backups.make()
        count = len(backups.files())
        return f"{made.name} was written; {told(count, 'backup is', 'backups are')} kept."

    return TaskAction("backup", "Back up the jobs", backed_up)


def told(count: int, one: str, many: str) -> str:
    """Write a number with its noun."""
    return f"{count} {one if count == 1 else many}"


def _checked_request(request: Args, what: str) -> None:
    checked = Txt2ImgRequest.from_json(request)
    if not (checked.prompt.strip() or (checked.template or "").strip()):
        raise InvalidInputError(reason=f"{what} has no prompt: give it one.")
