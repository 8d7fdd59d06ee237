import pytest

from booru_studio.domain.prompt_tidy import tidy_prompt

KNOWN = {"long_hair", "lantern_(festival)", "1girl", ">_<"}


def tidy(text):
    return tidy_prompt(text, KNOWN.__contains__)


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("1girl ,long   hair,,  hat , ", "1girl, long hair, hat"),
        ("red hat， blue scarf、boots", "red hat, blue scarf, boots"),
        ("hat, Hat, hat", "hat"),
        ("hat, (hat:1.2), hat", "hat, (hat:1.2)"),
        ("hat,\nhat, boots", "hat,\nboots"),
        ("hat,\n\n\n\nboots", "hat,\n\nboots"),
        ("hat\nboots", "hat\nboots"),
        ("long_hair, my_style_v2", "long hair, my_style_v2"),
        ("lantern_(festival)", r"lantern \(festival\)"),
        ("lantern (festival)", r"lantern \(festival\)"),
        ("tower_(old_town), (town:1.1)", r"tower \(old town\), (town:1.1)"),
        ("( warm light , dusk : 1.2 )", "(warm light, dusk:1.2)"),
        ("hat, BREAK, hat, hat", "hat, BREAK, hat"),
        ("hat BREAK hat AND hat", "hat BREAK hat AND hat"),
        (">_<, smile", ">_<, smile"),
        ("", ""),
        (" , ", ""),
    ],
)
def test_spaces_commas_doubles_and_spelling(written, tidied):
    assert tidy(written) == tidied


@pytest.mark.parametrize(
    "text",
    [
        "{red | blue} hat, __weather__, __weather__, ${x={a |b}} ${x}",
        "<lora:soft light:0.7>, hat",
        "hat, # not  this ,one\nboots",
        "hat,\n# a note\nboots",
        "hat # a note\n, boots",
        "# a note",
        r"lantern \(festival\), (boots:1.1), [fog|rain], [a:b:10]",
        "a (bracket, that never ends",
        "{a|b, c",
    ],
)
def test_syntax_and_what_is_tidy_stay_as_they_are(text):
    assert tidy(text) == text


def test_a_doubled_network_is_taken_once_and_another_weight_is_another():
    assert tidy("<lora:a:1>, <lora:a:1>, <lora:a:0.5>") == "<lora:a:1>, <lora:a:0.5>"


@pytest.mark.parametrize("text", [" a ,b\n\n,,c ( d )", "x_(y), x (y)", "hat\n, hat\n BREAK\nhat"])
def test_tidying_again_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)
