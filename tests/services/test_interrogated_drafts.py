"""Drafts with an interrogator: posts of the stand-in booru, and pictures that are no post."""

import pytest

from booru_studio.boorus.base import BooruAccess
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.demo.booru import StandInBooru
from booru_studio.domain import safety_terms
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.posts import Rating
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import (
    BlockedContentError,
    InterrogatorTimeoutError,
    NoInterrogatorError,
    PictureUnreadableError,
    UnknownInterrogatorError,
)
from booru_studio.http import make_session
from booru_studio.interrogators.base import State
from booru_studio.services.defaults import Defaults
from booru_studio.services.enrichment import Enrichment
from booru_studio.services.recreator import Recreator, Wishes
from booru_studio.services.research import Research
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.services.tag_recreation import TagRecreation, TagWishes
from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.picture_cache import PictureCache
from tests.services.interrogation_house import StandIn, interrogations, picture_of

BLOCKED = sorted(safety_terms.BLOCKED)[0].replace(" ", "_")
SLOW = InterrogatorTimeoutError(name="Slow", seconds=9)
AUTO = Wishes(interrogator="auto")
UNSAFE_SIGHTS = {
    "predicted explicit": ((("hill", 0.9),), {Rating.EXPLICIT: 0.9}),
    "a blocked tag": (((BLOCKED, 0.4),), None),
    "a blocked tag without ratings": (((BLOCKED, None),), {}),
}


@pytest.fixture(scope="module")
def site():
    with StandInBooru() as site:
        yield site


@pytest.fixture
def house(site, tmp_path):
    """Build a recreator and its search around interrogators."""
    store = DefaultsStore(tmp_path)
    defaults, seen, policy = Defaults(store), SeenPosts(), RatingPolicy()
    boorus = {"danbooru": Danbooru(BooruAccess(site.safebooru_url), make_session(retries=0))}
    research = Research(boorus, policy, seen, PictureCache(tmp_path))

    def build(*interrogators, picture=research.picture):
        here = interrogations(tmp_path, defaults, interrogators, policy, picture)
        recreator = Recreator(
            boorus, policy, defaults, seen, lambda: "", enrichment=Enrichment(here)
        )
        return recreator, research

    yield build
    store.close()


@pytest.fixture(scope="module")
def link(site):
    post = next(
        post
        for post in site.danbooru_posts
        if post.rating == "g" and {"1girl", "solo"} <= set(post.tags.general)
        and not (post.flags or post.is_video)
    )  # fmt: skip
    return f"danbooru:{post.number}"


def by_source(draft, source):
    return {tag.name for tag in draft.tags if tag.source == source and tag.kept}


def test_an_interrogator_adds_tags_and_says_which(house, link):
    recreator, _ = house(StandIn("local", saw=(("aurora", 0.93), ("1girl", 0.99))))
    plain = recreator.draft(link)
    draft = recreator.draft(link, AUTO)

    assert by_source(draft, "interrogator") == {"aurora"}
    assert "1girl" in by_source(draft, "both")
    assert by_source(plain, "booru") <= by_source(draft, "booru") | by_source(draft, "both")
    assert ", aurora, " in draft.prompt
    assert draft.request.get("prompt", draft.request.get("template")) == draft.prompt
    assert "1 tag was added by local: aurora." in draft.warnings
    assert "It was asked." in draft.warnings


def test_the_sure_tags_that_the_post_lacks_are_told_beside_its_quality(house, link):
    recreator, _ = house(StandIn("local", saw=(("aurora", 0.93), ("1girl", 0.99))))
    assert recreator.draft(link).recall is None
    draft = recreator.draft(link, AUTO)

    assert (draft.recall.share, draft.recall.missing) == (0.5, ("aurora",))
    assert recreator.draft(link).recall == draft.recall  # remembered


def test_a_contradiction_is_told(house, link):
    recreator, _ = house(StandIn("local", saw=(("2girls", 0.97),)))
    draft = recreator.draft(link, AUTO)

    assert any("sure of 2girls (0.97)" in warning for warning in draft.warnings)


def test_without_anybody_to_ask_auto_leaves_the_boorus_tags_and_says_why(house, link):
    recreator, _ = house(StandIn("local", State.NEEDS_DOWNLOAD, missing=467_000_000))
    draft = recreator.draft(link, AUTO)

    assert draft.prompt == recreator.draft(link).prompt
    assert "download local (467 MB, once)" in draft.warnings[-1]


@pytest.mark.parametrize(
    ("interrogator", "error"),
    [
        (StandIn("local", error=SLOW), InterrogatorTimeoutError),
        (StandIn("other"), UnknownInterrogatorError),
    ],
)
def test_one_that_is_named_and_fails_is_an_error(house, link, interrogator, error):
    recreator, _ = house(interrogator)

    with pytest.raises(error):
        recreator.draft(link, Wishes(interrogator="local"))


def test_a_picture_that_cannot_be_read_is_a_warning_for_auto_and_an_error_by_name(house, link):
    recreator, _ = house(StandIn("local"), picture=lambda *_: (b"<html>", "image/png"))

    assert "is no picture that can be read" in recreator.draft(link, AUTO).warnings[-1]
    with pytest.raises(PictureUnreadableError):
        recreator.draft(link, Wishes(interrogator="local"))


@pytest.mark.parametrize("sight", UNSAFE_SIGHTS.values(), ids=UNSAFE_SIGHTS)
def test_what_is_seen_is_refused_before_anything_is_drafted(house, link, sight):
    saw, rating = sight
    recreator, research = house(StandIn("local", saw=saw, rating=rating))
    search = TagWishes(link.replace("danbooru", "id"), each=AUTO)
    found = TagRecreation(research, recreator).recreate_tag(search)

    for draft in (
        lambda: recreator.draft(link, AUTO),
        lambda: recreator.draft(link, Wishes(interrogator="local")),
        lambda: recreator.draft_picture(picture_of(), AUTO),
    ):
        with pytest.raises(BlockedContentError):
            draft()
    assert found.drafts == ()
    assert any(link in note for note in found.notes)


@pytest.mark.parametrize("rating", [None, {}], ids=["rated", "unrated"])
def test_tags_beyond_the_allowed_rating_never_show(house, link, rating):
    recreator, _ = house(
        StandIn("local", saw=(("lingerie", 0.9), ("aurora", 0.8)), rating=rating)
    )
    for draft in (recreator.draft(link, AUTO), recreator.draft_picture(picture_of(), AUTO)):
        assert "lingerie" not in draft.prompt
        assert "lingerie" not in {tag.name for tag in draft.tags}
        assert "lingerie" not in " ".join(draft.warnings)
        assert "1 tag is not shown, since it is not allowed here." in draft.warnings


def test_posts_of_a_search_are_each_interrogated(house):
    local = StandIn("local", saw=(("aurora", 0.93),))
    recreator, research = house(local)
    found = TagRecreation(research, recreator).recreate_tag(TagWishes("1girl", count=3, each=AUTO))

    assert len(found.drafts) == len(local.asked) == 3
    assert all("aurora" in draft.prompt for draft in found.drafts)


def test_a_picture_becomes_a_draft_that_can_be_queued(house):
    recreator, _ = house(StandIn("local", saw=(("1girl", 0.98), ("long hair", 0.9), ("hill", 0.6))))
    draft = recreator.draft_picture(
        picture_of(), Wishes(append="calm", remove="hill", interrogator="local")
    )

    assert draft.prompt.startswith("1girl, long hair, ")
    assert draft.prompt.endswith(", calm")
    assert draft.post is None
    assert draft.width > draft.height  # as the picture
    assert by_source(draft, "interrogator") == {"1girl", "long_hair"}
    request = Txt2ImgRequest.from_json(draft.request)
    assert approve(request, RatingPolicy())
    assert "source_post" not in draft.request


def test_a_picture_that_nobody_rated_says_so(house):
    recreator, _ = house(StandIn("webui", rating={}))
    draft = recreator.draft_picture(picture_of(), AUTO)

    assert any("webui tells no rating" in warning for warning in draft.warnings)


@pytest.mark.parametrize("tag", ["nude", "toddler"])
def test_a_picture_that_nobody_rated_is_judged_strictly_by_its_tags(house, tag):
    recreator, _ = house(StandIn("webui", saw=((tag, None),), rating={}))

    with pytest.raises(BlockedContentError):
        recreator.draft_picture(picture_of(), AUTO)


def test_a_picture_needs_somebody_to_look_at_it(house):
    recreator, _ = house(StandIn("local", State.BROKEN))

    with pytest.raises(NoInterrogatorError):
        recreator.draft_picture(picture_of(), AUTO)
