"""A model that a person brings along, in a folder of their own."""

from hashlib import sha256
from pathlib import Path

from booru_studio.interrogators.model_registry import DEEPDANBOORU, MODELS, WD, Model, ModelFile

NAME = "own-model"
WEIGHTS = "model.onnx"
_LABELS = ("selected_tags.csv", "tags.txt")


def own_model(folder: Path) -> Model | None:
    """Describe the model in a folder; None where all that is there is a model of the registry.

    What it wants is known by its labels: `selected_tags.csv` is that of a WD tagger, `tags.txt`
    that of DeepDanbooru. Its files are read when it is loaded. One that is incomplete is
    described all the same, so that a person is told.
    """
    size, changed = _facts(folder / WEIGHTS)
    if any(_has_whole(folder, model) for model in MODELS):
        return None
    labels = next((name for name in _LABELS if (folder / name).is_file()), _LABELS[0])
    labels_size, labels_changed = _facts(folder / labels)
    facts = f"{size} {changed} {labels_size} {labels_changed}"
    return Model(
        name=NAME,
        label=f"Own model ({folder.name}/{WEIGHTS})",
        repository="",
        revision=sha256(facts.encode()).hexdigest(),
        weights=ModelFile(WEIGHTS, size, ""),
        labels=ModelFile(labels, labels_size, ""),
        contract=WD if labels == _LABELS[0] else DEEPDANBOORU,
    )


def advice_for(folder: Path) -> str:
    """Say what belongs into the folder."""
    return f"Put {WEIGHTS} and {' or '.join(_LABELS)} into {folder.name}, then start again."


def _has_whole(folder: Path, model: Model) -> bool:
    """Say whether a model of the registry lies in the folder, or in a subfolder of its name."""
    if (folder / model.name / model.weights.name).is_file():
        return not (folder / WEIGHTS).is_file()
    return _facts(folder / model.weights.name)[0] == model.weights.size


def _facts(path: Path) -> tuple[int, int]:
    """Return bytes and time of change; zeros for a file that is not there."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns
