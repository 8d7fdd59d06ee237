"""Create, edit, rename and delete wildcard files: atomically, and never without a backup."""

from pathlib import Path

from booru_studio.domain.wildcard_names import name_key
from booru_studio.errors import InvalidInputError, StoreWriteError
from booru_studio.storage.atomic import replace_patiently, sync_folder, write_atomically
from booru_studio.storage.wildcard_encoding import to_utf8
from booru_studio.storage.wildcard_files import WildcardFiles
from booru_studio.storage.wildcard_scan import TEXT_SUFFIXES, TREE_SUFFIXES
from booru_studio.storage.wildcard_trees import TreeError, parse_tree

MAX_EDITED_BYTES = 4 << 20
"""Largest file that is handed out for editing; bigger ones would freeze a text box."""

_FORBIDDEN = set('<>:"|?*\\') | {chr(code) for code in range(32)}
_RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in "123456789"
}


class WildcardEditor:
    """Changes the files of a library; `file` is always relative to its folder, with `/`.

    Every method raises InvalidInputError for a name or text that cannot be used and
    StoreWriteError where the disk refuses. What a file held before is in `<file>.bak` beside it.
    """

    def __init__(self, library: WildcardFiles) -> None:
        self._library = library
        self._folder = library.folder

    def create(self, name: str, text: str = "", *, ending: str = ".txt") -> str:
        """Create the file of the wildcard `name` (`poses/standing`); return its file."""
        file = checked_file(f"{name}{ending}")
        self._refuse_taken(file)
        if ending in TREE_SUFFIXES:
            _refuse_broken_tree(text, file)
        self._write(file, text)
        return file

    def read(self, file: str) -> str:
        """Return the text of a wildcard file, for editing."""
        path = self._existing(file)
        if path.stat().st_size > MAX_EDITED_BYTES:
            raise InvalidInputError(
                reason=f"{file} is too big to edit here: open it in a text editor."
            )
        return to_utf8(path.read_bytes())[0].decode("utf-8").replace("\r\n", "\n")

    def edit(self, file: str, text: str, *, before: str | None = None) -> None:
        """Replace the text of a wildcard file.

        `before` is the text the edit began with; if the file says something else by now, nothing
        is written.
        """
        self._existing(file)
        if before is not None and before != self.read(file):
            raise InvalidInputError(
                reason=f"{file} was changed by another program meanwhile: load it again."
            )
        if file.lower().endswith(TREE_SUFFIXES):
            _refuse_broken_tree(text, file)
        self._write(file, text)

    def rename(self, file: str, name: str) -> str:
        """Give a wildcard file another name (without suffix); return its new file."""
        path = self._existing(file)
        new_file = checked_file(name + path.suffix)
        if name_key(new_file) != name_key(file):
            self._refuse_taken(new_file)
        target = self._folder / new_file
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_patiently(path, target)
            sync_folder(target.parent)
        except OSError as error:
            raise StoreWriteError(path=new_file, reason=error.strerror or str(error)) from error
        self._library.refresh()
        return new_file

    def delete(self, file: str) -> str:
        """Take a wildcard file out of the library; return the name of the backup it becomes."""
        path = self._existing(file)
        backup = path.with_name(path.name + ".bak")
        try:
            replace_patiently(path, backup)
            sync_folder(path.parent)
        except OSError as error:
            raise StoreWriteError(path=file, reason=error.strerror or str(error)) from error
        self._library.refresh()
        return f"{file}.bak"

    def restore(self, file: str) -> None:
        """Bring a file back that was deleted, from its backup."""
        checked = checked_file(file)
        self._refuse_taken(checked)
        path = self._folder / checked
        backup = path.with_name(path.name + ".bak")
        if not backup.is_file():
            raise InvalidInputError(reason=f"There is no backup of {file} any more.")
        try:
            replace_patiently(backup, path)
            sync_folder(path.parent)
        except OSError as error:
            raise StoreWriteError(path=file, reason=error.strerror or str(error)) from error
        self._library.refresh()

    def version_before(self, file: str) -> str | None:
        """Return the text of a file's backup, None where there is none to edit."""
        path = self._existing(file)
        backup = path.with_name(path.name + ".bak")
        try:
            if backup.stat().st_size > MAX_EDITED_BYTES:
                return None
            return to_utf8(backup.read_bytes())[0].decode("utf-8").replace("\r\n", "\n")
        except OSError:  # none was kept
            return None

    def _write(self, file: str, text: str) -> None:
        body = text.replace("\r\n", "\n")
        if body and not body.endswith("\n"):
            body += "\n"
        try:
            data = body.encode("utf-8")
        except UnicodeEncodeError as error:
            raise InvalidInputError(reason=f"The text for {file} is not valid Unicode.") from error
        write_atomically(self._folder / file, data, keep_backup=True)
        self._library.refresh()

    def _existing(self, file: str) -> Path:
        if file not in self._library.files:
            raise InvalidInputError(reason=f"There is no wildcard file {file}: refresh the list.")
        return self._folder / file

    def _refuse_taken(self, file: str) -> None:
        """Refuse a name that exists, also in another case: references do not tell them apart."""
        stem = name_key(file.rpartition(".")[0])
        taken = next((name for name in self._library.names if name_key(name) == stem), None)
        if taken is not None or (self._folder / file).exists():
            raise InvalidInputError(
                reason=f"There is already a wildcard “{taken or file}”: choose another name."
            )


def checked_file(file: str) -> str:
    """Return a relative wildcard file name that every system and every reference can use.

    Raises InvalidInputError for anything that leaves the folder, is hidden, is not portable, or
    could not be written between `__` and `__`.
    """
    file = file.replace("\\", "/").strip()
    if not file.lower().endswith(TEXT_SUFFIXES + TREE_SUFFIXES):
        raise InvalidInputError(reason=f"“{file}” is no wildcard file: they end in .txt or .yaml.")
    parts = file.split("/")
    stem = file.rpartition(".")[0]
    wrong = next((part for part in parts if not _is_portable(part)), None)
    if wrong is not None or len(file) > 200:
        raise InvalidInputError(reason=f"“{stem}” cannot be a name: “{wrong}” is not allowed.")
    if "__" in stem or stem != stem.strip("_") or any(each in stem for each in "{}$%#"):
        raise InvalidInputError(
            reason=f"“{stem}” could not be referred to: leave out “__” and {{ }} $ % #."
        )
    return file


def _is_portable(part: str) -> bool:
    stem = part.partition(".")[0]
    return (
        bool(stem.strip())
        and not part.startswith((".", " "))
        and not part.endswith((".", " "))
        and not part.rpartition(".")[0].endswith((".", " "))
        and stem.lower() not in _RESERVED
        and not _FORBIDDEN.intersection(part)
    )


def _refuse_broken_tree(text: str, file: str) -> None:
    try:
        parse_tree(text, file)
    except TreeError as error:
        raise InvalidInputError(
            reason=f"{file} would not be readable ({error}): correct it and save again."
        ) from error
