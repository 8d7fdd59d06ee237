"""Other systems as far as they can be simulated: Windows' open files, its names, its encodings."""

import ast
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import booru_studio
from booru_studio.domain.jobs import JobState
from booru_studio.errors import InvalidInputError, StoreWriteError
from booru_studio.storage import atomic
from booru_studio.storage.atomic import AtomicJSONStorage, sync_folder, write_atomically
from booru_studio.storage.backups import JobBackups
from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.disk import LocalDisk
from booru_studio.storage.images import ImageStore
from booru_studio.storage.jobs import JobStore
from booru_studio.storage.wildcard_editing import WildcardEditor, checked_file
from booru_studio.storage.wildcard_files import WildcardFiles

PACKAGE = Path(booru_studio.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
# Where they are missing: Windows, and some of them macOS.
POSIX_ONLY = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix", "syslog"}
POSIX_CALLS = {"fork", "getuid", "geteuid", "chown", "mkfifo", "pread", "pwrite", "killpg", "nice"}


class Elsewhere:
    """Stands in for `os`, with another name."""

    name = "nt"

    def __init__(self):
        self.opened = []

    def open(self, *arguments):
        self.opened.append(arguments)
        raise PermissionError(13, "a folder cannot be opened here")

    def __getattr__(self, name):
        return getattr(os, name)


@pytest.fixture
def windows(monkeypatch):
    """Windows, as far as replacing files goes; nobody has to wait."""
    stand_in = Elsewhere()
    monkeypatch.setattr(atomic, "os", stand_in)
    monkeypatch.setattr(atomic, "_REPLACE_WAITS", (0.0, 0.0, 0.0))
    return stand_in


@pytest.fixture
def held(monkeypatch):
    """Have a virus scanner hold what is replaced, for some tries."""
    replace, left = Path.replace, {"tries": 0, "refused": 0}

    def guarded(self, target):
        if left["tries"]:
            left["tries"] -= 1
            left["refused"] += 1
            raise PermissionError(13, "The process cannot access the file")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", guarded)
    return left


def _editor(folder):
    (folder / "w").mkdir(exist_ok=True)
    (folder / "w" / "a.txt").write_text("one\n", "utf-8")
    return WildcardEditor(WildcardFiles(folder / "w"))


def _defaults(folder):
    store = DefaultsStore(folder)
    store.save({"append": "x"})
    store.close()


def _jobs(folder):
    store = JobStore(folder)
    job_id = store.add({"prompt": "a lake"})
    store.update(job_id, state=JobState.CANCELLED)
    store.compact()
    store.close()


WRITERS = {
    "a plain file": lambda folder: write_atomically(folder / "a.txt", b"new"),
    "a file with its backup": lambda folder: (
        write_atomically(folder / "a.txt", b"old"),
        write_atomically(folder / "a.txt", b"new", keep_backup=True),
    ),
    "a database": lambda folder: AtomicJSONStorage(folder / "a.json").write({"t": {"1": {}}}),
    "the defaults": _defaults,
    "the jobs": _jobs,
    "a log's new version": lambda folder: (
        LocalDisk().write_new(folder / "b", b"x"), LocalDisk().replace(folder / "b", folder / "c")
    ),
    "a backup of the jobs": lambda folder: JobBackups(
        folder, lambda path: path.write_bytes(b"x"), now=lambda: datetime(2026, 1, 2, tzinfo=UTC)
    ).make(),
    "an edited wildcard": lambda folder: _editor(folder).edit("a.txt", "two"),
    "a renamed wildcard": lambda folder: _editor(folder).rename("a.txt", "b"),
    "a deleted wildcard": lambda folder: _editor(folder).delete("a.txt"),
    "a wildcard brought back": lambda folder: (
        _editor(folder).delete("a.txt"),
        WildcardEditor(WildcardFiles(folder / "w")).restore("a.txt"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_that_somebody_has_open_is_replaced_when_they_let_go(tmp_path, windows, held, name):
    held["tries"] = 2
    WRITERS[name](tmp_path)

    assert held["refused"] == 2
    assert not list(tmp_path.rglob("*.part"))


def test_who_never_lets_go_is_told_of_and_the_old_file_stays(tmp_path, windows, held):
    write_atomically(tmp_path / "a.txt", b"old")
    held["tries"] = 99

    with pytest.raises(StoreWriteError, match="a.txt"):
        write_atomically(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_on_posix_a_missing_right_is_told_at_once(tmp_path, held):
    held["tries"] = 99
    with pytest.raises(StoreWriteError):
        write_atomically(tmp_path / "a.txt", b"new")

    assert held["refused"] == 1


def test_a_folder_is_synced_where_that_can_be_done(tmp_path, windows):
    sync_folder(tmp_path)

    assert windows.opened == []


def test_without_hard_links_the_backup_is_a_copy(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(1, "no links on FAT")

    monkeypatch.setattr(os, "link", refused)
    write_atomically(tmp_path / "a.txt", b"old")
    write_atomically(tmp_path / "a.txt", b"new", keep_backup=True)
    LocalDisk().link(tmp_path / "a.txt", tmp_path / "b.txt")

    assert (tmp_path / "a.txt.bak").read_bytes() == b"old"
    assert (tmp_path / "b.txt").read_bytes() == b"new"


@pytest.mark.parametrize(
    "name",
    ["CON", "con", "nul", "Aux", "COM1", "lpt9", "poses/NUL", "CON.x", "a:b", "a?b", "a*b", "a|b",
     'a"b', "a<b", "a.", "a ", "poses./b", "poses /b", " a", "a\nb", ""],
)  # fmt: skip
def test_a_name_that_some_system_cannot_have_is_refused_on_all(tmp_path, name):
    with pytest.raises(InvalidInputError):
        _editor(tmp_path).create(name, "x")


@pytest.mark.parametrize("name", ["A", "a"])
def test_a_name_that_is_taken_in_another_case_is_refused_on_all(tmp_path, name):
    with pytest.raises(InvalidInputError):
        _editor(tmp_path).create(name, "x")


def test_only_the_case_of_a_name_can_be_changed(tmp_path):
    assert _editor(tmp_path).rename("a.txt", "A") == "A.txt"


def test_the_names_of_pictures_can_be_had_everywhere(tmp_path):
    images = ImageStore(tmp_path, lambda _path: None)
    for name in images.names("0" * 32, [1, 2**32 - 1], datetime(2026, 1, 2, tzinfo=UTC)):
        checked_file(f"{name}.txt")
        assert len(name) < 150  # of the 260 characters a whole path may have on Windows
        assert not set(name) & set('<>:"|?*\\')


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_the_source_uses_nothing_that_one_system_lacks(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not POSIX_ONLY & {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.module not in POSIX_ONLY
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "os":
            assert node.attr not in POSIX_CALLS
        if isinstance(node, ast.Call):
            assert _says_its_encoding(node), f"{path.name}:{node.lineno}"


def _says_its_encoding(call):
    """A text file without one is read in whatever Windows was set up with."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = {keyword.arg for keyword in call.keywords}
    if name in ("read_text", "write_text"):
        most = 1 if name == "read_text" else 2
        return "encoding" in given or len(call.args) >= most
    is_open = name == "open" and not re.match(
        r"(os|Image|gzip|zipfile|archive|self)\b", ast.unparse(call.func)
    )
    modes = [each.value for each in call.args if isinstance(each, ast.Constant)]
    is_text = any(isinstance(mode, str) and re.fullmatch(r"[rwax]\+?", mode) for mode in modes)
    return not (is_open and is_text) or "encoding" in given
