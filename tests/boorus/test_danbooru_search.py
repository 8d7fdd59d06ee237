"""What is sent to Danbooru for what a person typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booru_studio.boorus.base import PostQuery
from booru_studio.boorus.danbooru_search import plan_search
from booru_studio.domain.posts import Post, PostId, PostTags, Rating
from booru_studio.errors import BooruQueryError

GENERAL = {Rating.GENERAL}
EMOTICONS = (":)", ":(", ";)", ";(", ">:)", ">:(")


def plan(tags, *, order="", most=2, ratings=GENERAL):
    return plan_search(PostQuery(tags=tags, order=order), ratings, most)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("", "rating:g"),
        ("cat", "(cat) rating:g"),
        ("  cat \t dog\u3000", "(cat dog) rating:g"),
        ("cat or dog", "(cat or dog) rating:g"),
        ("CAT OR dog", "(CAT or dog) rating:g"),
        ("(cat or dog) age:<3d", "((cat or dog) age:<3d) rating:g"),
        ("-(cat dog)", "(-(cat dog)) rating:g"),
        ("mira_(harbor_tales)", "(mira_(harbor_tales)) rating:g"),
        ("(mira_(harbor_tales))", "((mira_(harbor_tales))) rating:g"),
        ("smile :)", "(smile :) ) rating:g"),
        ('source:"two words" cat', '(source:"two words" cat) rating:g'),
        ("cat order:score", "(cat) rating:g order:score"),
        ("order:favcount", "rating:g order:favcount"),
        ("id:1..5 width:>=900 score:>3 cat dog", "(id:1..5 width:>=900 score:>3 cat dog) rating:g"),
    ],
)
def test_a_search_is_a_group_tied_to_the_rating(typed, sent):
    assert plan(typed).text == sent


@pytest.mark.parametrize(
    "typed",
    [
        "a) or (b", ")", "(", "cat)", "(cat", ")(", "a(b c) or d", ":) or (cat", "(cat or :(",
        "source:a(b) or c", 'source:"a) or (b"', 'foo:"x) or (y"', r'source:"a\" (" b)',
        'source:"open cat', "source:'open cat", "--(a b) or c", "cat\x00) or (dog",
    ],
)  # fmt: skip
def test_what_could_break_out_of_the_group_is_refused(typed):
    with pytest.raises(BooruQueryError, match="do not match"):
        plan(typed)


@pytest.mark.parametrize("typed", ["-", "cat - dog", "--cat", "-~cat", "(~ cat)"])
def test_a_sign_before_nothing_is_refused(typed):
    with pytest.raises(BooruQueryError, match="is no term"):
        plan(typed)


PIECES = [*"()-~ab:\"'\\ ", "or ", " rating:e ", ":)", ":(", "source:", " (", ") ", "(a b)"]


@pytest.mark.parametrize("metatags", [("source",), ()], ids=["known", "unknown"])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_text_closes_the_group_that_holds_it(metatags, pieces):
    try:
        sent = plan("".join(pieces), most=None).text
    except BooruQueryError:
        return
    if sent != "rating:g":
        assert sent[end_of_first_group(sent, metatags) :] == " rating:g"


def end_of_first_group(text, metatags):
    """Follow “(” and “)” as app/logical/post_query/parser.rb of the site does."""
    position = depth = 0
    while True:
        position += re.match(r" *[-~]? *", text[position:]).end()
        start = text[position]
        depth += (start == "(") - (start == ")")
        if start in "()":
            position += 1
        else:
            position += site_term(text[position:], depth, metatags)
        if depth == 0:
            return position


def site_term(text, depth, metatags):
    """The length of the term that `text` begins with, as the site reads it."""
    name = re.match(rf"({'|'.join(metatags) or '(?!)'}):", text)
    quoted = name and re.match(r"""\w+:("([^"\\]|\\")*"|'([^'\\]|\\')*')""", text)
    if quoted:
        return quoted.end()
    term = re.match(r"[^ ]+", text)[0]
    while depth and term.endswith(")"):
        if (term in EMOTICONS or is_balanced(term)) and not name:
            break
        term, depth = term[:-1], depth - 1
    return len(term)


def is_balanced(term):
    while "()" in (term := re.sub(r"[^()]", "", term)):
        term = term.replace("()", "")
    return not term


@pytest.mark.parametrize(
    ("typed", "sent", "left_out"),
    [
        ("cat rating:e", "(cat) rating:g", "rating:e"),
        ("cat -rating:g", "(cat) rating:g", "-rating:g"),
        ("cat RATING:q,e", "(cat) rating:g", "RATING:q,e"),
        ("rating:e or cat", "(cat) rating:g", "rating:e"),
        ("cat or rating:e", "(cat) rating:g", "rating:e"),
        ("cat or (rating:e or status:deleted)", "(cat) rating:g", "rating:e status:deleted"),
        ("is:nsfw status:any limit:9 random:5", "rating:g", "is:nsfw status:any limit:9 random:5"),
        ("cat order:random", "(cat) rating:g", "order:random"),
        ("cat order:score order:id", "(cat) rating:g order:score", "order:id"),
    ],
)
def test_what_is_not_for_typing_is_left_out_and_said(typed, sent, left_out):
    search = plan(typed)
    assert search.text == sent
    assert search.notes[0].startswith(f"Left out of the search: {left_out} (")


@pytest.mark.parametrize(
    ("typed", "order", "sent", "rest"),
    [
        ("cat dog bird", "", "(cat dog) rating:g", ("bird",)),
        ("cat cat dog", "", "(cat cat dog) rating:g", ()),
        ("cat dog", "score", "(cat) rating:g order:score", ("dog",)),
        ("-cat dog b*d fish", "", "(dog fish) rating:g", ("b*d", "-cat")),
        ("cat dog user:mira age:<3d", "", "(cat user:mira age:<3d) rating:g", ("dog",)),
    ],
)
def test_terms_beyond_the_limit_are_checked_here_and_said(typed, order, sent, rest):
    search = plan(typed, order=order)
    assert (search.text, search.rest) == (sent, rest)
    assert bool(search.notes) == bool(rest)


@pytest.mark.parametrize(
    "typed", ["cat or dog or bird", "(cat dog) bird", "~cat ~dog ~bird", "user:a has:b pool:c"]
)
def test_a_search_that_cannot_be_cut_down_is_refused(typed):
    with pytest.raises(BooruQueryError, match="it takes 2 terms"):
        plan(typed)


def test_without_a_known_limit_everything_is_sent():
    assert plan("cat dog bird or fish", most=None).text == "(cat dog bird or fish) rating:g"


@pytest.mark.parametrize(
    ("rest", "kept"),
    [(("window",), True), (("dog",), False), (("-window",), False), (("-dog",), True),
     (("WIN*",), True), (("w*w",), True), (("*[a]*",), False), (("window", "dog"), False)],
)  # fmt: skip
def test_left_over_terms_sort_posts(rest, kept):
    post = Post(PostId("danbooru", 1), "", Rating.GENERAL, 1, 1, PostTags(general=("window",)))
    search = plan(" ".join(("cat", "fish", *rest)))
    assert search.rest
    assert search.keeps(post) is kept


@pytest.mark.parametrize(
    ("ratings", "sent"),
    [(set(), "rating:g"), (GENERAL, "rating:g"), ({Rating.SENSITIVE}, "rating:s"),
     ({Rating.SENSITIVE, Rating.GENERAL}, "rating:g,s"), (set(Rating), "rating:g,s,q,e")],
)  # fmt: skip
def test_the_allowed_ratings_are_sent(ratings, sent):
    assert plan("", ratings=ratings).text == sent


@pytest.mark.parametrize(
    ("typed", "order", "is_ordered"),
    [("cat", "", False), ("cat", "score", True), ("order:rank", "", True), ("ordfav:me", "", True)],
)
def test_it_is_known_whether_a_search_has_an_order(typed, order, is_ordered):
    assert plan(typed, order=order).is_ordered is is_ordered


def test_a_typed_order_beats_the_chosen_one():
    assert plan("order:id", order="score").text == "rating:g order:id"
