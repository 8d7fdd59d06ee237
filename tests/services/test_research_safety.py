"""What a site may send and must not be shown: other ratings, no ratings, blocked tags."""

import json
import re

import pytest
import responses

from booru_studio.boorus.base import BooruAccess, PostQuery
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.boorus.tag_categories import RememberedCategories
from booru_studio.domain.posts import Rating
from booru_studio.domain.safety import RatingPolicy
from booru_studio.errors import BlockedContentError, InvalidInputError, PostDeletedError
from booru_studio.http import Secret, make_session
from booru_studio.services.answers import Answers
from booru_studio.services.research import Research
from booru_studio.services.research_desk import build_research_desk
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.services.tag_recreation import TagRecreation, TagWishes
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.picture_cache import PictureCache
from tests.services.research_house import NOON, names

CHARACTERS = ("mira_(harbor_tales)", "lolicon_(meme)", "mr._nude_(joke)", "tom_(harbor_tales)")
GOOD = ["mira_(harbor_tales)", "tom_(harbor_tales)"]


def tag(name, category):
    return {"id": 1, "name": name, "post_count": 500, "category": category}


def danbooru_post(number, rating, character):
    fields = {"id": number, "uploader_id": number % 3, "score": 10, "rating": rating,
              "tag_string_general": "hat", "tag_string_character": character,
              "tag_string_copyright": "harbor_tales", "file_ext": "jpg", "md5": "0",
              "file_url": "https://cdn.donmai.us/a.jpg"}  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


class MixedDanbooru:
    """Answers as if every rule of the site had failed."""

    def __call__(self, request):
        path = request.path_url.partition("?")[0]
        reply = {
            "/related_tag.json": self.related,
            "/posts.json": self.posts,
            "/counts/posts.json": lambda: {"counts": {"posts": 10_000}},
            "/explore/posts/searches.json": lambda: [[name, 9.0] for name in
                                                     (*CHARACTERS, "hat", "nude", "loli")],
            "/tags.json": lambda: [tag(name, 4) for name in CHARACTERS]
            + [tag("hat", 0), tag("nude", 0), tag("loli", 0)],
        }[path]()  # fmt: skip
        return 200, {}, json.dumps(reply)

    def related(self):
        found = [{"tag": tag(name, 4), "frequency": 0.2} for name in CHARACTERS]
        return {"post_count": 500, "tag": None, "related_tags": found}

    def posts(self):
        ratings = ("g", "s", "q", "e", None, "?")
        posts = [danbooru_post(n, ratings[n % 6], "eve_(hidden)" if n % 6 else GOOD[0])
                 for n in range(1, 60)]  # fmt: skip
        of_a_series = [danbooru_post(n, "g", "ann") | {"tag_string_copyright": "nude_tales"}
                       for n in range(60, 66)]  # fmt: skip
        blocked = {**danbooru_post(99, "g", GOOD[1]), "tag_string_general": "shotacon"}
        return [*posts, *of_a_series, blocked]


class MixedGelbooru:
    """The same for Gelbooru: names with entities, which hide a blocked tag from a naive look."""

    def __call__(self, request):
        if "s=tag" in request.path_url:
            found = [{"name": name, "type": 4, "count": 9}
                     for name in (*CHARACTERS, "eve_(hidden)")]  # fmt: skip
            return 200, {}, json.dumps({"@attributes": {}, "tag": found})
        return 200, {}, json.dumps({"@attributes": {}, "post": list(self.posts())})

    def posts(self):
        for n in range(1, 60):
            rating = ("general", "sensitive", "", "explicit")[n % 4]
            tags = "hat mira_(harbor_tales)" if rating == "general" else "eve_(hidden)"
            if n % 8 == 4:
                tags = "tom_(harbor_tales) l&#111;licon"
            yield {"id": 9_000_000 + n, "rating": rating, "tags": tags, "owner": f"u{n % 3}",
                   "score": 5, "status": "active",
                   "file_url": "https://img4.gelbooru.com/a.jpg",
                   "created_at": "Sat Mar 14 11:00:00 +0000 2026"}  # fmt: skip


@pytest.fixture
def boorus():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as net:
        net.add_callback("GET", re.compile("https://d.example/.*"), callback=MixedDanbooru())
        net.add_callback("GET", re.compile("https://g.example/.*"), callback=MixedGelbooru())
        yield {
            "danbooru": Danbooru(BooruAccess("https://d.example"), make_session(retries=0)),
            "gelbooru": Gelbooru(
                BooruAccess("https://g.example", "5", Secret("tea")),
                make_session(retries=0),
                RememberedCategories(),
            ),
        }


@pytest.fixture
def desk(tmp_path, boorus):
    return build_research_desk(
        boorus, boorus.__getitem__, RatingPolicy(), tmp_path, now=lambda: NOON
    )


@pytest.fixture
def research(tmp_path, boorus):
    answers = Answers(AnswerFiles(tmp_path), lambda: NOON)
    return Research(boorus, RatingPolicy(), SeenPosts(), PictureCache(tmp_path), answers)


def test_trending_characters_hide_what_may_not_be_shown(desk):
    answer = desk.trends.trending_characters()
    assert sorted(names(answer)) == GOOD
    assert answer["hidden"] == 3  # one for its series
    assert "3 entries are not shown, since they are not allowed here." in answer["notes"]
    assert "51 posts are not shown, since they are not allowed here." in answer["notes"]


def test_popular_characters_do_so_too(desk):
    answer = desk.popularity.popular_characters()
    assert sorted(names(answer)) == GOOD
    assert answer["hidden"] == 3


def test_characters_of_a_tag_do_so_too(desk):
    answer = desk.characters.characters_for_tag("harbor_tales")
    assert sorted(names(answer)) == GOOD
    assert answer["hidden"] == 2


def test_popular_tags_do_so_too(desk):
    answer = desk.popularity.popular_tags()
    assert [row["name"] for row in answer["tags"]] == ["hat"]
    assert answer["hidden"] == 2


def test_gelbooru_does_so_too(desk):
    answer = desk.trends.trending_characters("gelbooru")
    assert names(answer) == ["mira_(harbor_tales)"]
    assert any(re.match(r"\d+ posts are not shown", note) for note in answer["notes"])


def test_what_is_hidden_is_nowhere_named(desk):
    answers = [
        desk.trends.trending_characters(),
        desk.trends.trending_characters("gelbooru"),
        desk.popularity.popular_characters(),
        desk.popularity.popular_tags(),
        desk.characters.characters_for_tag("harbor_tales"),
    ]
    assert not re.search("loli|nude|shota|eve_", json.dumps(answers))


def test_an_owner_who_allows_less_later_is_not_shown_what_was_kept(tmp_path, desk):
    desk.trends.trending_characters()
    kept = list((tmp_path / "cache" / "answers").glob("*.json"))
    assert kept
    for path in kept:
        stored = json.loads(path.read_text())
        assert stored["key"] == "total" or "general" in stored["key"]


@pytest.mark.parametrize(("booru", "shown", "hidden"), [("danbooru", 15, 51), ("gelbooru", 7, 52)])
@pytest.mark.parametrize("times", [1, 2], ids=["asked", "kept"])
def test_a_search_shows_general_posts_alone_and_counts_the_others(
    research, booru, shown, hidden, times
):
    for _ in range(times):
        found = research.posts(PostQuery(tags="hat", limit=100), booru)
    assert {post.rating for post in found.posts} == {Rating.GENERAL}
    assert (len(found.posts), found.hidden) == (shown, hidden)
    assert f"{hidden} posts are not shown, since they are not allowed here." in found.notes
    assert not re.search("loli|nude|shota|eve_", str(found))


@pytest.mark.parametrize("booru", ["danbooru", "gelbooru"])
def test_posts_that_are_hidden_are_not_recreated(research, booru):
    class Drafter:
        def draft(self, link, wishes=None):
            drafted.append(link)
            raise PostDeletedError(site=booru, post_id=link)

    drafted = []
    found = TagRecreation(research, Drafter()).recreate_tag(TagWishes("hat", booru, count=50))
    allowed = {str(post.id) for post in research.posts(PostQuery("hat", limit=100), booru).posts}
    assert set(drafted) <= allowed
    assert any("posts are not shown" in note for note in found.notes)


def test_a_character_whose_own_name_may_not_be_shown_is_not_classified(desk, boorus):
    boorus["danbooru"].wiki_page = lambda title: None
    with pytest.raises((BlockedContentError, InvalidInputError)) as caught:
        desk.characters.classify_character("mr. nude (joke)")
    assert "lolicon" not in str(caught.value)
