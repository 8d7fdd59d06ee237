"""Looking over a thousand posts, and opening a page of a search that is kept."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from booru_studio.boorus.base import Booru, BooruAccess, PostQuery
from booru_studio.domain.posts import Post, PostId, PostPage, PostTags, Rating, TagCategory
from booru_studio.domain.safety import RatingPolicy, visible_posts
from booru_studio.domain.tag_facts import RelatedTag, RelatedTagList, TagFact
from booru_studio.domain.tag_quality import tag_quality
from booru_studio.services.answers import Answers
from booru_studio.services.rankings import Rankings
from booru_studio.services.research import Research
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.services.trend_parts import sample_of
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.picture_cache import PictureCache
from booru_studio.storage.tag_table_rows import builtin_rows
from tests.benchmarks.rows import Row

POSTS = 1000
CHARACTERS = 1000
TURNS = 9
LOOK_LIMIT = 50.0  # ms, filtering and scoring
FUSE_LIMIT = 50.0  # ms
PAGE_LIMIT = 20.0  # ms


def run() -> list[Row]:
    """Measure what a page waits for beside the site itself."""
    posts = _posts(Random(1))
    policy = RatingPolicy()
    looked = _milliseconds(lambda: [tag_quality(p) for p in visible_posts(posts, policy)[0]])
    uploads = _uploads(Random(2))
    fused = _milliseconds(
        lambda: Rankings(uploads, sample_of(posts, 0, 3.0), all_posts=9_000_000).characters(
            with_rising=True
        )
    )
    with TemporaryDirectory(prefix="booru-studio-") as folder:
        page = _page(Path(folder), posts[:100])
    return [
        Row(f"{POSTS} posts filtered and scored", looked, LOOK_LIMIT, LOOK_LIMIT / looked, "ms"),
        Row(f"trends of {POSTS} posts fused", fused, FUSE_LIMIT, FUSE_LIMIT / fused, "ms"),
        Row("a kept page of 100 posts", page, PAGE_LIMIT, PAGE_LIMIT / page, "ms"),
    ]


def _page(folder: Path, posts: list[Post]) -> float:
    site = _OnePage(PostPage(tuple(posts)))
    answers = Answers(AnswerFiles(folder), lambda: datetime(2026, 3, 14, tzinfo=UTC))
    research = Research(
        {site.name: site}, RatingPolicy(), SeenPosts(), PictureCache(folder), answers
    )
    return _milliseconds(lambda: research.posts(PostQuery(limit=100), site.name))


class _OnePage(Booru):
    """A site that has one page, to be asked once."""

    name, label, default_url, picture_hosts = "danbooru", "Danbooru", "https://x.example", ()

    def __init__(self, page: PostPage) -> None:
        super().__init__(BooruAccess())
        self._page = page

    def post_url(self, number: int) -> str:
        return f"{self.root}/{number}"

    def post_number(self, _link: object) -> None:
        return None

    def post(self, _number: int) -> Post:
        return self._page.posts[0]

    def posts(self, _query: PostQuery) -> PostPage:
        return self._page


def _milliseconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(TURNS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def _posts(chance: Random) -> list[Post]:
    """Invent posts as they are tagged on average: 34 general tags, one or two characters."""
    names = [row.name for row in builtin_rows() if row.category is TagCategory.GENERAL]
    return [
        Post(
            PostId("danbooru", number),
            f"https://danbooru.donmai.us/posts/{number}",
            Rating.GENERAL,
            1200,
            1600,
            PostTags(
                general=tuple(chance.sample(names, 34)),
                character=tuple({_character(chance) for _ in range(chance.choice((1, 1, 2)))}),
                copyright=("harbor_tales",),
                artist=(f"artist_{number % 400}",),
            ),
            score=int(chance.paretovariate(1.1)),
            uploader=str(chance.randrange(300)),
        )
        for number in range(1, POSTS + 1)
    ]


def _character(chance: Random) -> str:
    return f"mira_{int(chance.paretovariate(0.6)) % CHARACTERS}_(harbor_tales)"


def _uploads(chance: Random) -> RelatedTagList:
    names = [f"mira_{number}_(harbor_tales)" for number in range(CHARACTERS)]
    found = [
        RelatedTag(TagFact(name, TagCategory.CHARACTER, chance.randrange(5, 90_000)), 1 / (n + 3))
        for n, name in enumerate(names)
    ]
    return RelatedTagList(17_000, 5_000, tuple(found))
