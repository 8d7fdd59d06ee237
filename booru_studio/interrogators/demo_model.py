"""The demo's own tiny model, which knows the pictures that the demo paints."""

from pathlib import Path

from booru_studio.interrogators.model_registry import WD, Model, ModelFile

FOLDER = Path(__file__).resolve().parent
_WEIGHTS, _LABELS = "demo_tagger.onnx", "demo_tagger.csv"


def demo_model() -> Model:
    """Describe the files beside this module; they are taken as WD taggers take pictures.

    Their generator is `tests/interrogators/models/demo_tagger.py`.
    """
    return Model(
        name="demo-tagger",
        label="Demo tagger (bundled)",
        repository="",
        revision="1",
        weights=ModelFile(_WEIGHTS, (FOLDER / _WEIGHTS).stat().st_size, ""),
        labels=ModelFile(_LABELS, (FOLDER / _LABELS).stat().st_size, ""),
        contract=WD,
    )
