"""The measured behaviour of dynamicprompts 0.31.0, where its table lies beside the checkout.

All `match` cases and all `wanted` cases hold. Three cases want no fixed set:

- D014 and D015 (`{@_@|>_<}`, `{!?|!!}`): the first character stays a sampler, as users of
  dynamicprompts expect; `diagnose` warns and `\\@`, `\\!` give both options.
- D042 (a file that refers to itself): one round, then the reference stays as text with E_CYCLE.
"""

import json
from pathlib import Path

import pytest

from booru_studio.domain.wildcard_leaves import Leaves
from booru_studio.domain.wildcards import diagnose, expand
from booru_studio.storage.wildcard_files import WildcardFiles

TABLE = Path(__file__).parents[3] / "shared" / "data" / "dynamicprompts-cases.json"
CASES = json.loads(TABLE.read_text(encoding="utf-8"))["cases"] if TABLE.is_file() else []
WITHOUT_A_SET = {"D014": "W_SAMPLER_PREFIX", "D015": "W_SAMPLER_PREFIX", "D042": "E_CYCLE"}


def expected(case):
    return case["outputs"] if case["kind"] == "match" else case["wanted"]


@pytest.fixture
def library(request, tmp_path):
    for file, text in request.param["wildcards"].items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return WildcardFiles(tmp_path)


def table(wanted):
    cases = [case for case in CASES if wanted(case)]
    return [pytest.param(case, case, id=case["id"]) for case in cases]


if CASES:

    @pytest.mark.parametrize(
        ("case", "library"),
        table(lambda case: case["id"] not in WITHOUT_A_SET and "outputs" in case or "wanted" in case
              and case["id"] not in WITHOUT_A_SET),
        indirect=["library"],
    )  # fmt: skip
    def test_the_engine_gives_the_wanted_set(case, library):
        if case["mode"] == "random":
            results = {expand(case["template"], library, seed).text for seed in range(1, 1501)}
        else:
            leaves = Leaves(case["template"], library)
            results = set(leaves)
            assert len(results) == leaves.count
        assert results == set(expected(case))

    @pytest.mark.parametrize(
        ("case", "library"),
        table(lambda case: case.get("note") == "count only"),
        indirect=["library"],
    )
    def test_the_engine_counts_the_same(case, library):
        assert Leaves(case["template"], library).count == case["count"]

    @pytest.mark.parametrize(
        ("case", "library"),
        table(lambda case: case["id"] in WITHOUT_A_SET),
        indirect=["library"],
    )
    def test_an_exception_is_told(case, library):
        codes = [each.code for each in diagnose(case["template"], library)]
        assert WITHOUT_A_SET[case["id"]] in codes
