"""Models that run on this machine: those of the registry, a person's own, and the demo's."""

import contextlib
import threading
import time

import numpy as np
from numpy.typing import NDArray

from booru_studio.domain.interrogation import FLOOR, Interrogation, SeenTag
from booru_studio.errors import (
    ModelContractError,
    ModelCorruptError,
    ModelMissingError,
    WorkCancelledError,
)
from booru_studio.http import Secret
from booru_studio.interrogators.base import (
    Cancelled,
    Interrogator,
    InterrogatorHouse,
    Progress,
    State,
    Status,
)
from booru_studio.interrogators.demo_model import FOLDER as DEMO_FOLDER
from booru_studio.interrogators.demo_model import demo_model
from booru_studio.interrogators.labels import Labels
from booru_studio.interrogators.model_digests import ModelDigests
from booru_studio.interrogators.model_download import ModelDownload
from booru_studio.interrogators.model_files import FoundModel, ModelFiles
from booru_studio.interrogators.model_host import ModelHost
from booru_studio.interrogators.model_registry import MODELS
from booru_studio.interrogators.model_session import LoadedModel, load_model
from booru_studio.interrogators.own_model import advice_for, own_model
from booru_studio.interrogators.squaring import squared
from booru_studio.storage.picture_intake import IntakePicture

_LOOK_EVERY = 0.1  # seconds, while another download of the same model goes on


class OnnxLocal(Interrogator):
    """One model of this machine; all of them share one place in memory."""

    sends_image_away = False
    is_here = True

    def __init__(
        self,
        files: ModelFiles,
        host: ModelHost,
        *,
        token: Secret | None = None,
        advice: str = "",
    ) -> None:
        """Take where the model lies and where it runs.

        Args:
            token: of Hugging Face; sent for a gated model only.
            advice: a sentence on what to do where a model that cannot be downloaded is missing.
        """
        self.model = files.model
        self.name, self.label, self.source = (
            self.model.name, self.model.label, self.model.source,
        )  # fmt: skip
        self._files, self._host, self._advice = files, host, advice
        self._token = token or Secret("")
        self._downloading = threading.Lock()
        self._progress: tuple[int, int] | None = None  # bytes done, bytes in all
        self._fault: tuple[object, str] | None = None  # of which files, and what was wrong

    @classmethod
    def build(cls, house: InterrogatorHouse) -> list["Interrogator"]:
        digests, host = ModelDigests(house.data), ModelHost()
        if house.demo:
            files = ModelFiles(demo_model(), digests, data=house.data, folder=DEMO_FOLDER)
            return [cls(files, host)]
        built: list[Interrogator] = [
            cls(
                ModelFiles(model, digests, data=house.data, folder=house.models),
                host,
                token=house.hf_token,
            )
            for model in MODELS
        ]
        own = own_model(house.models) if house.models else None
        if own and house.models:
            files = ModelFiles(own, digests, data=house.data, folder=house.models)
            built.insert(0, cls(files, host, advice=advice_for(house.models)))
        return built

    def status(self) -> Status:
        progress = self._progress
        if progress:
            done, whole = progress
            detail = f"Being downloaded: {_mb(done)} of {_mb(whole)} MB."
            return Status(State.DOWNLOADING, detail, whole - done)
        found = self._files.find()
        if found is None:
            return self._missing_status()
        fault = self._fault
        if fault and fault[0] == _state_of(found):
            return Status(State.BROKEN, fault[1])
        reason = self._files.size_fault(found)
        if reason and found.is_downloaded:
            return self._missing_status()
        if reason:
            return Status(State.BROKEN, f"{reason}: put a whole copy there.")
        return Status(State.READY, "It is on this machine.")

    def interrogate(self, picture: IntakePicture, is_cancelled: Cancelled) -> Interrogation:
        began = time.monotonic()
        found = self._files.find()
        if found is None:
            raise self._missing()
        labels, scores = self._host.use(
            self.source,
            lambda: self._load(found, is_cancelled),
            lambda model: (model.labels, _scores(model, picture)),
            is_cancelled,
        )
        return Interrogation(
            tags=_seen(labels, scores),
            rating={rating: float(scores[place]) for place, rating in labels.ratings},
            interrogator=self.name,
            source=self.source,
            seconds=time.monotonic() - began,
            notes=picture.notes,
        )

    def prepare(self, progress: Progress, is_cancelled: Cancelled) -> None:
        while not self._downloading.acquire(timeout=_LOOK_EVERY):
            if is_cancelled():
                raise WorkCancelledError
        try:
            found = self._files.find()
            if found and not found.is_downloaded:
                self._files.check(found, is_cancelled)
            elif self.model.repository:
                self._download(progress, is_cancelled)
            elif found is None:
                raise self._missing()
        finally:
            self._progress = None
            self._downloading.release()

    def close(self) -> None:
        self._host.unload(self.source)

    def _download(self, progress: Progress, is_cancelled: Cancelled) -> None:
        def report(done: int, whole: int) -> None:
            self._progress = (done, whole)
            progress(done, whole)

        ModelDownload(self._files, self._token).fetch(report, is_cancelled)

    def _load(self, found: FoundModel, is_cancelled: Cancelled) -> LoadedModel:
        try:
            self._files.check(found, is_cancelled)
            return load_model(self.model, found)
        except (ModelContractError, ModelCorruptError) as error:
            self._fault = (_state_of(found), str(error))
            raise

    def _missing(self) -> ModelMissingError | ModelCorruptError:
        if self.model.repository:
            return ModelMissingError(name=self.name, megabytes=self.model.size / 1e6)
        return ModelCorruptError(
            path=self.model.weights.name,
            name=self.name,
            reason="it vanished or was changed since the start",
            advice="start again",
        )

    def _missing_status(self) -> Status:
        if not self.model.repository:
            return Status(State.BROKEN, self._advice)
        missing = self._files.missing_bytes() or self.model.size
        return Status(
            State.NEEDS_DOWNLOAD,
            f"Not on this machine yet: download it once ({_mb(missing)} MB), or put its files "
            "into the folder BOORU_STUDIO_MODELS.",
            missing,
        )


def _state_of(found: FoundModel) -> object:
    """Return what changes when somebody puts other files there."""
    facts: list[object] = [found]
    for path in (found.weights, found.labels):
        with contextlib.suppress(OSError):
            facts.append(path.stat().st_mtime_ns)
    return tuple(facts)


def _scores(model: LoadedModel, picture: IntakePicture) -> NDArray[np.float32]:
    return model.scores(squared(picture, model.contract.side, model.contract.padding))


def _seen(labels: Labels, scores: NDArray[np.float32]) -> tuple[SeenTag, ...]:
    """Return the tags from the floor up, the surest first."""
    values = scores.tolist()
    tags = [
        SeenTag(name, category, values[place])
        for place, name, category in labels.tags
        if values[place] >= FLOOR
    ]
    return tuple(sorted(tags, key=lambda tag: -(tag.score or 0.0)))


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f}"
