"""Make the demo's own model from its fitted weights.

python -m tests.interrogators.models.demo_tagger writes `demo_tagger.onnx` and `demo_tagger.csv`
beside `booru_studio/interrogators/demo_model.py`; it needs `onnx`, which the app does not. The
weights are those of `fit_demo_tagger.py`, rounded to 8 bits.
"""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from booru_studio.interrogators.demo_model import FOLDER
from tests.interrogators.models.fit_demo_tagger import FIELDS, WEIGHTS
from tests.interrogators.models.painted_truth import CELLS

SIDE = 448
# The painter paints nothing else, so this much is no guess.
RATINGS = {"general": 0.97, "sensitive": 0.02, "questionable": 0.006, "explicit": 0.004}


def stored() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found


def labels() -> str:
    """Return the labels as a WD tagger has them."""
    rows = [(name, 9) for name in RATINGS] + [(name, 0) for name in stored()["names"]]
    lines = [f"{place},{name},{category},0" for place, (name, category) in enumerate(rows)]
    return "\n".join(["tag_id,name,category,count", *lines]) + "\n"


def build() -> bytes:
    """Make the network: cells -> colour detectors -> fields -> tags."""
    from onnx import TensorProto, checker, helper, numpy_helper

    values = {name: np.array(value, np.float32) for name, value in stored().items()
              if name != "names"}  # fmt: skip
    kinds = values["kinds"].reshape(3, 3, 3, -1)[:, :, ::-1]  # rows, columns, BGR, detectors
    kernel = kinds.transpose(3, 2, 0, 1) / 255
    tags = _by_detector(values["tags"], kernel.shape[0])
    rating = np.log([chance / (1 - chance) for chance in RATINGS.values()]).astype(np.float32)
    fixed = np.zeros((tags.shape[0], len(rating)), np.float32)
    tags = np.concatenate([fixed, tags], axis=1)
    bias = np.concatenate([rating, values["tags_bias"]])
    initial = [
        numpy_helper.from_array(np.float32(255 / 2), "grey"),
        numpy_helper.from_array(values["kinds_bias"], "kinds_bias"),
        numpy_helper.from_array(bias, "tags_bias"),
    ]
    for name, value, axes in (("kernel", kernel, (1, 2, 3)), ("tags", tags, (0,))):
        small, scale = _rounded(value, axes)
        initial += [
            numpy_helper.from_array(small, f"{name}_small"),
            numpy_helper.from_array(scale, f"{name}_scale"),
        ]
    cell, field = SIDE // CELLS, CELLS // FIELDS
    node = helper.make_node
    nodes = [
        node("DequantizeLinear", ["kernel_small", "kernel_scale"], ["kernel"], axis=0),
        node("DequantizeLinear", ["tags_small", "tags_scale"], ["tags"], axis=1),
        node("Transpose", ["picture"], ["planes"], perm=[0, 3, 1, 2]),
        node("AveragePool", ["planes"], ["cells"], kernel_shape=[cell] * 2, strides=[cell] * 2),
        node("Sub", ["cells", "grey"], ["centred"]),
        node("Conv", ["centred", "kernel", "kinds_bias"], ["found"], pads=[1] * 4),
        node("Relu", ["found"], ["kinds"]),
        node("AveragePool", ["kinds"], ["fields"], kernel_shape=[field] * 2, strides=[field] * 2),
        node("Flatten", ["fields"], ["flat"]),
        node("Gemm", ["flat", "tags", "tags_bias"], ["logits"]),
        node("Sigmoid", ["logits"], ["scores"]),
    ]
    kind = TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "demo_tagger",
        [helper.make_tensor_value_info("picture", kind, ["batch", SIDE, SIDE, 3])],
        [helper.make_tensor_value_info("scores", kind, ["batch", tags.shape[1]])],
        initial,
    )
    # Runtimes of 2024 read neither newer operators nor newer IR versions.
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10, producer_name=""
    )
    checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def _by_detector(tags: NDArray[np.float32], kinds: int) -> NDArray[np.float32]:
    """Order the rows as ONNX flattens: detector, row, column; they come row, column, detector."""
    fields = tags.reshape(FIELDS, FIELDS, kinds, -1).transpose(2, 0, 1, 3)
    return fields.reshape(FIELDS * FIELDS * kinds, -1)


def _rounded(
    value: NDArray[np.float32], axes: tuple[int, ...]
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round to 8 bits, with one scale for each place of the axis that is left."""
    scale = np.maximum(np.abs(value).max(axis=axes, keepdims=True) / 127, 1e-9)
    small = np.round(value / scale).astype(np.int8)
    return small, scale.reshape(-1).astype(np.float32)


def main() -> None:
    (FOLDER / "demo_tagger.onnx").write_bytes(build())
    (FOLDER / "demo_tagger.csv").write_text(labels(), encoding="utf-8")


if __name__ == "__main__":
    main()
