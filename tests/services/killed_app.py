"""`python app.py` as a subject of `kills`, used as a script uses it."""

import time

from tests.e2e.running import RunningApp, Script
from tests.services.studio_process import REQUEST

PATIENCE = 600.0  # seconds for the jobs that are left at the end


class WholeApp:
    """The whole app with its page, and a stand-in WebUI outside of it."""

    longest = 2.0  # seconds it may live
    duration_ms = 300  # of a job

    def __init__(self, data, url):
        self._options = [
            "--port", "0", "--data", str(data), "--wildcards", str(data / "wildcards"),
            "--webui", url,
        ]  # fmt: skip

    def live(self, tally, seconds, jobs):
        """Run until it is killed after some seconds, or until all jobs are done."""
        with RunningApp(*self._options) as app, Script(app.url) as script:
            script("resume_queue")
            missing = jobs - script("jobs", limit=1)["total"]
            if missing > 0:
                told = script("submit", request=REQUEST, count=missing)["job_ids"]
                tally.acknowledged.update(told)
            if seconds is None:
                self._wait(script)
            else:
                time.sleep(seconds)
                app.kill()

    def _wait(self, script):
        deadline = time.monotonic() + PATIENCE
        states = ("queued", "running", "unknown")
        while any(script("jobs", state=state, limit=1)["total"] for state in states):
            if time.monotonic() > deadline:
                return
            time.sleep(0.2)
