"""Scans written into the text of a catalog, with everything a person wrote left as it was."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from booru_studio.domain.lora_scan import ScanPlan
from booru_studio.storage.lora_yaml import load_catalog, rewrite

AUTO = {"name": "ink", "triggers": [{"text": "a: b, {c}", "source": "civitai"}], "mtime": 3,
        "top_tags": {"x y": 3, "é\u2028": 1}, "weight": 0.75, "status": "ok"}  # fmt: skip
SCAN = {"source": "api", "at": "2026-03-04T05:06:07Z", "count": 1}
MINE = """\
# my own notes on top
version: 1
defaults: {weight: 0.8}   # all of them
loras:
  style/ink:   # the best
    weight: 0.75
    notes: |+
      auto:
        name: not this
        status: ok

    tags: [no, 012, 1.50]
  b: {te: 0.5,} # one line
  2024:
  1.50: null # later
  s:
    tags:
    - a
    - 'b'   # the end

  # about the old one
  old name:
    triggers: "x"
    auto:
      name: old
      status: ok
    te: 0.5
"""


def written(text, *keys, moved=()):
    plan = ScanPlan(autos=dict.fromkeys(keys, AUTO), moved=dict(moved))
    return rewrite(text, SCAN, plan)


def test_a_persons_lines_keep_their_bytes_and_order():
    keys = ("style/ink", "b", "2024", "1.50", "s", "new name", "z/a__b: c")
    after, problems = written(MINE, *keys, moved={"old name": "new name"})
    kept = [line for line in MINE.splitlines() if "old" not in line and line.strip()]
    lines = iter(after.splitlines())
    special = ("  b: {", "  2024:", "  1.50:")
    assert all(line in lines for line in kept if not line.startswith(special)
               and "status" not in line and "auto:" not in line)  # fmt: skip
    assert problems == []
    rows = load_catalog(after)["loras"]
    assert set(rows) == set(keys)
    assert all(row["auto"] == AUTO for row in rows.values())
    assert rows["style/ink"]["notes"] == "auto:\n  name: not this\n  status: ok\n\n"
    assert rows["style/ink"]["tags"] == ["no", "012", 1.5]
    assert rows["new name"]["te"] == 0.5


def test_writing_the_same_again_changes_nothing():
    once, _ = written(MINE, "style/ink", "b", "s", "x")
    assert written(once, "style/ink", "b", "s", "x") == (once, [])


def test_entries_that_are_not_in_the_plan_keep_their_blocks():
    once, _ = written("loras:\n  a:\n    weight: 1\n  b:\n", "a", "b")
    again, _ = rewrite(once, SCAN, ScanPlan(autos={"a": {"name": "new", "status": "ok"}}))
    rows = load_catalog(again)["loras"]
    assert rows["b"]["auto"] == AUTO
    assert rows["a"]["auto"]["name"] == "new"
    assert "@kept" not in again


@pytest.mark.parametrize(
    "text",
    ["", "# only this\n", "version: 1\nloras: {}\n# end", "version: 1", "loras:", "loras: ~\n",
     "{version: 1, loras: {a: {w: 1}, b: null}}", "---\nloras:\n  a: {}\n...\n",
     "version: 1\r\nloras:\r\n  a:\r\n    w: 1\r\n",
     "loras:\n    a:\n        w: 1\n        auto:\n            name: x\n            status: ok\n",
     "loras:\n  a:\n    w:\n    - &q 1\n    - *q\n # c\n\n  b:", "loras:\n  ? a\n  : {w: 1}\n",
     "loras:\n  a:\n    auto: nonsense\n    w: |\n      text", "scan: {at: 1}\nloras:\n  a: {}"],
)  # fmt: skip
def test_every_form_a_catalog_can_have_takes_a_scan(text):
    after, problems = written(text, "a", "b")
    catalog = load_catalog(after)
    assert problems == []
    assert (catalog["scan"], catalog["loras"]["a"]["auto"]) == (SCAN, AUTO)
    assert catalog["loras"]["b"]["auto"] == AUTO
    assert yaml.safe_load(after)["loras"]["a"]["auto"] == AUTO
    assert ("\r\n" in after) == ("\r\n" in text)
    assert "\n" not in after.replace("\r\n", "") or "\r\n" not in text


def test_an_entry_that_is_written_elsewhere_is_left_alone_and_told():
    after, problems = written("loras:\n  a: &x {w: 1}\n  b: *x\n  c: text\n", "b", "c")
    assert after.startswith("loras:\n  a: &x {w: 1}\n  b: *x\n  c: text\n")
    assert len(problems) == 2


@pytest.mark.parametrize(
    "text",
    ["loras:\n  a: |\n    auto:\n      name: x\n      status: ok\n",
     "note: |\n  loras:\n    a:\n      auto:\n        status: ok\n",
     "loras:\n  a:\n    n: >\n     auto:\n       name: x\n       status: ok\n"],
)  # fmt: skip
def test_texts_that_look_like_our_blocks_are_texts(text):
    assert load_catalog(text) == yaml.safe_load(text)


def test_broken_yaml_names_the_line_of_the_file():
    broken = written("", *map(str, range(50)))[0] + "  x: [\n"
    with pytest.raises(yaml.YAMLError) as caught:
        load_catalog(broken)
    assert caught.value.problem_mark.line >= broken.count("\n") - 1


@given(st.text(), st.text(max_size=40), st.dictionaries(st.text(max_size=9), st.integers()))
def test_any_text_comes_back_as_it_was_written(key, text, tags):
    clean = {k.encode(errors="replace").decode(): v for k, v in tags.items()}
    auto = {"name": text, "top_tags": clean, "status": "ok"}
    after, _ = rewrite("", SCAN, ScanPlan(autos={key: auto}))
    assert yaml.safe_load(after)["loras"] == {key: {"auto": auto}}
    assert load_catalog(after)["loras"] == {key: {"auto": auto}}
