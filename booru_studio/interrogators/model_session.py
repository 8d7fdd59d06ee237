"""A model in memory: loaded, checked against what it should take and give, asked."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from booru_studio.errors import ModelContractError, ModelCorruptError
from booru_studio.interrogators.labels import Labels, LabelsError, read_labels
from booru_studio.interrogators.model_files import FoundModel
from booru_studio.interrogators.model_registry import Contract, Layout, Model
from booru_studio.interrogators.squaring import as_input

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-untyped]
    from PIL import Image

_COLOURS = 3
_MOST_SIDE = 2048  # pixels: what a model may ask for


@dataclass(frozen=True, slots=True, weakref_slot=True)
class LoadedModel:
    """A session with its labels; `contract` has the side and layout the model really has."""

    session: "InferenceSession"
    contract: Contract
    labels: Labels
    name: str
    path: Path

    def scores(self, square: "Image.Image") -> NDArray[np.float32]:
        """Return the probability of each label, 0-1.

        Args:
            square: a picture of the contract's side.

        Raises:
            ModelContractError: what it gives are no probabilities of its labels.
        """
        batch = {self.session.get_inputs()[0].name: as_input(square, self.contract)}
        try:
            given = self.session.run(None, batch)[0]
        except _failures() as error:
            raise self._wrong("it failed on this picture") from error
        scores = np.asarray(given, dtype=np.float32).reshape(-1)
        if scores.size != self.labels.size:
            raise self._wrong(f"it gives {scores.size} results for {self.labels.size} labels")
        # Not a number is neither above nor below.
        if not (scores.min() >= 0.0 and scores.max() <= 1.0):
            raise self._wrong("its results are no probabilities from 0 to 1")
        return scores

    def _wrong(self, reason: str) -> ModelContractError:
        return ModelContractError(path=self.path.name, name=self.name, reason=reason)


def load_model(model: Model, found: FoundModel) -> LoadedModel:
    """Load a model; takes seconds and about one and a half times its size of memory.

    Raises:
        ModelCorruptError: the file is no model.
        ModelContractError: it takes or gives something else than it should, or its labels are
            those of another one.
    """
    try:
        labels = read_labels(found.labels.name, found.labels.read_bytes())
        session = _open_session(found.weights, model)
    except (LabelsError, OSError) as error:
        raise ModelContractError(
            path=found.weights.name, name=model.name, reason=str(error)
        ) from error
    try:
        contract = _checked(session, model.contract, labels)
    except _MismatchError as error:
        raise ModelContractError(
            path=found.weights.name, name=model.name, reason=str(error)
        ) from error
    return LoadedModel(session, contract, labels, model.name, found.weights)


def _open_session(path: Path, model: Model) -> "InferenceSession":
    from onnxruntime import InferenceSession  # slow to import, and only who interrogates needs it

    try:
        return InferenceSession(
            str(path), _options(model.contract), providers=["CPUExecutionProvider"]
        )
    except _failures() as error:
        raise ModelCorruptError(
            path=path.name,
            name=model.name,
            reason="it is no ONNX model that can be run",
            advice="put a whole copy there",
        ) from error


def _failures() -> tuple[type[Exception], ...]:
    """Return what ONNX Runtime raises: its classes have no base of their own."""
    from onnxruntime.capi import (  # type: ignore[import-untyped]
        onnxruntime_pybind11_state as state,
    )

    return (
        state.EPFail, state.Fail, state.InvalidArgument, state.InvalidGraph, state.InvalidProtobuf,
        state.NoModel, state.NoSuchFile, state.NotImplemented, state.RuntimeException,
        RuntimeError,
    )  # fmt: skip


def _options(contract: Contract) -> "SessionOptions":
    """Spare the machine: the WebUI and this page share it with the model."""
    from onnxruntime import GraphOptimizationLevel, SessionOptions

    options = SessionOptions()
    options.log_severity_level = 3  # errors
    options.intra_op_num_threads = max(1, (os.cpu_count() or 2) // 2)
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # an arena keeps what it had at its largest
    options.graph_optimization_level = (
        GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        if contract.is_convolutional
        else GraphOptimizationLevel.ORT_ENABLE_ALL
    )
    return options


class _MismatchError(ValueError):
    """A model is not what its contract says; its text says why."""


def _checked(session: "InferenceSession", wanted: Contract, labels: Labels) -> Contract:
    """Return the contract with the model's own side and layout."""
    inputs, output = session.get_inputs(), session.get_outputs()[0]
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or len(inputs[0].shape) != 4:
        raise _MismatchError("it does not take one picture of float32")
    results = output.shape[-1] if output.shape else 0
    if output.type != "tensor(float)":
        raise _MismatchError("it does not give results of float32")
    if isinstance(results, int) and results != labels.size:
        raise _MismatchError(f"it gives {results} results for {labels.size} labels")
    batch, *shape = inputs[0].shape
    if isinstance(batch, int) and batch != 1:
        raise _MismatchError(f"it takes {batch} pictures at once")
    layout = Layout.NCHW if shape[0] == _COLOURS else Layout.NHWC
    height, width, colours = shape if layout is Layout.NHWC else (*shape[1:], shape[0])
    if colours != _COLOURS or height != width or not _is_side(height):
        raise _MismatchError(f"its pictures are {' x '.join(map(str, shape))}")
    return replace(wanted, side=height, layout=layout)


def _is_side(value: object) -> bool:
    return isinstance(value, int) and 0 < value <= _MOST_SIDE
