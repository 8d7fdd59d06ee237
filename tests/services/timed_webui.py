"""A stand-in WebUI that notes when each picture was asked for and when it was ready."""

import time

from booru_studio.demo.webui import StandInWebUi
from tests.services.crew import TXT2IMG


class TimedWebUi(StandInWebUi):
    """`works` holds (asked, ready) of each txt2img call, in seconds of a monotonic clock."""

    def __init__(self, duration_ms, **options):
        super().__init__(duration_ms=duration_ms, **options)
        self.works = []

    def answer(self, call):
        if call.path != TXT2IMG:
            return super().answer(call)
        asked = time.monotonic()
        reply = super().answer(call)
        self.works.append((asked, time.monotonic()))
        return reply

    def gaps(self, start=0, end=None):
        """Return the seconds in which it had nothing to do, between each two jobs."""
        works = self.works[start:end]
        return [later[0] - before[1] for before, later in zip(works, works[1:], strict=False)]
