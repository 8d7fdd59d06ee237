"""Escapes: whatever a booru calls a tag stays that text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcard_syntax import escape_text, is_plain
from booru_studio.domain.wildcards import expand

LIBRARY = MemoryLibrary({"c": ["red", "blue"], "x": ["y"]})
SYNTAX_TEXT = st.text(st.sampled_from("{}|$%#_@!~\\<>:[]()=?.,\n 12axc"), max_size=40)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("long_hair", "long_hair"),
        ("@_@", r"\@_@"),
        ("!?", r"\!?"),
        ("|_|", r"\|_\|"),
        ("#compass", r"\#compass"),
        ("zygarde (50%)", r"zygarde (50\%)"),
        ("__c__", r"\_\_c\_\_"),
        (r"\\o/", r"\\o/"),
    ],
)
def test_escaping_touches_only_what_the_engine_would_read(text, escaped):
    assert escape_text(text) == escaped


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), SYNTAX_TEXT))
def test_escaped_text_comes_back_unchanged(text):
    assert expand(escape_text(text), LIBRARY, 1).text == text


@settings(deadline=None)
@given(SYNTAX_TEXT, SYNTAX_TEXT)
def test_escaped_texts_side_by_side_stay_literal(left, right):
    assert expand(escape_text(left) + escape_text(right), LIBRARY, 1).text == left + right


@settings(deadline=None)
@given(SYNTAX_TEXT)
def test_an_escaped_text_as_one_of_two_options_stays_whole(text):
    template = "{1::" + escape_text(text.strip()) + "|}"
    results = {expand(template, LIBRARY, seed).text for seed in range(40)}
    assert results <= {text.strip(), ""}


@settings(deadline=None)
@given(SYNTAX_TEXT)
def test_what_is_called_plain_is_given_back(text):
    if is_plain(text):
        assert expand(text, LIBRARY, 5).text == text
