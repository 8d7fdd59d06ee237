"""The ratings of posts that were shown, so that a job from one is judged by its rating."""

import threading
from collections import OrderedDict
from collections.abc import Iterable

from booru_studio.domain.posts import Post, PostId, Rating

MOST = 20_000  # posts; the oldest are forgotten, and an unknown rating counts as explicit
MOST_WHOLE = 5_000  # of which the tags and pictures are known; a long scroll shows thousands


class SeenPosts:
    """Remembers ratings by post; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ratings: OrderedDict[PostId, Rating] = OrderedDict()
        self._pictures: OrderedDict[PostId, Post] = OrderedDict()

    def note(self, posts: Iterable[Post]) -> None:
        with self._lock:
            for post in posts:
                self._ratings[post.id] = post.rating
                self._pictures[post.id] = post
                self._pictures.move_to_end(post.id)
            while len(self._ratings) > MOST:
                self._ratings.popitem(last=False)
            while len(self._pictures) > MOST_WHOLE:
                self._pictures.popitem(last=False)

    def rating_of(self, post_id: PostId) -> Rating | None:
        with self._lock:
            return self._ratings.get(post_id)

    def post(self, post_id: PostId) -> Post | None:
        """Return a post that passed `check_post` lately: only its pictures may be fetched."""
        with self._lock:
            return self._pictures.get(post_id)
