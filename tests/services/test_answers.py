"""Answers with their age."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from booru_studio.errors import BooruQueryError, BooruUnreachableError
from booru_studio.services.answers import Answers, Question, Shape
from booru_studio.storage.answer_cache import AnswerFiles

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
TEXT: Shape[str] = Shape(lambda text: text, lambda value: value.upper())
DOWN = BooruUnreachableError(site="Danbooru", reason="ConnectTimeout")


class Asked:
    """Counts how often it is asked; answers, or raises."""

    def __init__(self):
        self.times, self.answer = 0, "tea"

    def __call__(self):
        self.times += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def answers(tmp_path, clock):
    return Answers(AnswerFiles(tmp_path), lambda: clock[0])


@pytest.fixture
def asked():
    return Asked()


def question(asked, key="tea"):
    return Question(key, timedelta(hours=1), TEXT, asked)


def test_a_fresh_answer_is_not_asked_for_again(answers, asked, clock):
    assert answers.get(question(asked)).value == "tea"
    clock[0] += timedelta(minutes=59)
    found = answers.get(question(asked))
    assert (found.value, found.as_of, found.note, asked.times) == ("TEA", NOW, "", 1)
    clock[0] += timedelta(minutes=2)
    assert answers.get(question(asked)).as_of == clock[0]


@pytest.mark.parametrize(
    ("age", "said"),
    [(timedelta(minutes=61), "1 h old"), (timedelta(hours=30), "30 h old"),
     (timedelta(days=5), "5 days old")],
)  # fmt: skip
def test_an_old_answer_stands_in_with_a_note(answers, asked, clock, age, said):
    answers.get(question(asked))
    clock[0] += age
    asked.answer = DOWN
    found = answers.get(question(asked))
    assert (found.value, found.as_of) == ("TEA", NOW)
    assert found.note == f"{DOWN} What is shown is {said}."


def test_an_answer_of_last_year_does_not(answers, asked, clock):
    answers.get(question(asked))
    clock[0] += timedelta(days=365)
    asked.answer = DOWN
    with pytest.raises(BooruUnreachableError):
        answers.get(question(asked))


def test_with_nothing_kept_the_error_is_told(answers, asked):
    asked.answer = BooruQueryError(site="Danbooru", reason="too many terms")
    with pytest.raises(BooruQueryError):
        answers.get(question(asked))


def test_a_clock_that_was_ahead_does_not_keep_an_answer_fresh_for_ever(answers, asked, clock):
    answers.get(question(asked))
    clock[0] -= timedelta(days=30)
    answers.get(question(asked))
    assert asked.times == 2


def test_a_damaged_answer_is_asked_for_again(answers, asked, tmp_path):
    answers.get(question(asked))
    (path,) = (tmp_path / "cache" / "answers").glob("*.json")
    for text in ("", "{", "[]", path.read_text().replace('"value": "tea"', '"value": 5')):
        path.write_text(text)
        assert answers.get(question(asked)).value == "tea"
    assert asked.times == 5


def test_two_who_ask_the_same_at_once_cost_one_request(answers):
    release, times = threading.Event(), []

    def slow():
        times.append(1)
        release.wait(5)
        return "tea"

    threads = [threading.Thread(target=answers.get, args=(question(slow),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    release.set()
    for thread in threads:
        thread.join()
    assert len(times) == 1
