"""Recreate what is new in a search: each post once, however often the search is looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from booru_studio.boorus.base import PostQuery
from booru_studio.domain.json_fields import read_object, read_text, read_whole
from booru_studio.domain.posts import Post
from booru_studio.domain.safety import check_query
from booru_studio.errors import (
    BooruStudioError,
    InvalidInputError,
)
from booru_studio.services.post_drafting import LEFT_OUT, Drafter, PostSearch
from booru_studio.services.recreator import Wishes
from booru_studio.services.schedule_actions import Args, told

LOOKED_AT = 100  # newest posts of the search, as many as a page has
MOST_NEW = 100  # posts in one run
ARGS = ("query", "booru", "most", "append", "remove", "interrogator")


class Memory(Protocol):
    """Keeps values by name across restarts; `storage.schedules.ScheduleStore` is one."""

    def setting(self, name: str, default: Any = None) -> Any: ...  # noqa: ANN401

    def set_setting(self, name: str, value: Any) -> None: ...  # noqa: ANN401


@dataclass(frozen=True, slots=True)
class RecreateNewPosts:
    """Queues a recreation of each post of a search that is newer than the last one it saw.

    `args`: `query`, `booru`, `most` posts in one run, and `append`, `remove` and `interrogator`
    as for `/recreate`. The first run takes the newest posts; later ones go on where the last
    ended, so with more new posts than `most` the rest comes the next time. A post is remembered
    before its job is queued: it is never recreated twice.
    """

    search: PostSearch
    drafter: Drafter
    submit: Callable[[dict[str, Any], int], Sequence[str]]
    memory: Memory
    boorus: Mapping[str, object]  # known names
    is_stopping: Callable[[], bool] = lambda: False
    check_interrogator: Callable[[str], object] = lambda _: None  # raises where none has the name
    name: str = "recreate_new_posts"
    label: str = "Recreate the new posts of a search"
    background: bool = True

    def check(self, args: Args) -> dict[str, Any]:
        fields = read_object(args, "args", ARGS)
        booru = read_text(fields, "booru", "danbooru", most=100)
        if booru not in self.boorus:
            raise InvalidInputError(
                reason=f"There is no booru “{booru}”: use one of {', '.join(self.boorus)}."
            )
        query = read_text(fields, "query", most=2000).strip()
        check_query(query)
        interrogator = read_text(fields, "interrogator", most=100)
        if interrogator:
            self.check_interrogator(interrogator)
        return {
            "query": query,
            "booru": booru,
            "most": read_whole(fields, "most", 10, 1, MOST_NEW),
            "append": read_text(fields, "append"),
            "remove": read_text(fields, "remove"),
            "interrogator": interrogator,
        }

    def run(self, args: Args) -> str:
        schedule_id = str(args.get("schedule_id", ""))
        wanted = self.check({name: args[name] for name in args if name != "schedule_id"})
        place = f"last post of {schedule_id}: {wanted['booru']} {wanted['query']}"
        last = int(self.memory.setting(place, 0))
        query = PostQuery(tags=wanted["query"], limit=LOOKED_AT)
        found = self.search.posts(query, wanted["booru"])
        new = sorted(
            (post for post in found.posts if post.id.number > last),
            key=lambda post: post.id.number,
        )
        most = wanted["most"]
        chosen = new[:most] if last else new[-most:]
        queued, left_out = self._recreate(chosen, wanted, place)
        return _sentence(queued, left_out, len(new) - len(chosen) if last else 0)

    def _recreate(self, posts: Sequence[Post], wanted: Args, place: str) -> tuple[int, list[str]]:
        wishes = Wishes(wanted["append"], wanted["remove"], wanted["interrogator"])
        queued, left_out = 0, []
        for post in posts:
            if self.is_stopping():
                break
            try:
                self._submit(self.drafter.draft(str(post.id), wishes).request, post, place)
            except LEFT_OUT as error:
                self.memory.set_setting(place, post.id.number)
                left_out.append(str(error))
            else:
                queued += 1
        return queued, left_out

    def _submit(self, request: Args, post: Post, place: str) -> None:
        before = self.memory.setting(place, 0)
        self.memory.set_setting(place, post.id.number)
        try:
            self.submit(dict(request), 1)
        except BooruStudioError:
            self.memory.set_setting(place, before)  # a full queue: it comes with the next run
            raise


def _sentence(queued: int, left_out: Sequence[str], waiting: int) -> str:
    if not queued and not left_out:
        return "There was no new post."
    parts = [f"{told(queued, 'new post was', 'new posts were')} queued."]
    if waiting:
        parts.append(f"{told(waiting, 'more comes', 'more come')} with the next runs.")
    if left_out:
        parts.append(f"{told(len(left_out), 'was', 'were')} left out. The last one: {left_out[-1]}")
    return " ".join(parts)
