"""What a scan does to the catalog."""

from booru_studio.domain.lora_facts import LoraFacts, ScannedLora, merge_facts
from booru_studio.domain.lora_scan import plan_scan
from booru_studio.domain.posts import Rating


def found(key, *, alias="", digest=""):
    name = key.rpartition("/")[2]
    return ScannedLora(key=key, name=name, facts=LoraFacts(alias=alias, hash=digest))


def test_a_renamed_file_is_known_by_its_hash():
    rows = {"style/old": {"weight": 0.5, "auto": {"name": "old", "hash": "abc"}}}
    plan = plan_scan(rows, [found("style/new", digest="abc")])
    assert plan.moved == {"style/old": "style/new"}
    assert plan.missing == plan.added == ()


def test_a_moved_file_without_hash_is_known_by_its_only_name():
    rows = {"a/ink": {"auto": {"name": "ink"}}}
    assert plan_scan(rows, [found("b/ink")]).moved == {"a/ink": "b/ink"}


def test_a_file_of_another_hash_is_another_lora():
    rows = {"a/ink": {"auto": {"name": "ink", "hash": "abc"}}}
    plan = plan_scan(rows, [found("b/ink", digest="def")])
    assert (plan.moved, plan.added, plan.missing) == ({}, ("b/ink",), ("a/ink",))


def test_two_files_of_one_hash_make_no_rename():
    rows = {"old": {"auto": {"name": "old", "hash": "abc"}}}
    plan = plan_scan(rows, [found("new", digest="abc"), found("copy", digest="abc")])
    assert plan.moved == {}


def test_missing_files_are_marked_and_keep_what_was_known():
    rows = {"ink": {"auto": {"name": "ink", "hash": "abc", "status": "ok"}}, "mine": None}
    plan = plan_scan(rows, [])
    assert plan.autos["ink"] == {"name": "ink", "hash": "abc", "status": "missing"}
    assert plan.autos["mine"]["status"] == "missing"


def test_nothing_is_missing_while_a_source_did_not_answer():
    plan = plan_scan({"ink": {"auto": {"name": "ink"}}}, [], is_whole=False)
    assert plan.missing == ()
    assert plan.autos == {}


def test_names_that_cannot_be_reached_or_written_are_told():
    plan = plan_scan({}, [found("a/ink"), found("b/ink"), found("x=y")])
    assert plan.autos["a/ink"]["status"] == plan.autos["b/ink"]["status"] == "duplicate_name"
    assert plan.autos["x=y"]["status"] == "bad_name"
    assert "2 LoRAs are called “ink”" in plan.warnings[0]
    assert "“=”" in plan.warnings[1]


def test_aliases_that_mean_two_loras_are_told():
    plan = plan_scan({}, [found("a", alias="b"), found("b"), found("c", alias="z"),
                          found("d", alias="z")])  # fmt: skip
    assert len(plan.warnings) == 2
    assert "alias of “a”" in plan.warnings[0]
    assert "“c”, “d” share" in plan.warnings[1]


def test_the_first_source_that_tells_counts_and_the_strictest_rating():
    merged = merge_facts([
        LoraFacts(weight=0.7, rating=Rating.GENERAL, base="sdxl"),
        LoraFacts(weight=0.5, rating=Rating.EXPLICIT, base="pony", favourite=True),
    ])  # fmt: skip
    assert (merged.weight, merged.rating, merged.favourite) == (0.7, Rating.EXPLICIT, True)
    assert merged.base == "pony"
