"""From a post link to a draft, against the stand-in booru over HTTP."""

import pytest

from booru_studio.boorus.base import BooruAccess, PostQuery
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.demo.booru import StandInBooru
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.posts import PostId, Rating
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import (
    BlockedContentError,
    BooruKeyMissingError,
    BooruStudioError,
    BooruUnreachableError,
    HiddenPostError,
    InvalidInputError,
    PictureError,
    PostLinkError,
    PostNotFoundError,
)
from booru_studio.http import Secret, make_session
from booru_studio.services.defaults import Defaults
from booru_studio.services.recreator import Recreator, Wishes
from booru_studio.services.research import Research
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.picture_cache import PictureCache


@pytest.fixture(scope="module")
def site():
    with StandInBooru() as site:
        yield site


@pytest.fixture
def boorus(site):
    keys = site.keys
    return {
        "danbooru": Danbooru(BooruAccess(site.safebooru_url), make_session(retries=0)),
        "gelbooru": Gelbooru(
            BooruAccess(site.gelbooru_url, keys.gelbooru_user_id, Secret(keys.gelbooru_api_key)),
            make_session(retries=0),
        ),
    }


@pytest.fixture
def defaults(tmp_path):
    store = DefaultsStore(tmp_path)
    yield Defaults(store)
    store.close()


@pytest.fixture
def seen():
    return SeenPosts()


@pytest.fixture
def recreator(boorus, defaults, seen):
    return Recreator(boorus, RatingPolicy(), defaults, seen, lambda: "paintedXL.safetensors")


@pytest.fixture
def research(boorus, seen, tmp_path):
    return Research(boorus, RatingPolicy(), seen, PictureCache(tmp_path))


def general(site, name="danbooru"):
    """A general-rated picture post of the stand-in with plenty of tags."""
    posts = site.danbooru_posts if name == "danbooru" else site.gelbooru_posts
    return next(
        post
        for post in posts
        if post.rating == "g"
        and {"1girl", "solo"} <= set(post.tags.general)
        and len(post.tags.general) > 25
        and post.tags.character
        and not (post.flags or post.is_video)
    )


def test_a_danbooru_post_becomes_a_draft(recreator, site):
    post = general(site)
    draft = recreator.draft(f"https://danbooru.donmai.us/posts/{post.number}?q=x")

    assert draft.post.id == PostId("danbooru", post.number)
    assert draft.prompt.startswith("1girl")
    assert draft.prompt.endswith("masterpiece, best quality, absurdres")
    assert (draft.width % 64, draft.height % 64) == (0, 0)
    assert 0.85 < draft.width * draft.height / 1024**2 < 1.15
    assert draft.request["source_post"] == f"danbooru:{post.number}"


def test_its_request_can_be_queued_as_it_is(recreator, site):
    request = Txt2ImgRequest.from_json(recreator.draft(f"danbooru:{general(site).number}").request)

    assert approve(request, RatingPolicy(), Rating.GENERAL)


def test_a_gelbooru_post_has_its_tags_sorted_into_categories(recreator, site):
    draft = recreator.draft(f"gelbooru:{general(site, 'gelbooru').number}")

    assert draft.post.id.site == "gelbooru"
    assert draft.post.tags.character
    assert draft.post.tags.copyright


def test_text_is_left_out_and_appended_at_the_very_end(recreator, site):
    link = f"danbooru:{general(site).number}"
    wishes = Wishes(append="red scarf, __views__", remove="*hair*, solo")
    draft = recreator.draft(link, wishes)

    assert draft.prompt.endswith("absurdres, red scarf, __views__")
    assert "hair" not in draft.prompt
    assert draft.request["template"] == draft.prompt
    assert "prompt" not in draft.request
    assert {tag.why for tag in draft.tags if "hair" in tag.name} == {
        "on your list of tags to leave out"
    }


def test_only_chosen_categories_go_in(recreator, site):
    draft = recreator.draft(f"danbooru:{general(site).number}", Wishes(categories=["character"]))

    assert {tag.category.value for tag in draft.tags if tag.kept} == {"character"}


def test_the_saved_preset_of_the_family_is_used(recreator, defaults, site):
    defaults.save(
        {"family": "pony", "families": {"pony": {"prefix": "score_9", "negative": "dull"}}}
    )
    draft = recreator.draft(f"danbooru:{general(site).number}")

    assert draft.family == "pony"
    assert draft.prompt.startswith("score_9, ")
    assert draft.negative_prompt == draft.request["negative_prompt"] == "dull"


@pytest.mark.parametrize(
    ("link", "error"),
    [
        ("https://www.pixiv.net/artworks/5", PostLinkError),
        ("", PostLinkError),
        ("danbooru:99999999", PostNotFoundError),
        ("gelbooru:99999999", PostNotFoundError),
    ],
)
def test_what_is_no_post_is_told(recreator, link, error):
    with pytest.raises(error):
        recreator.draft(link)


def test_a_post_of_another_rating_is_not_shown(recreator, site):
    for post in (p for p in site.danbooru_posts if p.rating != "g"):
        with pytest.raises(HiddenPostError, match="BOORU_STUDIO_RATINGS"):
            recreator.draft(f"danbooru:{post.number}")


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        (Wishes(categories=["species"]), "no tag category “species”"),
        (Wishes(interrogator="oracle"), "No interrogator can be used now"),
    ],
)
def test_unknown_wishes_are_told_before_anything_is_asked(recreator, site, wishes, told):
    asked = len(site.calls)
    with pytest.raises(BooruStudioError, match=told):
        recreator.draft("danbooru:1", wishes)
    assert len(site.calls) == asked


def test_gelbooru_without_a_key_says_what_it_wants(defaults, seen, site):
    boorus = {"gelbooru": Gelbooru(BooruAccess(site.gelbooru_url), make_session(retries=0))}
    recreator = Recreator(boorus, RatingPolicy(), defaults, seen, lambda: "")

    with pytest.raises(BooruKeyMissingError, match="GELBOORU_API_KEY"):
        recreator.draft("gelbooru:1")


def test_a_site_that_is_down_is_told(defaults, seen):
    boorus = {"danbooru": Danbooru(BooruAccess("http://127.0.0.1:9"), make_session(retries=0))}
    recreator = Recreator(boorus, RatingPolicy(), defaults, seen, lambda: "")

    with pytest.raises(BooruUnreachableError, match="Danbooru does not answer"):
        recreator.draft("danbooru:1")


# -- search and pictures


def test_a_search_shows_posts_and_remembers_their_rating(research, seen):
    found = research.posts(PostQuery("1girl", limit=5))

    assert len(found.posts) == 5
    assert seen.rating_of(found.posts[0].id) is Rating.GENERAL


def test_posts_of_other_ratings_are_hidden_and_counted(research, site, seen, tmp_path):
    # A site that ignores the rating in the query: everything it has comes back.
    open_site = Danbooru(
        BooruAccess(site.danbooru_url, ratings=frozenset(Rating)), make_session(retries=0)
    )
    research = Research({"danbooru": open_site}, RatingPolicy(), seen, PictureCache(tmp_path))
    found = research.posts(PostQuery("", limit=100))

    assert {post.rating for post in found.posts} == {Rating.GENERAL}
    assert found.hidden > 0
    assert f"{found.hidden} posts are not shown" in found.notes[-1]


def test_a_search_for_what_is_blocked_asks_nobody(research, site):
    from booru_studio.domain import safety_terms

    asked = len(site.calls)
    with pytest.raises(BlockedContentError):
        research.posts(PostQuery(sorted(safety_terms.BLOCKED)[0]))
    assert len(site.calls) == asked


def test_an_empty_search_says_what_to_do(research):
    found = research.posts(PostQuery("no_such_tag_at_all"))

    assert (found.posts, found.hidden) == ((), 0)
    assert "found no post" in found.notes[-1]


@pytest.mark.parametrize("booru", ["danboru", "pixiv"])
def test_an_unknown_site_is_told(research, booru):
    with pytest.raises(InvalidInputError, match="no booru"):
        research.posts(PostQuery(), booru)


@pytest.mark.parametrize("name", ["danbooru", "gelbooru"])
def test_the_picture_of_a_shown_post_is_fetched_once_and_of_no_other(research, name, site):
    post = research.posts(PostQuery("1girl", limit=3), name).posts[0]

    data, kind = research.picture(post.id, "preview")
    asked = len(site.calls)
    assert kind == "image/jpeg"
    assert len(data) > 1000
    assert research.picture(post.id, "preview") == (data, kind)
    assert len(site.calls) == asked
    with pytest.raises(PictureError):
        research.picture(PostId(name, post.id.number + 10**6), "preview")
    with pytest.raises(PictureError):
        research.picture(post.id, "huge")
