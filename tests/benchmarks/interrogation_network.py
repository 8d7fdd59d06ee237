"""A network of random weights with the shape, the weight and the work of the default model.

python -m tests.benchmarks.interrogation_network FOLDER

It writes `model.onnx` and `selected_tags.csv`, in a process of its own since that takes three
times the model's size of memory. It needs `onnx` (`pip install onnx`), as nothing else here does.
WD SwinV2 v3 has 467 MB of weights and does 131 GFLOP a picture; a plain vision transformer of
fifteen layers over 23 x 23 patches has 463 MB and does 126.
"""

import sys
from pathlib import Path

import numpy as np

SIDE, LABELS, RATINGS, CHARACTERS = 448, 10_861, 4, 2_751
WIDTH, LAYERS, HEADS, PATCH, STRIDE = 768, 15, 12, 16, 19
ACROSS = (SIDE - PATCH) // STRIDE + 1
TOKENS = ACROSS**2
REAL_BYTES, REAL_FLOP = 467_460_978, 130.8e9


def flop() -> float:
    """Return the multiplications and additions a picture takes."""
    each = 12 * WIDTH**2 * TOKENS + 2 * TOKENS**2 * WIDTH
    return 2.0 * (LAYERS * each + 3 * PATCH**2 * WIDTH * TOKENS + WIDTH * LABELS)


class _Graph:
    """Collects nodes and weights, and names what lies between."""

    def __init__(self) -> None:
        self.nodes, self.weights = [], []
        self._draw = np.random.default_rng(1)

    def add(self, kind: str, *inputs: str, outputs: int = 1, **options: object) -> str:
        from onnx import helper

        names = [f"{kind}{len(self.nodes)}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **options))
        return names[0] if outputs == 1 else names

    def weight(self, *shape: int, scale: float = 0.02) -> str:
        return self.constant(self._draw.standard_normal(shape, np.float32) * np.float32(scale))

    def constant(self, value: object) -> str:
        from onnx import numpy_helper

        name = f"weight{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def normed(self, name: str) -> str:
        ones, zeros = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
        return self.add("LayerNormalization", name, self.constant(ones), self.constant(zeros))

    def linear(self, name: str, wide: int, to: int) -> str:
        product = self.add("MatMul", name, self.weight(wide, to))
        return self.add("Add", product, self.constant(np.zeros(to, np.float32)))


def _attention(graph: _Graph, name: str) -> str:
    part = WIDTH // HEADS
    heads = graph.constant(np.array([0, TOKENS, HEADS, part], np.int64))
    query, key, value = (
        graph.add("Reshape", graph.linear(name, WIDTH, WIDTH), heads) for _ in range(3)
    )
    query = graph.add("Transpose", query, perm=[0, 2, 1, 3])
    key = graph.add("Transpose", key, perm=[0, 2, 3, 1])
    value = graph.add("Transpose", value, perm=[0, 2, 1, 3])
    scale = graph.constant(np.float32(part**-0.5))
    likeness = graph.add("Mul", graph.add("MatMul", query, key), scale)
    mixed = graph.add("MatMul", graph.add("Softmax", likeness, axis=-1), value)
    mixed = graph.add("Transpose", mixed, perm=[0, 2, 1, 3])
    flat = graph.constant(np.array([0, TOKENS, WIDTH], np.int64))
    return graph.linear(graph.add("Reshape", mixed, flat), WIDTH, WIDTH)


def _layer(graph: _Graph, name: str) -> str:
    name = graph.add("Add", name, _attention(graph, graph.normed(name)))
    inner = graph.linear(graph.normed(name), WIDTH, 4 * WIDTH)
    root = graph.constant(np.float32(2**0.5))
    bell = graph.add("Erf", graph.add("Div", inner, root))
    bell = graph.add("Add", bell, graph.constant(np.float32(1)))
    inner = graph.add("Mul", graph.add("Mul", inner, bell), graph.constant(np.float32(0.5)))
    return graph.add("Add", name, graph.linear(inner, 4 * WIDTH, WIDTH))


def build() -> bytes:
    from onnx import TensorProto, helper

    graph = _Graph()
    name = graph.add("Transpose", "input", perm=[0, 3, 1, 2])
    name = graph.add("Div", name, graph.constant(np.float32(127.5)))
    name = graph.add("Sub", name, graph.constant(np.float32(1)))
    kernel = graph.weight(WIDTH, 3, PATCH, PATCH)
    name = graph.add("Conv", name, kernel, strides=[STRIDE, STRIDE])
    name = graph.add("Reshape", name, graph.constant(np.array([0, WIDTH, TOKENS], np.int64)))
    name = graph.add("Transpose", name, perm=[0, 2, 1])
    for _ in range(LAYERS):
        name = _layer(graph, name)
    name = graph.add("ReduceMean", graph.normed(name), axes=[1], keepdims=0)
    name = graph.linear(name, WIDTH, LABELS)
    name = graph.add("Sigmoid", graph.add("Sub", name, graph.constant(np.float32(4))))
    kind = TensorProto.FLOAT
    made = helper.make_graph(
        graph.nodes, "random",
        [helper.make_tensor_value_info("input", kind, ["batch", SIDE, SIDE, 3])],
        [helper.make_tensor_value_info(name, kind, ["batch", LABELS])],
        graph.weights,
    )  # fmt: skip
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    return model.SerializeToString()


def labels() -> str:
    rows = ["tag_id,name,category,count"]
    for place in range(LABELS):
        category = 9 if place < RATINGS else 4 if place >= LABELS - CHARACTERS else 0
        name = ("general", "sensitive", "questionable", "explicit", f"tag_{place}")[min(place, 4)]
        rows.append(f"{place},{name},{category},1")
    return "\n".join(rows) + "\n"


def write(folder: Path) -> None:
    data = build()
    for share in (len(data) / REAL_BYTES, flop() / REAL_FLOP):
        assert 0.9 <= share <= 1.1, share
    (folder / "model.onnx").write_bytes(data)
    (folder / "selected_tags.csv").write_text(labels(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
