"""The store against a dictionary, in any order of work and harm."""

from unittest.mock import patch

import pytest

from booru_studio.storage.journal_files import JournalFiles
from tests.storage.crash.machine import run


def test_no_order_of_work_and_harm_goes_wrong():
    run(examples=50)


def test_the_machine_finds_a_journal_whose_backup_is_not_kept():
    back_up = JournalFiles._back_up

    def forget_journals(files, path, backup):
        if not path.name.endswith(".journal"):
            back_up(files, path, backup)

    with patch.object(JournalFiles, "_back_up", forget_journals), pytest.raises(AssertionError):
        run(examples=60, shrink=False)
