"""Put a line into a wildcard file, from wherever on the page a good one turns up."""

import threading

from booru_studio.domain.wildcard_names import name_key
from booru_studio.errors import InvalidInputError
from booru_studio.storage.wildcard_editing import WildcardEditor
from booru_studio.storage.wildcard_files import WildcardFiles

LONGEST_LINE = 2000  # characters


class WildcardLines:
    """Adds lines to the text files of the wildcard folder."""

    def __init__(self, files: WildcardFiles, editor: WildcardEditor) -> None:
        self._files, self._editor = files, editor
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """Return the wildcards that a line can be added to, by name."""
        texts = (file for file in self._files.files if file.lower().endswith(".txt"))
        return sorted(file.rpartition(".")[0] for file in texts)

    def add(self, name: str, line: str) -> bool:
        """Add a line at the end of a wildcard; a new name makes a new file.

        Returns:
            Whether it was added; False where the wildcard has that line already.

        Raises:
            InvalidInputError: a name or line that cannot be.
            StoreWriteError: the disk refuses; the file is as before.
        """
        text = " ".join(line.split())
        if not text or len(text) > LONGEST_LINE or text.startswith("#"):
            raise InvalidInputError(reason="That makes no line of a wildcard: choose another name.")
        with self._lock:
            file = self._file(name)
            if file is None:
                self._editor.create(name.strip(), text)
                return True
            before = self._editor.read(file)
            if text in (kept.strip() for kept in before.splitlines()):
                return False
            start = before if not before or before.endswith("\n") else f"{before}\n"
            self._editor.edit(file, f"{start}{text}\n", before=before)
            return True

    def _file(self, name: str) -> str | None:
        wanted = name_key(f"{name.strip()}.txt")
        return next((file for file in self._files.files if name_key(file) == wanted), None)
