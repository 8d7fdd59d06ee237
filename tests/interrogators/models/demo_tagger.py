"""Make the demo's own model from its fitted weights.

python -m tests.interrogators.models.demo_tagger writes `demo_tagger.onnx` and `demo_tagger.csv`
beside `booru_studio/interrogators/demo_model.py`; it needs `onnx`, which the app does not. The
weights are those of `fit_demo_tagger.py`, rounded to 8 bits.
"""

import base64
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from booru_studio.interrogators.demo_model import FOLDER
from tests.interrogators.models.fit_demo_tagger import FIELDS, KINDS, WEIGHTS
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

    found = stored()
    kernel, kernel_scale = _matrix(found["kinds"])
    kernel = kernel.reshape(3, 3, 3, KINDS)[:, :, ::-1]  # rows, columns, BGR, detectors
    tags, tags_scale = _matrix(found["tags"])
    rating = np.log([chance / (1 - chance) for chance in RATINGS.values()])
    always = np.zeros((tags.shape[0], len(rating)), np.int8)
    numbers = {
        "grey": np.float32(255 / 2),
        "kernel_small": kernel.transpose(3, 2, 0, 1),
        "kernel_scale": kernel_scale / np.float32(255),
        "kinds_bias": np.array(found["kinds_bias"], np.float32),
        "tags_small": np.concatenate([always, _by_detector(tags)], axis=1),
        "tags_scale": np.concatenate([np.ones(len(rating), np.float32), tags_scale]),
        "tags_bias": np.concatenate([rating, found["tags_bias"]]).astype(np.float32),
    }
    results = len(numbers["tags_bias"])
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
        [helper.make_tensor_value_info("scores", kind, ["batch", results])],
        [
            numpy_helper.from_array(np.ascontiguousarray(value), name)
            for name, value in numbers.items()
        ],
    )
    # Runtimes of 2024 read neither newer operators nor newer IR versions.
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10, producer_name=""
    )
    checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def _matrix(found: dict[str, Any]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Read a matrix of 8 bits and the scale of each of its columns."""
    scale = np.array(found["scale"], np.float32)
    small = np.frombuffer(base64.b64decode(found["bytes"]), np.int8)
    return small.reshape(-1, len(scale)), scale


def _by_detector(tags: NDArray[np.int8]) -> NDArray[np.int8]:
    """Order the rows as ONNX flattens: detector, row, column; they come row, column, detector."""
    fields = tags.reshape(FIELDS, FIELDS, KINDS, -1).transpose(2, 0, 1, 3)
    return fields.reshape(FIELDS * FIELDS * KINDS, -1)


def main() -> None:
    (FOLDER / "demo_tagger.onnx").write_bytes(build())
    (FOLDER / "demo_tagger.csv").write_text(labels(), encoding="utf-8")


if __name__ == "__main__":
    main()
