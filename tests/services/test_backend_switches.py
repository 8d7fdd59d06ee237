"""What is decided of each WebUI is remembered."""

from contextlib import closing

import pytest

from booru_studio.errors import InvalidInputError
from booru_studio.services.backend_switches import BackendSwitches
from booru_studio.services.backends import Backend
from booru_studio.webui.client import WebUiClient

HERE, THERE = "http://127.0.0.1:9", "http://studio.test:9"


class Row:
    """Switches over WebUIs that nobody asks."""

    def __init__(self, board):
        self.backends = [Backend(WebUiClient(url)) for url in (HERE, THERE)]
        self.switches = BackendSwitches(board, self.backends)

    def seen(self):
        return [(backend.enabled, backend.keeps_copies) for backend in self.backends]

    def close(self):
        for backend in self.backends:
            backend.stop()


def test_only_a_webui_elsewhere_keeps_copies_unless_a_person_says_so(queue):
    with closing(Row(queue.board)) as row:
        assert row.seen() == [(True, False), (True, True)]


def test_what_was_decided_holds_after_a_restart(house):
    with closing(Row(house.queue.board)) as row:
        row.switches.set(HERE, False)
        row.switches.set_copies(HERE, True)
        row.switches.set_copies(THERE, False)
    with closing(Row(house.reopen().queue.board)) as row:
        assert row.seen() == [(False, True), (True, False)]
        row.switches.set(HERE, True)
        assert row.seen() == [(True, True), (True, False)]


def test_a_webui_that_is_none_is_refused_with_those_there_are(queue):
    with closing(Row(queue.board)) as row:
        for decide in (row.switches.set, row.switches.set_copies):
            with pytest.raises(InvalidInputError, match=HERE):
                decide("http://nowhere", True)
