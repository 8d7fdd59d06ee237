"""The forms a text is read in: every disguise leads back to the plain word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain import safety_terms
from booru_studio.domain.safety_text import fold, forms

TABLES = ("BLOCKED", "AGE_MARKERS", "SEXUAL", "SUGGESTIVE")
PATTERNS = ("BLOCKED_PATTERNS", "AGE_MARKER_PATTERNS", "SEXUAL_PATTERNS")


def reads_as(text: str, word: str) -> bool:
    return any(f" {word} " in form for form in forms(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Garden", "garden"),
        ("ＧＡＲＤＥＮ", "garden"),
        ("gárdën", "garden"),
        ("gar&#100;en", "garden"),
        ("gar&amp;#100;en", "garden"),
        ("gar&amp;amp;#x64;en", "garden"),
        ("gar\u200bden", "garden"),
        ("gar\u00adden", "garden"),
        ("gar\u3164den", "garden"),
        ("gar\x07den", "garden"),
        ("𝓰𝓪𝓻𝓭𝓮𝓷", "garden"),
        ("ⓖⓐⓡⓓⓔⓝ", "garden"),
        ("🅶🅰🆁🅳🅴🅽", "garden"),
        ("🇬🇦🇷🇩🇪🇳", "garden"),
        ("sky BREAK sea", "sky   sea"),
        ("がぎ", "がぎ"),
        ("ｶﾞｰﾃﾞﾝ", "ガーデン"),
        ("정원", "정원"),
        ("a\rb\tc\nd", "a\rb\tc\nd"),
    ],
)
def test_folding_takes_the_disguise_off(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "garden", "GARDEN", "the garden gate", "(garden:1.2)", "((garden))", "[garden]",
        "{garden}", r"\(garden\)", "(garden:-.5)", "gar(den:1.2)", "(gar:1.2)den", "g[a]rden",
        "gar:den", "gar|den", "gar::den", "gar/den", "g_a_r_d_e_n", "g.a.r.d.e.n", "gar♥den",
        "gar–den", "gar\ue000den", "g a r d e n", "a g a r d e n", "g 4 r d e n", "g4rden",
        "g@rden", "gard3n", "gаrdеn", "ɢᴀʀᴅᴇɴ", "gaaarden", "1garden", "garden2", "2garden3",
        "<lora:garden:0.8>", "<lora:GardenStyleV2:1>", "<lora:my_garden-v1:1>", "niceGarden",
        "gar<lora:x:1>den", "gar[sky::0]den", "[gar:sky:0.5]den", "gar[:den:3]", "[gar|sky]den",
        "gar[sky|den]", "gar[a|b|den]", "{sky|{x|gar}}den", "2::garden", "{2$$garden}",
        "sky\u200bgarden\u200bsea", "sky\rgarden\x0bsea", "sky BREAK garden AND sea :0.5",
        "gar" + "\u200b" * 40 + "den",
    ],
)  # fmt: skip
def test_a_disguised_word_is_read(text: str) -> None:
    assert reads_as(text, "garden")


@pytest.mark.parametrize("depth", [3, 30])
def test_choices_within_choices_are_resolved_or_left_without_end(depth: int) -> None:
    assert reads_as("[" * depth + "garden" + "|sky]" * depth, "garden")


def test_a_choice_is_resolved_among_hundreds_of_brackets() -> None:
    assert reads_as("[sky] " * 500 + "gar[sea|den]", "garden")
    assert reads_as("[sky|sea] " * 500 + "gar[sea|den]", "garden")


@pytest.mark.parametrize("text", ["gardener", "kindergarden", "gar, den", "gar\nden", "guarded"])
def test_a_part_of_a_word_is_not_the_word(text: str) -> None:
    assert not reads_as(text, "garden")


@pytest.mark.parametrize("one", ["1il1l", "il1il", "i1i11"])
def test_a_one_is_read_as_either_letter(one: str) -> None:
    assert reads_as(one, one.replace("1", "i"))
    assert reads_as(one, one.replace("1", "l"))


def test_numbers_stay_numbers() -> None:
    assert reads_as("2010 sky", "2010")
    assert forms("2010") == (" 2010 ",)


@pytest.mark.parametrize("table", TABLES)
def test_every_term_is_one_that_a_text_can_give(table: str) -> None:
    dead = {term for term in getattr(safety_terms, table) if f" {term} " not in forms(term)}

    assert dead == set()


@pytest.mark.parametrize("table", PATTERNS)
def test_every_pattern_is_written_as_texts_are_folded(table: str) -> None:
    assert [pattern for pattern in getattr(safety_terms, table) if fold(pattern) != pattern] == []


@pytest.mark.parametrize("table", [*TABLES, "LOOK_ALIKES"])
def test_no_table_has_an_empty_term(table: str) -> None:
    assert all(term == " ".join(term.split()) != "" for term in getattr(safety_terms, table))


@settings(deadline=None)  # machines differ
@given(st.text())
def test_any_text_has_forms_of_single_spaced_words(text: str) -> None:
    for form in forms(text):
        assert form == f" {' '.join(form.split())} " or not form.strip()
        assert "\n" not in form


@settings(deadline=None)  # machines differ
@given(st.text(max_size=30))
def test_folding_twice_changes_no_form_of_plain_letters(text: str) -> None:
    folded = fold("".join(letter for letter in text if letter.isascii() and letter.isalnum()))

    assert fold(folded) == folded


@pytest.mark.parametrize(
    "piece", ["0", "[", "(", "<a:", "a|", ":", "1:", "a ", "1a", "$", "-", "&amp;", "é", "[a|b]"]
)
def test_a_huge_text_of_one_piece_is_read_to_its_end(piece: str) -> None:
    assert reads_as(f"{piece * 5_000}, garden", "garden")
