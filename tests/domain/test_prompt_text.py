"""The token under the caret; `^` marks the caret, brackets of the table mark nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booru_studio.domain.prompt_text import (
    TokenKind,
    tag_key,
    tag_names_in,
    token_at,
    variables_in,
)


def read(marked):
    caret = marked.index("^")
    text = marked.replace("^", "", 1)
    token = token_at(text, caret)
    return token, text[token.start : token.end]


@pytest.mark.parametrize(
    ("marked", "kind", "query", "replaced"),
    [
        ("long ha^", "tag", "long ha", "long ha"),
        ("smile, long_ha^", "tag", "long_ha", "long_ha"),
        ("smile,\n  blue ey^", "tag", "blue ey", "blue ey"),
        ("smi^le, hat", "tag", "smi", "smile"),
        ("smile^, hat", "tag", "smile", "smile"),
        ("{red|blu^|green} hair", "tag", "blu", "blu"),
        ("{2$$ and $$re^}", "tag", "re", "re"),
        ("{0.5::re^|3::blue}", "tag", "re", "re"),
        ("(blue ey^:1.2)", "tag", "blue ey", "blue ey"),
        ("((blue ey^", "tag", "blue ey", "blue ey"),
        ("(smile:1.2), ha^", "tag", "ha", "ha"),
        ("[cat:do^:0.5]", "tag", "do", "do"),
        ("[:d^]", "tag", ":d", ":d"),
        (r"miku \(voc^aloid\), x", "tag", "miku (voc", r"miku \(vocaloid\)"),
        ("hakurei_reimu_(co^", "tag", "hakurei_reimu_(co", "hakurei_reimu_(co"),
        ("re:ze^", "tag", "re:ze", "re:ze"),
        ("a, |_^", "tag", "_", "_"),
        ("a, |_|^", "tag", "|_|", "|_|"),
        (">_<^", "tag", ">_<", ">_<"),
        ("a BREAK smi^", "tag", "smi", "smi"),
        ("a AND smi^", "tag", "smi", "smi"),
        ("__colour__ hai^", "tag", "hai", "hai"),
        ("<lora:fox:0.8> smi^", "tag", "smi", "smi"),
        ("<^", "lora", "", "<"),
        ("a, <lo^", "lora", "", "<lo"),
        ("<lora:fo^", "lora", "fo", "<lora:fo"),
        ("<lora:fo^x_v2:0.8>, a", "lora", "fo", "<lora:fox_v2:0.8>"),
        ("<lora:fo^, <lora:x:1>", "lora", "fo", "<lora:fo"),
        ("<lora:a, b_^", "lora", "a, b_", "<lora:a, b_"),
        ("{x|<lora:fo^}", "lora", "fo", "<lora:fo"),
        ("__^", "wildcard", "", "__"),
        ("a, __po^", "wildcard", "po", "__po"),
        ("a, __po^se/sit__, b", "wildcard", "po", "__pose/sit__"),
        ("{__~po^|b}", "wildcard", "po", "__~po"),
        ("__a__ __po^", "wildcard", "po", "__po"),
        ("a __b__, __po^", "wildcard", "po", "__po"),
        ("__pose__^", "value", "", "__pose__"),
        ("__pose/all__si^", "value", "si", "__pose/all__si"),
        ("{a|__pose__si^}", "value", "si", "__pose__si"),
        ("${^", "variable", "", "${"),
        ("${co^lour}", "variable", "co", "${colour}"),
        ("${co^:red}", "variable", "co", "${co"),
        ("${colour=re^", "tag", "colour=re", "colour=re"),
    ],
)  # fmt: skip
def test_the_token_under_the_caret_is_found(marked, kind, query, replaced):
    token, span = read(marked)

    assert (token.kind, token.query, span) == (kind, query, replaced)


@pytest.mark.parametrize(
    "marked",
    ["^", "a, ^", "(smile:^", "(smile:1.^2)", "[cat:dog:0.^", "a # note ^x", "<lora:fox:0.^",
     "<hypernet:fo^", "{a|^"],
)  # fmt: skip
def test_where_nothing_can_be_completed_the_span_is_empty(marked):
    token, span = read(marked)

    assert (token.kind, span) == (TokenKind.NOTHING, "")


@pytest.mark.parametrize(
    ("marked", "inside"),
    [("smi^", ""), ("{a|smi^", "{"), ("({a|smi^", "{"), ("(smi^", "("), ("{a} smi^", ""),
     (r"\(a smi^", ""), ("[{a}(b)smi^", "["), ("miku_(smi^", ""),
     ("(miku_(cosplay), smi^", "(")],
)  # fmt: skip
def test_the_innermost_open_bracket_is_told(marked, inside):
    assert read(marked)[0].inside == inside


@pytest.mark.parametrize(
    ("marked", "opening", "closing"),
    [("<lyco:fo^x:0.8>", "<lyco:", ":0.8>"), ("<lora:fo^", "<lora:", ">"),
     ("__@po^", "__@", "__"), ("${co^lour}", "${", "}"), ("${co^lour:red}", "${", "")],
)  # fmt: skip
def test_what_stands_around_a_name_is_kept(marked, opening, closing):
    token, _ = read(marked)

    assert (token.opening, token.closing) == (opening, closing)


@given(st.text(alphabet="ab,_<>:{}()[]|$\\# \n1.~@lora", max_size=60), st.data())
def test_any_text_has_a_token_around_the_caret(text, data):
    caret = data.draw(st.integers(0, len(text)))

    token = token_at(text, caret)

    assert 0 <= token.start <= caret <= token.end <= len(text)


def test_the_text_far_before_the_caret_does_not_matter():
    far = "{a|(b:1.2), " * 5000

    assert token_at(far + "\n" * 2500 + "smi", len(far) + 2503).query == "smi"


def test_the_variables_that_a_template_sets_are_listed_once():
    assert variables_in("${a=x} ${b-c ?= y}${a=!z} ${d} ${e:f}") == ("a", "b-c")


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("1girl, Long hair, (blue eyes:1.2)", ("1girl", "long_hair", "blue_eyes")),
        (r"hatsune miku \(cosplay\), smile, smile", ("hatsune_miku_(cosplay)", "smile")),
        ("{2::red hair|blue hair}, <lora:x:1>, __pose__", ("red_hair", "blue_hair")),
        ("[[hat]], ((smile)), miku_(cosplay)", ("hat", "smile", "miku_(cosplay)")),
    ],
)
def test_the_tags_of_a_prompt_are_read_back(prompt, names):
    assert tag_names_in(prompt) == names


def test_typed_text_is_spelled_as_boorus_do():
    assert tag_key("  Long  Hair ") == "long_hair"
