"""Tiny models put where an interrogator of this machine looks for them."""

import hashlib
from dataclasses import replace
from pathlib import Path

from booru_studio.interrogators.model_digests import ModelDigests
from booru_studio.interrogators.model_files import ModelFiles
from booru_studio.interrogators.model_host import ModelHost
from booru_studio.interrogators.model_registry import DEEPDANBOORU, WD, Model, ModelFile
from booru_studio.interrogators.onnx_local import OnnxLocal
from tests.interrogators.models.tiny_models import DEEPDANBOORU_LABELS, FOLDER, WD_LABELS

REVISION = "0123456789abcdef0123456789abcdef01234567"


def weights_of(variant: str) -> bytes:
    return (FOLDER / f"{variant}.onnx").read_bytes()


def described(name: str, data: bytes) -> ModelFile:
    return ModelFile(name, len(data), hashlib.sha256(data).hexdigest())


def wd_model(weights: bytes, labels: str = WD_LABELS, name: str = "tiny-tagger") -> Model:
    """A model as the registry has them, of this content."""
    return Model(
        name=name,
        label="Tiny",
        repository=f"somebody/{name}",
        revision=REVISION,
        weights=described("model.onnx", weights),
        labels=described("selected_tags.csv", labels.encode()),
        contract=WD,
    )


def deepdanbooru_model(weights: bytes) -> Model:
    labels = DEEPDANBOORU_LABELS.encode()
    model = replace(wd_model(weights), contract=DEEPDANBOORU)
    return replace(model, labels=described("tags.txt", labels))


def put(folder: Path, model: Model, weights: bytes, labels: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / model.weights.name).write_bytes(weights)
    (folder / model.labels.name).write_text(labels, encoding="utf-8")


def tiny_tagger(
    folder: Path, variant: str = "wd", labels: str = WD_LABELS, host: ModelHost | None = None
) -> OnnxLocal:
    """An interrogator whose files lie in a person's folder."""
    weights = weights_of(variant)
    if variant == "deepdanbooru":
        model, labels = deepdanbooru_model(weights), DEEPDANBOORU_LABELS
    else:
        model = wd_model(weights, labels)
    put(folder / "own", model, weights, labels)
    files = ModelFiles(model, ModelDigests(folder), data=folder, folder=folder / "own")
    return OnnxLocal(files, host or ModelHost())
