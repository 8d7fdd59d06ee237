"""The Jobs tab: what waits, runs and is done, live."""

from typing import ClassVar

from booru_studio.bootstrap import Services
from booru_studio.errors import BooruStudioError, JobStateError
from booru_studio.ui.context import UiContext
from booru_studio.ui.tabs.base import Tab
from booru_studio.ui.widgets.notice import notice, said
from booru_studio.ui.widgets.shell import shell

_BAR = """
<div class="bs-bar">
  <div class="bs-chips" role="group" aria-label="Show jobs by state" data-part="filters"></div>
  <span class="bs-space"></span>
  <button type="button" class="bs-button" data-do="cancel-waiting" hidden></button>
  <button type="button" class="bs-button" id="queue-pause" data-do="toggle-pause"
    aria-pressed="false">Pause queue</button>
</div>
<p class="bs-paused" data-part="paused" role="status" hidden></p>
"""
_LIST = """
<div class="bs-jobs" data-part="rows" role="list" aria-label="Jobs"></div>
<div class="bs-empty" data-part="empty" hidden></div>
<button type="button" class="bs-button bs-more" data-do="more-jobs" hidden>Load more</button>
"""
_CANCEL = """
document.addEventListener('bs:cancel-waiting', () => trigger('cancel_waiting'));
"""
_PAGE = 500  # jobs that are looked up at once


class JobsTab(Tab):
    """The list, its filters, and the queue's buttons."""

    id: ClassVar[str] = "jobs"
    title: ClassVar[str] = "Jobs"
    order: ClassVar[int] = 2

    def build(self, ui: UiContext) -> None:
        def on_cancel_waiting() -> str:
            return cancel_waiting(ui.services)

        bar = shell("jobs-bar", _BAR, _CANCEL)
        message = notice("jobs-message")
        shell("jobs-list", _LIST)
        bar.cancel_waiting(
            on_cancel_waiting,
            outputs=message,
            show_progress="hidden",
            api_visibility="private",
        )


def cancel_waiting(services: Services) -> str:
    """Cancel every job that waits; return the sentence to show."""
    cancelled = 0
    while waiting := services.queue.page("queued", _PAGE)[0]:
        before = cancelled
        for job in waiting:
            try:
                services.queue.cancel(job.id)
                cancelled += 1
            except JobStateError:
                continue  # it began or ended meanwhile
            except BooruStudioError as error:
                return said(str(error), "error")
        if cancelled == before:
            break
    return said(f"Cancelled {cancelled} job{'' if cancelled == 1 else 's'}.")
