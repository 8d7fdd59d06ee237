"""The Danbooru stand-in's routes about posts."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import urlencode

from booru_studio.demo.booru_danbooru_call import (
    MOST_OTHERS,
    MOST_POSTS,
    DanbooruCall,
    DanbooruError,
    not_found,
    too_deep,
)
from booru_studio.demo.booru_danbooru_json import Json, post_json, tag_json
from booru_studio.demo.booru_match import SITE_ZONE
from booru_studio.demo.booru_posts import StandInPost
from booru_studio.demo.booru_query import (
    AllOf,
    Node,
    Term,
    counted_terms,
    metatag,
    read_danbooru,
    terms,
)
from booru_studio.demo.booru_search import Search, TooDeepError, danbooru_page
from booru_studio.demo.booru_tags import TagRow, TagTable
from booru_studio.demo.server import Reply

MOST_TERMS = 2  # for anonymous visitors and plain members
# A day's list of searches is made some hours into the day; until then it is empty.
_RANKING_READY = timedelta(hours=3)
_RANKED_DAYS = 3
_MISSED_SEARCHES = (("aoi_(harbour)", 12.0), ("suri_captain", 9.0), ("lantern_sprite", 7.0))
_MOST_VIEWED = 100


@dataclass(frozen=True, slots=True)
class PostRoutes:
    """Answers about posts, as JSON values."""

    posts: Sequence[StandInPost]
    tags: TagTable
    now: Callable[[], datetime]
    opened: datetime
    root: Callable[[], str]

    def index(self, call: DanbooruCall) -> object:
        """/posts.json"""
        if call.get("md5"):
            return self._shown(call, [post for post in self.posts if post.md5 == call.get("md5")])
        node = self._node(call)
        if call.get("random") == "true":
            return self._random_redirect(call)
        limit = _limit(call, node)
        page = call.get("page", "1")
        try:
            found = danbooru_page(self._search().danbooru(node), page, limit)
        except TooDeepError as error:
            raise too_deep() from error
        return [self._json(call, post) for post in found]

    def show(self, call: DanbooruCall, number: int) -> Json:
        """/posts/{id}.json"""
        return self._json(call, self.by_number(number))

    def by_number(self, number: int) -> StandInPost:
        """Find a post; DanbooruError 404 if there is none."""
        post = next((post for post in self.posts if post.number == number), None)
        if post is None:
            raise not_found()
        return post

    def random(self, call: DanbooruCall) -> Json:
        """/posts/random.json"""
        node = AllOf((self._node(call), Term("random", "1")))
        return self._shown(call, self._search().danbooru(node))

    def counts(self, call: DanbooruCall) -> Json:
        """/counts/posts.json, which knows no limit of terms and no safe mode."""
        found = self._search().found(read_danbooru(call.get("tags")))
        return {"counts": {"posts": len(found)}}

    def popular(self, call: DanbooruCall) -> list[Json]:
        """/explore/posts/popular.json: the best of a day, week or month."""
        first, end = _span(self._day(call, SITE_ZONE), call.get("scale", "day"))
        node = self._node(call)
        days = ((post.created.astimezone(SITE_ZONE).date(), post)
                for post in self._search().found(node))  # fmt: skip
        found = sorted((post for day, post in days if first <= day < end), key=_by_score)
        try:
            page = danbooru_page(found, call.get("page", "1"), call.limit(MOST_OTHERS))
        except TooDeepError as error:
            raise too_deep() from error
        return [self._json(call, post) for post in page]

    def viewed(self, call: DanbooruCall) -> list[Json]:
        """/explore/posts/viewed.json: any rating."""
        found = sorted(self._lately(call), key=_by_score)
        return [self._json(call, post) for post in found[:_MOST_VIEWED]]

    def searches(self, call: DanbooruCall) -> list[tuple[str, float]]:
        """/explore/posts/searches.json: what people look for, unknown names among it."""
        weights: Counter[str] = Counter()
        for post in self._lately(call):
            for tag in (*post.tags.character, *post.tags.copyright, *post.tags.general[:8]):
                weights[tag] += post.score
        if weights:
            weights[_MISSED_SEARCHES[0][0]] = max(weights.values()) // 2
        return [(name, float(weight)) for name, weight in weights.most_common(100)]

    def missed_searches(self, _call: DanbooruCall) -> list[tuple[str, float]]:
        """/explore/posts/missed_searches.json"""
        return list(_MISSED_SEARCHES)

    def ai_tags(self, call: DanbooruCall) -> list[Json]:
        """/ai_tags.json: what the site's own tagger sees in one picture."""
        post = self._asset_post(call)
        if post is None:
            return []
        seen = [(name, 95 - 45 * place // len(post.shown)) for place, name in enumerate(post.shown)]
        seen += [(f"rating:{post.rating}", 97)]
        if call.search("order") == "score_desc":
            seen.sort(key=lambda item: -item[1])
        rows = ((self.tags.get(name) or TagRow(0, name, 0, 0), score) for name, score in seen)
        return [
            {
                "media_asset_id": post.number * 3,
                "tag_id": tag.number,
                "score": score,
                "tag": tag_json(tag, self.opened),
            }
            for tag, score in rows
        ][: call.limit(MOST_OTHERS)]

    def _asset_post(self, call: DanbooruCall) -> StandInPost | None:
        if call.search("post_tags_match"):
            found = self._search().found(read_danbooru(call.search("post_tags_match")))
        else:
            number = call.search("media_asset_id")
            found = [post for post in self.posts if str(post.number * 3) == number]
        return found[0] if found else None

    def _search(self) -> Search:
        return Search(self.posts, self.now(), self.tags.resolve)

    def _node(self, call: DanbooruCall) -> Node:
        """Read `tags`, refuse too many terms, and add the rating in safe mode."""
        node = read_danbooru(call.get("tags"))
        if counted_terms(node) > MOST_TERMS:
            message = f"You cannot search for more than {MOST_TERMS} tags at a time."
            raise DanbooruError(422, "PostQuery::TagLimitError", message)
        if sum(term.name == "order" for term in terms(node)) > 1:
            message = "You can't search for more than one order at a time."
            raise DanbooruError(422, "PostQuery::Error", message)
        return AllOf((node, Term("rating", "g"))) if call.is_safe else node

    def _json(self, call: DanbooruCall, post: StandInPost) -> Json:
        is_withheld = "banned" in post.flags or (call.is_safe and post.rating != "g")
        return post_json(post, self.root(), is_withheld)

    def _shown(self, call: DanbooruCall, found: Sequence[StandInPost]) -> Json:
        if not found:
            raise not_found()
        return self._json(call, found[0])

    def _random_redirect(self, call: DanbooruCall) -> Reply:
        kept = {key: value for key, value in call.call.query.items() if key != "random"}
        count = call.limit(MOST_POSTS)
        kept["tags"] = f"{call.get('tags')} random:{count}".strip()
        return Reply(302, headers={"Location": f"{call.call.path}?{urlencode(kept)}"})

    def _day(self, call: DanbooruCall, zone: timezone = UTC) -> date:
        text = call.get("date")
        today = self.now().astimezone(zone).date()
        try:
            return date.fromisoformat(text[:10]) if text else today
        except ValueError as error:
            raise DanbooruError(400, "ActionController::BadRequest", "invalid date") from error

    def _lately(self, call: DanbooruCall) -> list[StandInPost]:
        """Find the posts a day's ranking is about; none while it is not made yet."""
        day = self._day(call)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        if self.now() < start + _RANKING_READY:
            return []
        end = start + timedelta(days=1)
        first = end - timedelta(days=_RANKED_DAYS)
        return [post for post in self.posts if first <= post.created < end]


def _limit(call: DanbooruCall, node: Node) -> int:
    asked = metatag(node, "limit")
    return min(int(asked), MOST_POSTS) if asked.isdecimal() else call.limit(MOST_POSTS)


def _by_score(post: StandInPost) -> tuple[int, int]:
    return -post.score, -post.number


def _span(day: date, scale: str) -> tuple[date, date]:
    """Find the first day of the day, week or month, and the day after it."""
    if scale == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1)
    if scale == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=7)
    return day, day + timedelta(days=1)
