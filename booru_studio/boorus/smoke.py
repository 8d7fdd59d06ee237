"""Check against the real sites what can only be known there: ten polite requests.

    python -m booru_studio.boorus.smoke

Keys and roots come from the app's own variables (GELBOORU_USER_ID, GELBOORU_API_KEY,
BOORU_STUDIO_DANBOORU_URL, BOORU_STUDIO_GELBOORU_URL). Danbooru is asked without an account, since
that is what most people have. The exit code is 0 where all that was checked holds, 1 where
something does not or nothing could be checked.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from requests import Session

from booru_studio.boorus.base import BooruAccess, PostQuery
from booru_studio.boorus.capabilities import RelatedQuery
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.boorus.gelbooru_key import KEY_VARIABLE, USER_VARIABLE
from booru_studio.boorus.replies import Line
from booru_studio.domain.posts import TagCategory
from booru_studio.errors import BooruQueryError, BooruStudioError, BooruUnreachableError
from booru_studio.http import Secret, fetch_picture, make_session

QUICK = 3.0  # seconds, the time the site gives an anonymous search
RANKING_HOUR = 4  # UTC; a day's searches are ranked some hours after it began
COMPLETION = {"page": "autocomplete2", "term": "long", "type": "tag_query", "limit": "10"}
THREE_TERMS = "1girl solo smile"
MOST_GELBOORU = 100  # posts a page
TOO_DEEP_PAGE = 250  # of 100 posts: beyond 20,000 and within 40,000


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one fact; `holds` is None where it was not checked."""

    fact: str
    holds: bool | None
    detail: str

    def __str__(self) -> str:
        word = {True: "holds", False: "DOES NOT HOLD", None: "not checked"}[self.holds]
        return f"{word:13} {self.fact}: {self.detail}"


@dataclass(slots=True)
class Smoke:
    """What no recorded reply can tell for sure, each fact with one request."""

    danbooru: Danbooru
    gelbooru: Gelbooru
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    clock: Callable[[], float] = time.monotonic
    _preview_url: str = field(default="", init=False)

    def run(self) -> Iterator[Finding]:
        """Check one fact after another."""
        checks: tuple[tuple[str, Callable[[], tuple[bool | None, str]]], ...] = (
            ("Danbooru's safe host answers our user agent", self._newest),
            ("related_tag takes three terms without an account", self._related),
            ("counts take three terms without an account", self._counts),
            ("the searches of the last ranked day are there", self._searches),
            (f"characters of three days come within {QUICK:.0f} s", self._recent),
            ("a preview comes to our user agent", self._preview),
            ("Gelbooru completes tags without a key", self._completion_without_key),
            ("Gelbooru completes tags with a key", self._completion),
            ("Gelbooru gives no more than 100 posts a page", self._page_size),
            ("Gelbooru refuses pages beyond 20,000 posts", self._depth),
        )
        for fact, check in checks:
            try:
                holds, detail = check()
            except BooruUnreachableError as error:
                holds, detail = None, str(error)  # which tells nothing of the fact
            except BooruStudioError as error:
                holds, detail = False, str(error)
            yield Finding(fact, holds, detail)

    def _newest(self) -> tuple[bool, str]:
        page = self.danbooru.posts(PostQuery(limit=5))
        self._preview_url = next((post.preview_url for post in page.posts), "")
        return bool(page.posts), f"{len(page.posts)} posts of 5"

    def _related(self) -> tuple[bool, str]:
        found = self.danbooru.related_tags(RelatedQuery(THREE_TERMS, limit=10))
        return bool(found.tags), f"{len(found.tags)} tags of {found.posts} posts"

    def _counts(self) -> tuple[bool, str]:
        count = self.danbooru.count(THREE_TERMS)
        return count is not None, "no number in time" if count is None else f"{count} posts"

    def _searches(self) -> tuple[bool, str]:
        now = self.now()
        day = now.date() - timedelta(days=int(now.hour < RANKING_HOUR))
        found = self.danbooru.searches(day)
        return bool(found), f"{len(found)} searches on {day}"

    def _recent(self) -> tuple[bool, str]:
        began = self.clock()
        query = RelatedQuery("age:<3d", (TagCategory.CHARACTER,))
        found = self.danbooru.related_tags(query)
        seconds = self.clock() - began
        detail = f"{len(found.tags)} characters of {found.posts} posts in {seconds:.1f} s"
        return bool(found.tags) and seconds <= QUICK, detail

    def _preview(self) -> tuple[bool | None, str]:
        if not self._preview_url:
            return None, "no post came"
        site = self.danbooru
        data, kind = fetch_picture(
            site.picture_session,
            self._preview_url,
            hosts=site.allowed_picture_hosts(),
            headers=site.picture_headers,
        )
        return True, f"{kind}, {len(data)} bytes"

    def _completion_without_key(self) -> tuple[bool, str]:
        line = Line(self.gelbooru.session, self.gelbooru.label, KEY_VARIABLE)
        reply = line.ask(f"{self.gelbooru.root}/index.php", COMPLETION)
        line.raise_for_status(reply)
        return _completed(reply.json(self.gelbooru.label))

    def _completion(self) -> tuple[bool | None, str]:
        if self.gelbooru.unavailable():
            return None, self.gelbooru.unavailable()
        return _completed(self.gelbooru.ask_json(**COMPLETION))

    def _page_size(self) -> tuple[bool | None, str]:
        if self.gelbooru.unavailable():
            return None, self.gelbooru.unavailable()
        found = self.gelbooru.ask_items("post", tags="rating:general", limit="200")
        return len(found) == MOST_GELBOORU, f"{len(found)} posts where 200 were asked for"

    def _depth(self) -> tuple[bool | None, str]:
        if self.gelbooru.unavailable():
            return None, self.gelbooru.unavailable()
        page = str(TOO_DEEP_PAGE)
        try:
            self.gelbooru.ask_items("post", tags="rating:general", limit="100", pid=page)
        except BooruQueryError as error:
            return True, str(error)
        return False, f"page {page} came"


def _completed(data: object) -> tuple[bool, str]:
    if not isinstance(data, list):
        return False, "no list came"
    return bool(data), f"{len(data)} tags"


def from_environment(environment: Mapping[str, str]) -> Smoke:
    """Build it with the app's own variables; nothing is tried twice, ratings stay at general."""
    access = BooruAccess(
        environment.get("BOORU_STUDIO_GELBOORU_URL", ""),
        environment.get(USER_VARIABLE, ""),
        Secret(environment.get(KEY_VARIABLE, "")),
    )
    anonymous = BooruAccess(environment.get("BOORU_STUDIO_DANBOORU_URL", ""))
    return Smoke(
        Danbooru(anonymous, _session(Danbooru.interval)),
        Gelbooru(access, _session(Gelbooru.interval)),
    )


def _session(interval: float) -> Session:
    return make_session(retries=0, interval=interval, through_proxy=True)


def main(smoke: Smoke) -> int:
    """Print each finding as it comes, and return the exit code."""
    seen = set()
    for finding in smoke.run():
        sys.stdout.write(f"{finding}\n")
        sys.stdout.flush()
        seen.add(finding.holds)
    return int(False in seen or True not in seen)


if __name__ == "__main__":
    sys.exit(main(from_environment(os.environ)))
