"""Girl, boy, both, other or unclear, from the counts of solo posts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booru_studio.domain.characters import (
    Character,
    Gender,
    SoloCounts,
    Verdict,
    judge,
    judge_other,
    of_gender,
    series_in_name,
    wilson_lower_bound,
    with_witness,
)


def counts(boy=0.0, girl=0.0, **more):
    values = {"sampled": round(boy + girl + more.get("other", 0)), "all_posts": 100, **more}
    return SoloCounts(boy=boy, girl=girl, **values)


@pytest.mark.parametrize(
    ("seen", "gender"),
    [
        (counts(girl=40), "girl"),
        (counts(boy=40), "boy"),
        (counts(boy=2, girl=38), "girl"),
        (counts(boy=15, girl=25), "both"),
        (counts(boy=4, girl=5), "unclear"),  # fewer than ten
        (counts(girl=12, all_posts=1000), "unclear"),  # the one who is always with others
        (counts(girl=300, sampled=4), "unclear"),  # estimated from next to nothing
        (counts(girl=5, other=20), "other"),
        (counts(girl=30, other=10), "girl"),
        (counts(other=8), "unclear"),
        (counts(), "unclear"),
        (counts(boy=40, girl=40, to_girl=38), "boy"),  # on those he is drawn as a woman
        (counts(boy=40, girl=45, to_boy=38), "girl"),
    ],
)
def test_solo_posts_tell_the_gender(seen, gender):
    verdict = judge(seen)
    assert verdict.gender == gender
    assert (verdict.confidence > 0) == (gender != "unclear")
    assert verdict.evidence


def test_swapped_posts_and_remarks_are_told():
    evidence = " ".join(judge(counts(boy=40, girl=20, to_girl=20, remarks=("A remark.",))).evidence)
    assert "33 % show a swapped gender" in evidence
    assert "A remark." in evidence


@pytest.mark.parametrize(
    ("people", "others", "gender"),
    [(0, 20, "other"), (5, 20, "other"), (20, 20, "unclear"), (20, 5, "unclear"), (0, 6, "unclear")]
)  # fmt: skip
def test_posts_without_people_tell_only_other_or_nothing(people, others, gender):
    assert judge_other(people, others, people + others).gender == gender


def test_more_posts_make_surer():
    few, many = (judge(counts(girl=number, all_posts=number)) for number in (12, 1200))
    assert few.confidence < 0.8 < 0.99 < many.confidence


@pytest.mark.parametrize(("share", "number", "bound"), [(1, 10, 0.7225), (0.5, 100, 0.4038),
                                                        (0, 10, 0), (1, 0, 0)])  # fmt: skip
def test_the_wilson_bound_has_its_known_values(share, number, bound):
    assert wilson_lower_bound(share, number) == pytest.approx(bound, abs=1e-4)


@given(st.floats(0, 1), st.integers(1, 10**6))
def test_the_wilson_bound_is_never_above_the_share(share, number):
    assert 0 <= wilson_lower_bound(share, number) <= share + 1e-9


@pytest.mark.parametrize(
    ("posts", "wiki", "gender"),
    [
        ("girl", Gender.GIRL, "girl"),
        ("girl", Gender.BOY, "unclear"),
        ("boy", Gender.GIRL, "unclear"),
        ("both", Gender.BOY, "both"),
        ("other", Gender.GIRL, "other"),
        ("unclear", Gender.BOY, "boy"),
        ("unclear", None, "unclear"),
        ("boy", None, "boy"),
    ],
)
def test_the_wiki_page_is_a_second_witness(posts, wiki, gender):
    found = with_witness(Verdict(Gender(posts), 0.9, ("posts",)), wiki, "page")
    assert found.gender == gender
    assert found.evidence[: 1 if wiki is None else 2] == (("posts",) if wiki is None
                                                          else ("posts", "page"))  # fmt: skip


def test_a_contradiction_is_told_with_both_reasons():
    found = with_witness(Verdict(Gender.GIRL, 0.9, ("posts say girl",)), Gender.BOY, "page: boy")
    assert found == Verdict(
        Gender.UNCLEAR, 0.0,
        ("posts say girl", "page: boy", "The posts and the wiki page contradict each other."),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "series"),
    [("mira_(harbor_tales)", "harbor_tales"), ("mira_(winter)_(harbor_tales)", "harbor_tales"),
     ("mira", ""), ("mira_(a)_b", "")],
)  # fmt: skip
def test_a_name_may_end_with_its_series(name, series):
    assert series_in_name(name) == series


def test_a_list_is_cut_to_one_gender():
    mira, tom = Character("mira", gender=Gender.GIRL), Character("tom", gender=Gender.BOY)
    assert of_gender([mira, tom], "boy") == [tom]
    assert of_gender([mira, tom], "any") == [mira, tom]
