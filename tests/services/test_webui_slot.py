"""Turns at a WebUI: jobs and interrogations one at a time, in the order they came."""

import threading
import time
from collections import Counter

import pytest

from booru_studio.demo.faults import Fault
from booru_studio.demo.webui import StandInWebUi
from booru_studio.errors import WebUiError, WebUiRejectedError, WorkCancelledError
from booru_studio.interrogators.base import InterrogatorHouse
from booru_studio.interrogators.webui import WebUiInterrogator
from booru_studio.services.backends import Backend
from booru_studio.services.webui_slot import Turns
from booru_studio.storage.option_loans import FILE, Loan, OptionLoans
from booru_studio.webui.client import WebUiClient
from tests.interrogators.stand_ins import FreeSlot, never, picture
from tests.services.crew import PATIENCE, TXT2IMG, Crew

INTERROGATE = "/sdapi/v1/interrogate"
THRESHOLD = "interrogate_deepbooru_score_threshold"


def until(is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


class CountingWebUi(StandInWebUi):
    """Counts how many image requests are in it at once; an interrogation takes a while."""

    def __init__(self, **pace):
        super().__init__(**pace)
        self.lock, self.inside, self.overlaps = threading.Lock(), 0, 0
        self.order = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def _worked(self, call, fault):
        if call.path not in (TXT2IMG, INTERROGATE):
            return super()._worked(call, fault)
        with self.lock:
            self.inside += 1
            self.overlaps += self.inside > 1
            self.order.append(call.path)
        if call.path == INTERROGATE:
            self.stopping.wait(0.05)
            self.may_answer.wait(PATIENCE)
        try:
            return super()._worked(call, fault)
        finally:
            with self.lock:
                self.inside -= 1


@pytest.fixture
def webui():
    with CountingWebUi(duration_ms=60) as webui:
        yield webui
        webui.may_answer.set()


@pytest.fixture
def turns():
    client = WebUiClient("http://127.0.0.1:9")
    yield Turns(client)
    client.close()


class Guest(threading.Thread):
    """Somebody who asks the WebUI in a thread of their own, and keeps what it ended in."""

    def __init__(self, turns, work, is_cancelled=never):
        super().__init__(daemon=True)
        self.turns, self.work, self.is_cancelled = turns, work, is_cancelled
        self.result = self.error = None
        self.start()

    def run(self):
        try:
            self.result = self.turns.run(self.work, self.is_cancelled)
        except (WebUiError, WorkCancelledError) as error:
            self.error = error

    def end(self):
        self.join(PATIENCE)
        assert not self.is_alive()
        return self


def asker(webui_slot, folder):
    (it,) = WebUiInterrogator.build(InterrogatorHouse(data=folder, webuis=(webui_slot,)))
    return it


# -- the order


def test_who_waits_during_a_job_goes_before_the_next_job_and_later_ones_after_it(turns):
    done = []
    assert turns.take(never)
    first = Guest(turns, lambda _: done.append("guest 1"))
    until(lambda: len(turns._line) == 2)
    turns.leave()
    finish = threading.Event()

    def work():
        turns.take(never)
        done.append("job")
        finish.wait(PATIENCE)
        turns.leave()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    until(lambda: "job" in done)
    late = Guest(turns, lambda _: done.append("guest 2"))
    until(lambda: len(turns._line) == 2)
    finish.set()
    worker.join(PATIENCE)
    first.end(), late.end()

    assert done == ["guest 1", "job", "guest 2"]


def test_workers_of_several_visitors_take_turns_and_end_only_their_own(turns):
    inside, overlaps, began = [], [], threading.Barrier(4)

    def work():
        began.wait(PATIENCE)
        for _ in range(5):
            turns.take(never)
            overlaps.extend(inside)
            inside.append(1)
            time.sleep(0.001)
            inside.pop()
            turns.leave()
            turns.leave()  # as after a rest, when the turn is somebody else's already

    workers = [threading.Thread(target=work, daemon=True) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)

    assert overlaps == []
    assert not turns._line


def test_who_waits_can_give_up_and_keeps_nobody_else_waiting(turns):
    turns.take(never)
    stop = threading.Event()
    quitter = Guest(turns, lambda _: "never done", stop.is_set)
    patient = Guest(turns, lambda _: "done")
    until(lambda: len(turns._line) == 3)
    stop.set()

    assert isinstance(quitter.end().error, WorkCancelledError)
    turns.leave()
    assert patient.end().result == "done"


def test_who_gives_up_in_the_middle_is_let_go_but_the_turn_lasts(turns):
    stop, may_end = threading.Event(), threading.Event()
    quitter = Guest(turns, lambda _: may_end.wait(PATIENCE), stop.is_set)
    until(lambda: len(turns._line) == 1)
    stop.set()
    assert isinstance(quitter.end().error, WorkCancelledError)

    assert not turns.take(lambda: True)  # the WebUI is still at it
    may_end.set()
    assert turns.take(never)
    turns.leave()


def test_a_fault_ends_the_turn_and_reaches_who_asked(turns):
    def fail(client):
        raise WebUiRejectedError(url=client.url, reason="no")

    assert isinstance(Guest(turns, fail).end().error, WebUiRejectedError)
    assert turns.run(lambda client: client.url, never) == "http://127.0.0.1:9"


def test_a_worker_that_leaves_twice_takes_nobodys_turn(turns):
    may_end = threading.Event()
    turns.take(never)
    guest = Guest(turns, lambda _: may_end.wait(PATIENCE))
    until(lambda: len(turns._line) == 2)
    turns.leave()
    turns.leave()

    assert not turns.take(lambda: True)
    may_end.set()
    guest.end()


# -- with workers and a WebUI that counts


def test_no_interrogation_is_ever_in_the_webui_with_a_job(house, webui, tmp_path):
    with Crew(house, webui.url) as crew:
        (backend,) = crew.backends
        it = asker(backend.slot, tmp_path)
        ids = crew.submit(count=6)
        guests = [
            threading.Thread(target=it.interrogate, args=(picture(), never)) for _ in range(5)
        ]
        for guest in guests:
            guest.start()
        for job_id in ids:
            crew.until(job_id)
        for guest in guests:
            guest.join(PATIENCE)

    assert Counter(webui.order) == {TXT2IMG: 6, INTERROGATE: 5}
    assert webui.overlaps == 0


def test_a_waiting_interrogation_goes_before_the_next_job(house, tmp_path):
    with CountingWebUi(duration_ms=600) as webui, Crew(house, webui.url) as crew:
        it = asker(crew.backends[0].slot, tmp_path)
        first, second = crew.submit(count=2)
        crew.until_painting(first)
        it.interrogate(picture(), never)
        crew.until(second)

        assert webui.order == [TXT2IMG, INTERROGATE, TXT2IMG]


def test_a_job_that_paints_on_behind_a_lost_connection_still_has_its_turn(house, tmp_path):
    with CountingWebUi(duration_ms=800) as webui, Crew(house, webui.url) as crew:
        slot, may_end = crew.backends[0].slot, threading.Event()
        it = asker(slot, tmp_path)
        crew.backends[0].wait_first(PATIENCE)
        webui.faults.next(TXT2IMG, Fault.DROP_AFTER_SENDING_TO_QUEUE)
        before = Guest(slot, lambda _: may_end.wait(PATIENCE))
        (job_id,) = crew.submit()
        until(lambda: len(slot._line) == 2)  # the worker waits
        asking = Guest(FreeSlot(None), lambda _: it.interrogate(picture(), never))
        until(lambda: len(slot._line) == 3)
        may_end.set()
        before.end(), asking.end()
        crew.until(job_id)

        assert webui.overlaps == 0
        assert webui.order[:2] == [TXT2IMG, INTERROGATE]


def test_an_interrogation_that_was_given_up_still_keeps_the_next_job_waiting(
    house, webui, tmp_path
):
    webui.may_answer.clear()
    with Crew(house, webui.url) as crew:
        it, stop = asker(crew.backends[0].slot, tmp_path), threading.Event()
        crew.backends[0].wait_first(PATIENCE)
        asking = Guest(FreeSlot(None), lambda _: it.interrogate(picture(), stop.is_set))
        until(lambda: webui.order == [INTERROGATE])
        stop.set()
        assert isinstance(asking.end().error, WorkCancelledError)
        (job_id,) = crew.submit()
        time.sleep(0.2)
        assert webui.order == [INTERROGATE]
        webui.may_answer.set()
        crew.until(job_id)

        assert webui.overlaps == 0
        assert crew.backends[0].client.options()[THRESHOLD] == 0.5


def test_an_interrogation_outlives_the_worker(house, webui, tmp_path):
    crew = Crew(house, webui.url)
    with crew:
        crew.backends[0].wait_first(PATIENCE)
        crew.workers[0].stop()
        result = asker(crew.backends[0].slot, tmp_path).interrogate(picture(), never)

    assert result.tags


def test_a_worker_stops_while_it_waits_for_its_turn(house, webui):
    may_end = threading.Event()
    with Crew(house, webui.url) as crew:
        guest = Guest(crew.backends[0].slot, lambda _: may_end.wait(PATIENCE))
        crew.backends[0].wait_first(PATIENCE)
        crew.workers[0].stop()
        assert not crew.workers[0]._thread.is_alive()
        may_end.set()
        guest.end()


# -- contact


def test_options_that_a_crash_left_are_given_back_at_the_first_contact(tmp_path):
    with StandInWebUi(step_ms=0) as webui:
        OptionLoans(tmp_path).note(webui.url, {THRESHOLD: Loan(0.4, 0.05)})
        with WebUiClient(webui.url) as client:
            client.set_options({THRESHOLD: 0.05})
        webui.stop_listening()
        backend = Backend(WebUiClient(webui.url), check_interval=0.05)
        asker(backend.slot, tmp_path)
        backend.start()
        assert not backend.wait_first(PATIENCE).reachable
        assert (tmp_path / FILE).exists()
        webui.listen_again()
        backend.look_again()
        until(lambda: not (tmp_path / FILE).exists())

        assert backend.client.options()[THRESHOLD] == 0.4
        assert backend.slot.trouble() == ""
        backend.stop()


def test_what_is_to_be_done_at_contact_is_done_now_where_there_is_contact(turns):
    done = []
    turns.note_contact()
    turns.at_contact("greet", lambda client: done.append(client.url))
    until(lambda: done)
    turns.note_contact()

    assert turns.run(lambda _: done, never) == ["http://127.0.0.1:9"]


def test_what_failed_at_one_contact_is_tried_at_the_next(turns):
    tries = []

    def greet(client):
        tries.append(client.url)
        if len(tries) == 1:
            raise WebUiRejectedError(url=client.url, reason="not yet")

    turns.at_contact("greet", greet)
    turns.note_contact()
    until(lambda: len(tries) == 1 and "greet" in turns._at_contact)
    turns.note_contact()
    until(lambda: len(tries) == 2)


def test_why_it_does_not_answer_is_known_only_after_the_first_look():
    backend = Backend(WebUiClient("http://127.0.0.1:9"), check_interval=0.05)
    assert backend.slot.trouble() == ""
    backend.start()
    backend.wait_first(PATIENCE)
    assert "does not answer" in backend.slot.trouble()
    backend.stop()
