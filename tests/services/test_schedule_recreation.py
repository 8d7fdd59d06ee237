"""New posts of a search become jobs, each post once."""

from types import SimpleNamespace

import pytest

from booru_studio.boorus.base import BooruAccess
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.demo.booru import StandInBooru
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.posts import PostId
from booru_studio.domain.safety import RatingPolicy
from booru_studio.errors import (
    BlockedContentError,
    BooruUnreachableError,
    InvalidInputError,
    PostDeletedError,
    UnknownInterrogatorError,
)
from booru_studio.http import make_session
from booru_studio.services.defaults import Defaults
from booru_studio.services.recreator import Recreator
from booru_studio.services.research import Research
from booru_studio.services.schedule_recreation import RecreateNewPosts
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.picture_cache import PictureCache
from booru_studio.storage.schedules import ScheduleStore


class Site:
    """A search, a drafter, a queue and a memory in one, over a list of post numbers."""

    def __init__(self):
        self.numbers = []
        self.broken = {}  # post number -> the error its draft ends in
        self.full = False
        self.submitted, self.queries, self.wishes = [], [], []
        self.kept = {}

    def posts(self, query, booru):
        self.queries.append((booru, query.tags))
        newest = sorted(self.numbers, reverse=True)[: query.limit]
        return SimpleNamespace(posts=[SimpleNamespace(id=PostId(booru, n)) for n in newest])

    def draft(self, post, wishes):
        number = PostId.parse(post).number
        if number in self.broken:
            raise self.broken[number]
        self.wishes.append((wishes.append, wishes.remove, wishes.interrogator))
        return SimpleNamespace(request={"prompt": "sky", "source_post": post})

    def submit(self, request, count):
        if self.full:
            raise InvalidInputError(reason="10000 jobs are waiting already.")
        self.submitted += [PostId.parse(request["source_post"]).number] * count
        return ["job"] * count

    def setting(self, name, default=None):
        return self.kept.get(name, default)

    def set_setting(self, name, value):
        self.kept[name] = value


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def run(site):
    action = RecreateNewPosts(site, site, site.submit, site, {"danbooru": 1, "gelbooru": 2})

    def run(schedule_id="s1", **args):
        return action.run({**action.check(args), "schedule_id": schedule_id})

    return run


def test_the_first_run_takes_the_newest_and_later_ones_what_is_new(site, run):
    site.numbers = [1, 2, 3, 4, 5]
    assert run(query="scenery", most=2) == "2 new posts were queued."
    assert run(query="scenery", most=2) == "There was no new post."
    site.numbers += [6]
    assert run(query="scenery", most=2) == "1 new post was queued."

    assert site.submitted == [4, 5, 6]
    assert site.queries[0] == ("danbooru", "scenery")


def test_more_new_posts_than_wanted_come_with_the_next_runs(site, run):
    site.numbers = [1]
    run(query="scenery")
    site.numbers += [2, 3, 4, 5]

    said = run(query="scenery", most=3)
    assert said == "3 new posts were queued. 1 more comes with the next runs."
    assert run(query="scenery", most=3) == "1 new post was queued."
    assert site.submitted == [1, 2, 3, 4, 5]


def test_text_is_appended_and_tags_are_left_out_as_in_recreate(site, run):
    site.numbers = [1]
    run(query="scenery", booru="gelbooru", append="red scarf", remove="solo", interrogator="auto")

    assert site.wishes == [("red scarf", "solo", "auto")]
    assert site.queries == [("gelbooru", "scenery")]


def test_an_interrogator_that_nobody_knows_is_refused_at_once(site):
    def refuse(name):
        raise UnknownInterrogatorError(name=name, known="auto")

    action = RecreateNewPosts(
        site, site, site.submit, site, {"danbooru": 1}, check_interrogator=refuse
    )
    assert action.check({"query": "sky"})["interrogator"] == ""
    with pytest.raises(UnknownInterrogatorError):
        action.check({"query": "sky", "interrogator": "nobody"})


def test_a_post_that_may_not_be_drafted_is_left_out_once_and_told(site, run):
    site.numbers = [1, 2, 3]
    site.broken = {
        1: PostDeletedError(site="Danbooru", post_id=1),
        3: BlockedContentError(reason="a blocked word"),
    }
    said = run(query="scenery")

    assert said.startswith("1 new post was queued. 2 were left out. The last one: This was not")
    assert run(query="scenery") == "There was no new post."
    assert site.submitted == [2]


def test_a_site_that_stops_answering_ends_the_run_and_the_rest_comes_later(site, run):
    site.numbers = [1, 2, 3]
    site.broken = {2: BooruUnreachableError(site="Danbooru", reason="timed out")}
    with pytest.raises(BooruUnreachableError):
        run(query="scenery")
    site.broken = {}
    run(query="scenery")

    assert site.submitted == [1, 2, 3]


def test_a_full_queue_loses_no_post(site, run):
    site.numbers = [1]
    site.full = True
    with pytest.raises(InvalidInputError, match="waiting already"):
        run(query="scenery")
    site.full = False
    run(query="scenery")

    assert site.submitted == [1]


def test_two_schedules_of_one_search_each_recreate_its_posts(site, run):
    site.numbers = [1]
    run("s1", query="scenery", append="ink")
    run("s2", query="scenery", append="oil")

    assert site.submitted == [1, 1]


def test_a_run_ends_early_when_the_app_does(site):
    site.numbers = [1, 2, 3]
    action = RecreateNewPosts(
        site, site, site.submit, site, {"danbooru": 1}, is_stopping=lambda: len(site.submitted) == 1
    )

    assert action.run(action.check({"query": "scenery"})) == "1 new post was queued."


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ({"booru": "otherbooru"}, "use one of danbooru, gelbooru"),
        ({"most": 0}, "most is 0"),
        ({"query": 5}, "query is 5: give a text"),
        ({"tags": "sky"}, "unknown field “tags”"),
    ],
)
def test_what_cannot_be_searched_is_told(run, args, told):
    with pytest.raises(InvalidInputError, match=told):
        run(**args)


def test_with_a_real_search_only_general_posts_become_requests(tmp_path):
    submitted = []
    store, defaults = ScheduleStore(tmp_path), DefaultsStore(tmp_path)
    with StandInBooru() as stand_in:
        boorus = {"danbooru": Danbooru(BooruAccess(stand_in.safebooru_url), make_session())}
        policy, seen = RatingPolicy(), SeenPosts()
        action = RecreateNewPosts(
            Research(boorus, policy, seen, PictureCache(tmp_path)),
            Recreator(boorus, policy, Defaults(defaults), seen, lambda: ""),
            lambda request, count: submitted.append(request) or ["job"],
            store,
            boorus,
        )
        args = {**action.check({"query": "1girl", "most": 3, "append": "red scarf"})}
        said = action.run({**args, "schedule_id": "s1"})
        ratings = {str(post.number): post.rating for post in stand_in.danbooru_posts}
    store.close()
    defaults.close()

    assert said.startswith("3 new posts were queued.")
    assert all(Txt2ImgRequest.from_json(request) for request in submitted)
    assert {ratings[request["source_post"].partition(":")[2]] for request in submitted} == {"g"}
    assert all(request["prompt"].endswith("red scarf") for request in submitted)
