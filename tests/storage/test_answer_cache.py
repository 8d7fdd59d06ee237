"""Answers and genders on disk."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from booru_studio.domain.characters import Gender, Verdict
from booru_studio.errors import StoreWriteError
from booru_studio.storage import answer_cache, gender_cache
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.gender_cache import GenderFile

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def full_disk(path, _data):
    raise StoreWriteError(path=path.name, reason="No space left on device")


def test_an_answer_is_found_with_its_time(tmp_path):
    AnswerFiles(tmp_path).keep("tea|general", {"a": [1, None]}, NOW)
    found = AnswerFiles(tmp_path).find("tea|general")
    assert (found.value, found.as_of) == ({"a": [1, None]}, NOW)
    assert AnswerFiles(tmp_path).find("tea|sensitive") is None


def test_the_oldest_answers_go(tmp_path):
    files = AnswerFiles(tmp_path, most_files=3)
    for number in range(6):
        files.keep(str(number), number, NOW)
        path = files._path(str(number))
        os.utime(path, (number, number))
    files.sweep()
    assert [files.find(str(n)) is not None for n in range(6)] == [False] * 3 + [True] * 3


def test_a_full_disk_loses_an_answer_only(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(answer_cache, "write_atomically", full_disk)
    files = AnswerFiles(tmp_path)
    files.keep("tea", 5, NOW)
    assert files.find("tea") is None
    assert "No space left" in caplog.text


@pytest.fixture
def genders(tmp_path):
    return GenderFile(tmp_path)


def test_genders_are_remembered_for_a_month(tmp_path, genders):
    genders.remember({"mira": Verdict(Gender.GIRL, 0.9, ("why",)), "lamp": Verdict()}, NOW)
    again = GenderFile(tmp_path)
    assert again.known(["mira", "lamp", "tom"], NOW + timedelta(days=29)) == {
        "mira": Verdict(Gender.GIRL, 0.9, ("Known from before.",))
    }
    assert again.known(["mira"], NOW + timedelta(days=31)) == {}


def test_the_oldest_genders_are_forgotten(genders, monkeypatch):
    monkeypatch.setattr(gender_cache, "MOST", 2)
    for name in ("a", "b", "a", "c"):
        genders.remember({name: Verdict(Gender.BOY, 0.9)}, NOW)
    assert set(genders.known("abc", NOW)) == {"a", "c"}


ODD_ROWS = {"mira": ["girl"], "tom": [5, 1, "x"], "eve": ["x", 1, "y"]}


@pytest.mark.parametrize("text", ["", "{", "[1]", json.dumps(ODD_ROWS)])
def test_a_damaged_file_of_genders_is_begun_anew(tmp_path, text):
    path = tmp_path / "cache" / "character-genders.json"
    path.parent.mkdir()
    path.write_text(text)
    genders = GenderFile(tmp_path)
    assert genders.known(["mira", "tom", "eve"], NOW) == {}
    genders.remember({"mira": Verdict(Gender.GIRL, 0.9)}, NOW)
    assert "mira" in GenderFile(tmp_path).known(["mira"], NOW)


def test_a_full_disk_forgets_genders_at_the_end(genders, monkeypatch, caplog):
    monkeypatch.setattr(gender_cache, "write_atomically", full_disk)
    genders.remember({"mira": Verdict(Gender.GIRL, 0.9)}, NOW)
    assert "mira" in genders.known(["mira"], NOW)
    assert "No space left" in caplog.text
