"""What is lent of WebUIs survives a crash and leaves nothing behind."""

import pytest

from booru_studio.errors import StoreWriteError
from booru_studio.storage.option_loans import FILE, Loan, OptionLoans

A, B = "http://a:1", "http://b:2"


def test_what_was_noted_is_there_after_a_restart(tmp_path):
    OptionLoans(tmp_path).note(A, {"ranks": Loan(False, True), "threshold": Loan(0.5, 0.05)})
    OptionLoans(tmp_path).note(B, {"ranks": Loan(None, True)})

    again = OptionLoans(tmp_path)
    assert again.of(A) == {"ranks": Loan(False, True), "threshold": Loan(0.5, 0.05)}
    assert again.of(B) == {"ranks": Loan(None, True)}


def test_no_file_stays_where_nothing_is_lent(tmp_path):
    loans = OptionLoans(tmp_path)
    loans.note(A, {"ranks": Loan(False, True)})
    loans.note(B, {"ranks": Loan(False, True)})
    loans.forget(A)
    assert (loans.of(A), loans.of(B)) == ({}, {"ranks": Loan(False, True)})

    loans.forget(B)
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("text", ["", "[]", '{"http://a:1": {"ranks": {"odd": 1}}}', "\xff"])
def test_a_damaged_file_is_told_and_taken_as_empty(tmp_path, caplog, text):
    (tmp_path / FILE).write_text(text, "latin-1")

    assert OptionLoans(tmp_path).of(A) == {}
    assert "cannot be read" in caplog.text


def test_a_folder_that_takes_nothing_is_an_error_of_ours(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreWriteError):
        OptionLoans(tmp_path / "data").note(A, {"ranks": Loan(False, True)})
