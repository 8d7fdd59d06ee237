"""The queue with a WebUI of each flavour, and with one that changes under it."""

import time

import pytest

from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain.jobs import JobState
from booru_studio.services.backends import Backend
from booru_studio.services.late_choices import PAUSE, LateChoices
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.payloads import txt2img_payload
from tests.services.crew import PATIENCE, Crew
from tests.webui.flavour_servers import TRAITS, FlavourWebUi
from tests.webui.samples import approved, picture

ASKED = {"sampler_name": "DPM++ 2M", "scheduler": "Karras", "vae": "softColours.vae",
         "checkpoint": "inkwashSD15", "clip_skip": 2}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TRAITS))
def test_jobs_of_every_kind_end_done_and_leave_no_trace(house, name):
    with FlavourWebUi(name, is_fresh=name != "sdnext") as webui, Crew(house, webui.url) as crew:
        before = dict(crew.backends[0].client.options())
        start = house.sources.keep(picture(), "start.png").file
        (plain,) = crew.submit(**ASKED)
        (large,) = crew.submit(**ASKED, enable_hr=True)
        (changed,) = crew.submit(**ASKED, init_image=start, denoising_strength=0.5)
        jobs = [crew.until(job_id) for job_id in (plain, large, changed)]
        (enlarged,) = crew.queue.upscale(plain)
        jobs.append(crew.until(enlarged))
        after = dict(crew.backends[0].client.options())

    assert [(job.state, job.error, job.warnings) for job in jobs] == [(JobState.DONE, "", ())] * 4
    assert [job.images[0].width for job in jobs] == [128, 256, 128, 256]
    assert after == before


class LateFile(StandInWebUi):
    """Lists a file only after it was told to look into its folders again."""

    def __init__(self, route, refresh, name, **usual):
        super().__init__(step_ms=0, **usual)
        self._route, self._refresh, self._name = route, refresh, name
        self.has_looked = False

    def start(self):
        super().start()
        lists = self._routes["GET", self._route]
        refreshes = self._routes["POST", self._refresh]

        def listed(visit):
            return [entry for entry in lists(visit) if self.has_looked or not self._is_late(entry)]

        def look(visit):
            self.has_looked = True
            return refreshes(visit)

        changed = {("GET", self._route): listed, ("POST", self._refresh): look}
        self._routes = {**self._routes, **changed}

    def _is_late(self, entry):
        return self._name in entry.values()


LATE = [
    (("/sdapi/v1/sd-models", "/sdapi/v1/refresh-checkpoints", "inkwashSD15"),
     {"checkpoint": "inkwashSD15"}),
    (("/sdapi/v1/sd-vae", "/sdapi/v1/refresh-vae", "softColours.vae.safetensors"),
     {"vae": "softColours.vae"}),
    (("/sdapi/v1/loras", "/sdapi/v1/refresh-loras", "ink_lines_v3"),
     {"prompt": "sea <lora:ink_lines_v3:1>"}),
]  # fmt: skip


@pytest.mark.parametrize(("late", "fields"), LATE, ids=["checkpoint", "vae", "lora"])
def test_a_file_that_came_since_is_found_before_a_job_is_refused(house, late, fields):
    with LateFile(*late) as webui, Crew(house, webui.url) as crew:
        job = crew.until(crew.submit(**fields)[0])
        again = crew.until(crew.submit(**fields)[0])
        assert webui.count(late[1]) == 1
    assert [(each.state, each.warnings) for each in (job, again)] == [(JobState.DONE, ())] * 2


def test_what_is_not_found_is_not_looked_for_with_every_job(house):
    with StandInWebUi(step_ms=0) as webui, Crew(house, webui.url) as crew:
        jobs = [crew.until(job_id) for job_id in crew.submit(3, checkpoint="nowhereXL")]
        assert webui.count("/sdapi/v1/refresh-checkpoints") == 1
    assert {job.state for job in jobs} == {JobState.FAILED}
    assert all("no checkpoint “nowhereXL”" in job.error for job in jobs)


def test_after_a_while_it_is_looked_for_again():
    now = [0.0]
    with StandInWebUi(step_ms=0) as webui, WebUiClient(webui.url) as client:
        late = LateChoices(client, lambda: now[0])
        safe = approved(prompt="sea <lora:nowhere:1>")
        for now[0] in (0.0, PAUSE - 1, PAUSE + 1):
            late.fit(
                lambda known: txt2img_payload(safe, known, "t"), safe.request, client.capabilities()
            )
        assert webui.count("/sdapi/v1/refresh-loras") == 2


def test_a_webui_that_was_started_anew_meanwhile_is_asked_anew():
    with StandInWebUi(step_ms=0) as webui:
        backend = Backend(WebUiClient(webui.url), check_interval=60)
        backend.start()
        assert backend.wait_first(5).reachable
        asked = webui.count("/openapi.json")
        backend.look_again()
        webui.restart()  # faster than anybody looks
        deadline = time.monotonic() + PATIENCE
        while webui.count("/openapi.json") == asked:
            assert time.monotonic() < deadline
            backend.look_again()
            time.sleep(0.02)
        backend.stop()
