"""Where a model's files lie: a person's own folder first, then what was downloaded."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from booru_studio.errors import ModelCorruptError
from booru_studio.interrogators.base import Cancelled
from booru_studio.interrogators.model_digests import ModelDigests
from booru_studio.interrogators.model_registry import Model, ModelFile

FOLDER = "models"


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model's two files, and whether we downloaded them and may delete them."""

    weights: Path
    labels: Path
    is_downloaded: bool


class ModelFiles:
    """Finds one model's files and checks them; no network is asked."""

    def __init__(
        self, model: Model, digests: ModelDigests, *, data: Path, folder: Path | None = None
    ) -> None:
        """Take where to look.

        Args:
            folder: a person's own folder. Its subfolder of the model's name is taken whatever
                is in it, and the folder itself if its weights are of the model's size.
        """
        self.model = model
        self.hub = data / FOLDER  # laid out as Hugging Face's own cache
        self._digests = digests
        self._folder = folder

    def find(self) -> FoundModel | None:
        """Return the files; None where one is missing."""
        for folder in self._own_folders():
            found = FoundModel(
                folder / self.model.weights.name, folder / self.model.labels.name, False
            )
            if found.weights.is_file() and found.labels.is_file():
                return found
        weights, labels = self.downloaded(self.model.weights), self.downloaded(self.model.labels)
        return FoundModel(weights, labels, True) if weights and labels else None

    def downloaded(self, file: ModelFile) -> Path | None:
        """Return a downloaded file of the model; None where it is missing."""
        if not self.model.repository:
            return None
        place = self.place(file)
        if place.is_file():
            return place
        if not self._repository.is_dir():
            return None
        from huggingface_hub import try_to_load_from_cache  # slow to import

        # A revision that is a name leads to its files by the cache's own list of such names.
        path = try_to_load_from_cache(
            self.model.repository, file.name, cache_dir=self.hub, revision=self.model.revision
        )
        return Path(path) if isinstance(path, str) else None

    def place(self, file: ModelFile) -> Path:
        """Return where a file of the model belongs in Hugging Face's layout, without its links.

        https://huggingface.co/docs/huggingface_hub/guides/manage-cache
        """
        return self._repository / "snapshots" / self.model.revision / file.name

    def part(self, file: ModelFile) -> Path:
        """Return where a file of the model is while it is being downloaded."""
        return self.place(file).with_name(f"{file.name}.part")

    def missing_bytes(self) -> int:
        """Return how much is still to be downloaded."""
        files = (self.model.labels, self.model.weights)
        return sum(
            file.size - min(max(_size(self.part(file)), 0), file.size)
            for file in files
            if self.downloaded(file) is None
        )

    def check(self, found: FoundModel, is_cancelled: Cancelled) -> None:
        """Make sure that the files are the ones their author published.

        A downloaded file that is not is deleted.

        Raises:
            ModelCorruptError: one is not.
            WorkCancelledError: it was stopped.
        """
        for path, wanted in _pairs(found, self.model):
            try:
                reason = self._digests.difference(path, wanted, is_cancelled)
            except OSError as error:
                reason = error.strerror or str(error)
            if not reason:
                continue
            if found.is_downloaded:
                self.delete(path)
            advice = "download it again" if found.is_downloaded else "put a whole copy there"
            raise ModelCorruptError(
                path=path.name, name=self.model.name, reason=reason, advice=advice
            )

    def size_fault(self, found: FoundModel) -> str:
        """Say at once which file is not as large as it should be; "" = none."""
        for path, wanted in _pairs(found, self.model):
            size = _size(path)
            if size != wanted.size:
                return f"{path.name} has {size:,} bytes instead of {wanted.size:,}"
        return ""

    def delete(self, path: Path) -> None:
        """Delete a downloaded file, and what it is a link to if that is in our own cache."""
        target = path.resolve()
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        if target.is_relative_to(self.hub.resolve()):
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)

    @property
    def _repository(self) -> Path:
        return self.hub / f"models--{self.model.repository.replace('/', '--')}"

    def _own_folders(self) -> Iterator[Path]:
        if self._folder is None:
            return
        yield self._folder / self.model.name
        if _size(self._folder / self.model.weights.name) == self.model.weights.size:
            yield self._folder


def _pairs(found: FoundModel, model: Model) -> tuple[tuple[Path, ModelFile], ...]:
    return (found.weights, model.weights), (found.labels, model.labels)


def _size(path: Path) -> int:
    """Return its bytes; -1 for a file that is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return -1
