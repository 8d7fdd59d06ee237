"""The tiny models are what their generator makes of them."""

import pytest

from tests.interrogators.models.tiny_models import FOLDER, VARIANTS, build


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_tiny_model_is_made_again_byte_for_byte(variant) -> None:
    pytest.importorskip("onnx", reason="only the generator needs onnx")

    assert build(VARIANTS[variant]) == (FOLDER / f"{variant}.onnx").read_bytes()
