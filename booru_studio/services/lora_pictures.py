"""The small picture of a LoRA: beside its file where we can read it, else the WebUI's."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

from booru_studio.domain.lora_entries import LoraEntry
from booru_studio.domain.safety import RatingPolicy
from booru_studio.domain.safety_infotext import check_infotext
from booru_studio.errors import BooruStudioError, WebUiError
from booru_studio.services.backends import Backend
from booru_studio.services.loras import Loras
from booru_studio.storage.picture_cache import PictureCache
from booru_studio.storage.picture_intake import take_picture
from booru_studio.storage.picture_text import read_infotext_of
from booru_studio.storage.thumbnails import small_version
from booru_studio.webui.lora_pictures import fetch_lora_picture

log = logging.getLogger(__name__)

_ENDINGS = (".png", ".jpg", ".jpeg", ".webp")
_MOST_BYTES = 32 << 20  # of a picture beside a LoRA
_FORGET_SECONDS = 600.0  # after which a LoRA without a picture is looked at again
_KIND = "image/webp"


class PictureSource(Protocol):
    """A WebUI that has pictures of LoRAs."""

    def is_reachable(self) -> bool: ...

    def lora_picture(self, name: str) -> bytes | None:
        """Give a LoRA's picture; raises WebUiError."""


@dataclass(frozen=True, slots=True)
class BackendPictures:
    """The pictures of one WebUI; asked only while it answers."""

    backend: Backend

    def is_reachable(self) -> bool:
        return self.backend.state.reachable

    def lora_picture(self, name: str) -> bytes | None:
        """Give a LoRA's picture; raises WebUiError."""
        return fetch_lora_picture(self.backend.client.transport, name)


class LoraPictures:
    """Small WebP pictures by LoRA name; may be asked from any thread.

    A picture whose infotext the safety rules refuse is not shown, nor one of a refused LoRA.
    """

    def __init__(
        self,
        loras: Loras,
        sources: Sequence[PictureSource],
        cache: PictureCache,
        policy: RatingPolicy,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._loras, self._sources, self._cache = loras, sources, cache
        self._policy, self._clock = policy, clock
        self._lock = threading.Lock()
        self._by_name: tuple[object, dict[str, LoraEntry]] = (None, {})
        self._missing: dict[str, float] = {}  # when a LoRA was found to have none

    def small(self, name: str) -> bytes | None:
        """Return the picture of a LoRA as WebP, None where there is none to show."""
        entry = self._entry(name)
        if entry is None or not self._loras.allows(entry):
            return None
        beside = self._beside(entry)
        identity = _identity(entry, beside)
        kept = self._cache.find(identity)
        if kept:
            return kept[0]
        if self._clock() - self._missing.get(identity, -_FORGET_SECONDS) < _FORGET_SECONDS:
            return None
        made = self._made(entry, beside)
        if made is None:
            if beside or all(source.is_reachable() for source in self._sources):
                self._missing[identity] = self._clock()
            return None
        self._cache.keep(identity, made, _KIND)
        return made

    def _entry(self, name: str) -> LoraEntry | None:
        entries = self._loras.entries()
        with self._lock:
            if self._by_name[0] is not entries:
                self._by_name = (entries, {entry.name: entry for entry in reversed(entries)})
            return self._by_name[1].get(name)

    def _beside(self, entry: LoraEntry) -> Path | None:
        """Find the picture file, which must lie below the folder of the LoRAs."""
        names = [entry.preview] if entry.preview else []
        names += [f"{entry.key}{infix}{end}" for end in _ENDINGS for infix in ("", ".preview")]
        for folder in self._loras.folders():
            root = Path(folder).expanduser()
            if not root.is_absolute() or not root.is_dir():
                continue
            for name in names:
                path = root / name
                if path.suffix.lower() in _ENDINGS and path.is_file() and _lies_in(path, root):
                    return path
        return None

    def _made(self, entry: LoraEntry, beside: Path | None) -> bytes | None:
        try:
            data = _read(beside) if beside else self._fetched(entry.name)
            if data is None:
                return None
            take_picture(data, entry.name)
            check_infotext(read_infotext_of(data), self._policy)
            return small_version(BytesIO(data))
        except (BooruStudioError, OSError) as error:
            log.info("the picture of %s: %s", entry.name, error)
            return None

    def _fetched(self, name: str) -> bytes | None:
        for source in self._sources:
            if not source.is_reachable():
                continue
            try:
                data = source.lora_picture(name)
            except WebUiError:
                continue  # how it is shows elsewhere
            if data:
                return data
        return None


def _identity(entry: LoraEntry, beside: Path | None) -> str:
    if beside is None:
        return f"lora:{entry.name}:{entry.hash}"
    return f"lora:{beside}:{beside.stat().st_mtime_ns}"


def _lies_in(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
