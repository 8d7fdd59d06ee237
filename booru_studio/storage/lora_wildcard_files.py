"""Generated wildcard files: written only where nothing of a person's stands.

A manifest holds the hash of every file that was written. A file of another content is a person's
and is left alone; nothing is ever deleted.
"""

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from booru_studio.domain.lora_lines import FOLDER, WildcardFile
from booru_studio.errors import InvalidInputError
from booru_studio.storage.atomic import write_atomically

MANIFEST_NAME = "lora-wildcards.json"

Standing = Literal["new", "same", "changed", "kept"]
"""What writing a file means: it is new, is so already, changes, or is a person's and kept."""


class LoraWildcardFiles:
    """The files below `wildcards/loras/`; all methods may be called from any thread.

    Args:
        wildcards: the wildcard folder.
        data: where the manifest is kept.
    """

    def __init__(self, wildcards: Path, data: Path) -> None:
        self._folder = wildcards
        self._manifest = data / MANIFEST_NAME
        self._lock = threading.Lock()

    def standing(self, file: WildcardFile) -> tuple[Standing, str]:
        """Say what writing a file would do, and give the text that stands there now."""
        with self._lock:
            return self._standing(file, self._known())

    def write(self, files: Iterable[WildcardFile]) -> None:
        """Write those that are new or changed; the version before stays as `<name>.bak`.

        Raises:
            StoreWriteError: one could not be written; those before it are.
        """
        with self._lock:
            known = self._known()
            ours = [file for file in files if self._standing(file, known)[0] != "kept"]
            written = {file.name: _digest(file.text.encode("utf-8")) for file in ours}
            # Both hashes count until all is written, so that a crash makes no file a person's.
            self._note(known | {name: {digest} | known.get(name, set())
                                for name, digest in written.items()})  # fmt: skip
            for file in ours:
                if self._standing(file, known)[0] != "same":
                    raw = file.text.encode("utf-8")
                    write_atomically(self._path(file.name), raw, keep_backup=True)
            self._note(known | {name: {digest} for name, digest in written.items()})

    def stale(self, files: Iterable[WildcardFile], *, ending: str) -> list[str]:
        """List files of an earlier run, as it wrote them, that are none of `files`."""
        names = {file.name for file in files}
        with self._lock:
            return sorted(
                name
                for name, digests in self._known().items()
                if name not in names and name.endswith(ending)
                and _digest(self._read(name)) in digests
            )  # fmt: skip

    def _standing(self, file: WildcardFile, known: Mapping[str, set[str]]) -> tuple[Standing, str]:
        raw = self._read(file.name)
        if raw is None:
            return "new", ""
        text = raw.decode("utf-8", errors="replace")
        if raw == file.text.encode("utf-8"):
            return "same", text
        return ("changed" if _digest(raw) in known.get(file.name, ()) else "kept"), text

    def _read(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InvalidInputError(
                reason=f"{name} cannot be read ({error.strerror}): move it away, then try again."
            ) from error

    def _path(self, name: str) -> Path:
        top = (self._folder / FOLDER).resolve()
        path = (self._folder / name).resolve()
        if not path.is_relative_to(top):
            raise InvalidInputError(reason=f"{name} would lie outside of {FOLDER}/: rename it.")
        return path

    def _known(self) -> dict[str, set[str]]:
        """Read the manifest; without one every file counts as a person's, which is safe."""
        try:
            stored = json.loads(self._manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        files = stored.get("files") if isinstance(stored, dict) else None
        if not isinstance(files, dict):
            return {}
        return {name: set(map(str, each)) for name, each in files.items() if isinstance(each, list)}

    def _note(self, known: Mapping[str, set[str]]) -> None:
        files = {name: sorted(digests) for name, digests in sorted(known.items())}
        text = json.dumps({"schema": 1, "files": files}, ensure_ascii=False)
        write_atomically(self._manifest, text.encode("utf-8"))


def _digest(raw: bytes | None) -> str:
    return "" if raw is None else hashlib.sha256(raw).hexdigest()
