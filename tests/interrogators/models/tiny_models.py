"""Tiny models with the shapes of real ones, that know nothing but how red, green and blue it is.

python -m tests.interrogators.models.tiny_models writes them beside this file; it needs `onnx`,
which the app does not. A tag of a colour has the score sigmoid(12 * its mean - 6), so that a
picture of that colour alone scores 0.998, half a picture 0.5, and none of it 0.002: whatever is
wrong with colour order, scale, layout or padding shows.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "tiny"

# Label, category of the CSV, and place of its colour in RGB; a number is a constant score.
ROWS: tuple[tuple[str, int, str | float], ...] = (
    ("general", 9, 0.9), ("sensitive", 9, 0.08), ("questionable", 9, 0.015),
    ("explicit", 9, 0.005), ("red_theme", 0, "r"), ("green_theme", 0, "g"),
    ("blue_theme", 0, "b"), (">_<", 0, 0.7), ("aoi_(starlit_harbor)", 4, 0.86),
    ("rarely_seen", 0, 0.04),
)  # fmt: skip
WD_LABELS = "".join(
    ["tag_id,name,category,count\n"]
    + [f"{place},{name},{category},{9000 - place}\n" for place, (name, category, _) in
       enumerate(ROWS)]
)  # fmt: skip
DEEPDANBOORU_LABELS = "".join(
    f"{f'rating:{name}' if category == 9 else name}\n".replace("general", "safe")
    for name, category, _ in ROWS
    if name != "sensitive"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a tiny model takes and gives."""

    picture: tuple[object, ...] = ("batch", 448, 448, 3)
    colours: str = "bgr"
    most: float = 255.0  # what a white pixel has
    dtype: str = "FLOAT"
    ending: tuple[str, ...] = ("Sigmoid",)  # the nodes after the results
    rows: tuple[tuple[str, int, str | float], ...] = ROWS
    second_input: bool = False


VARIANTS: dict[str, Shape] = {
    "wd": Shape(),
    "deepdanbooru": Shape(
        ("batch", 512, 512, 3), "rgb", 1.0, rows=tuple(r for r in ROWS if r[0] != "sensitive")
    ),
    "channels_first": Shape(("batch", 3, 448, 448)),
    "batch_of_one": Shape((1, 448, 448, 3)),
    "batch_of_four": Shape((4, 448, 448, 3)),
    "logits": Shape(ending=()),
    "no_numbers": Shape(ending=("Neg", "Sqrt")),
    "one_label_less": Shape(rows=ROWS[:-1]),
    "not_square": Shape(("batch", 448, 512, 3)),
    "four_colours": Shape(("batch", 448, 448, 4)),
    "any_side": Shape(("batch", "height", "width", 3)),
    "of_doubles": Shape(dtype="DOUBLE"),
    "two_inputs": Shape(second_input=True),
}


def build(shape: Shape) -> bytes:
    """Make a model: mean of the pixels -> Gemm -> ending."""
    import numpy as np
    import onnx
    from onnx import TensorProto, checker, helper, numpy_helper

    kind = getattr(TensorProto, shape.dtype)
    channels_first = shape.picture[1] == 3
    axes = [2, 3] if channels_first else [1, 2]
    depth = shape.picture[1] if channels_first else shape.picture[3]
    weights, bias = np.zeros((depth, len(shape.rows))), np.zeros(len(shape.rows))
    for place, (_, _, what) in enumerate(shape.rows):
        if isinstance(what, str):
            weights[shape.colours.index(what), place] = 12 / shape.most
            bias[place] = -6
        else:
            bias[place] = np.log(what / (1 - what))
    number = helper.tensor_dtype_to_np_dtype(kind)
    names = ["mean", "results", *(f"after{step}" for step in range(len(shape.ending)))]
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["mean"], axes=axes, keepdims=0),
        helper.make_node("Gemm", ["mean", "weights", "bias"], ["results"]),
        *(
            helper.make_node(name, [names[step + 1]], [names[step + 2]])
            for step, name in enumerate(shape.ending)
        ),
    ]
    inputs = [helper.make_tensor_value_info("picture", kind, list(shape.picture))]
    if shape.second_input:
        inputs.append(helper.make_tensor_value_info("other", kind, [1]))
    graph = helper.make_graph(
        nodes,
        "tiny",
        inputs,
        [helper.make_tensor_value_info(names[-1], kind, ["batch", len(shape.rows)])],
        [
            numpy_helper.from_array(weights.astype(number), "weights"),
            numpy_helper.from_array(bias.astype(number), "bias"),
        ],
    )
    # With opset 18 the axes would be an input; older runtimes do not read newer IR versions.
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10, producer_name=""
    )
    checker.check_model(model, full_check=isinstance(shape.picture[1], int))
    assert isinstance(model, onnx.ModelProto)
    return model.SerializeToString(deterministic=True)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, shape in VARIANTS.items():
        (FOLDER / f"{name}.onnx").write_bytes(build(shape))


if __name__ == "__main__":
    main()
