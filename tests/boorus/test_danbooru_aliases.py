"""Other names of tags in what is checked here, against the stand-in."""

from datetime import UTC, datetime

import pytest

from booru_studio.boorus.base import BooruAccess, PostQuery
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.demo.booru import StandInBooru
from tests.boorus.replays import quick_session


@pytest.fixture(scope="module")
def site():
    with StandInBooru(now=lambda: datetime(2026, 3, 14, 12, tzinfo=UTC)) as site:
        yield site


@pytest.fixture
def danbooru(site):
    return Danbooru(BooruAccess(site.safebooru_url), quick_session())


def numbers(page):
    return [post.id.number for post in page.posts]


@pytest.fixture
def asked(site):
    before = len(site.calls)
    return lambda: [call.path.removeprefix("/safebooru") for call in site.calls[before:]]


@pytest.mark.parametrize(("other", "own"), [("brolly", "umbrella"), ("-brolly", "-umbrella")])
def test_a_third_term_may_be_another_name(danbooru, other, own):
    typed = danbooru.posts(PostQuery(f"1girl solo {other}", limit=100))
    named = danbooru.posts(PostQuery(f"1girl solo {own}", limit=100))
    assert named.posts
    assert numbers(typed) == numbers(named)
    assert typed.notes[-1] == "“brolly” is another name of umbrella."


def test_an_alias_is_looked_up_once_and_a_tag_that_posts_have_never(danbooru, asked):
    for third in ("brolly", "brolly", "umbrella", "umb*", "no_such_tag", "no_such_tag"):
        danbooru.posts(PostQuery(f"1girl solo {third}", limit=100))
    assert asked().count("/tag_aliases.json") == 2


def test_a_look_up_that_fails_leaves_the_search_as_it_is(site, danbooru):
    site.faults.next("/tag_aliases.json", "unavailable")
    found = danbooru.posts(PostQuery("1girl solo brolly", limit=100))
    assert found.posts == ()
    assert not any("another name" in note for note in found.notes)
