"""The Jobs tab: what waits, runs and is done, its pictures, its numbers, and what runs by clock."""

from typing import ClassVar

from booru_studio.ui.context import UiContext
from booru_studio.ui.tabs.base import Tab
from booru_studio.ui.widgets.fields import inside, notice
from booru_studio.ui.widgets.shell import shell

_BAR = """
<div class="bs-bar">
  <div class="bs-chips" role="group" aria-label="Parts of Jobs" data-part="parts"></div>
  <span class="bs-space"></span>
  <button type="button" class="bs-button" data-do="retry-failed" hidden>Retry failed</button>
  <button type="button" class="bs-button" data-do="cancel-waiting" hidden></button>
  <button type="button" class="bs-button" data-do="queue-settings">Queue settings…</button>
  <button type="button" class="bs-button" id="queue-pause" data-do="toggle-pause"
    aria-pressed="false">Pause queue</button>
</div>
<p class="bs-paused" data-part="paused" role="status" hidden></p>
<div class="bs-bar bs-filters">
  <div class="bs-chips" role="group" aria-label="Show jobs by state" data-part="filters"></div>
  <div class="bs-bar bs-search-jobs" data-part="search"></div>
</div>
"""
_LIST = """
<div class="bs-jobs-columns">
  <div>
    <div class="bs-jobs" data-part="rows" role="list" aria-label="Jobs"></div>
    <div class="bs-empty" data-part="empty" hidden></div>
  </div>
  <aside class="bs-details" aria-label="Details of a job"></aside>
</div>
"""
# Each is loaded when it is shown for the first time.
_OTHERS = ("jobs-gallery", "jobs-numbers", "jobs-schedules", "jobs-files")
_HTML = f"""
<div class="bs-stack">
<div id="jobs-bar">{_BAR}</div>
{notice("jobs-message")}
<div id="jobs-list">{_LIST}</div>
{"".join(inside(part, "bs-gone") for part in _OTHERS)}
</div>
"""


class JobsTab(Tab):
    """Parts that the page's script fills and shows one at a time."""

    id: ClassVar[str] = "jobs"
    title: ClassVar[str] = "Jobs"
    order: ClassVar[int] = 2

    def build(self, ui: UiContext) -> None:
        del ui  # everything on this tab is asked for by the page's own script
        shell("jobs-desk", _HTML)
