"""A research desk over the stand-in sites, with a clock that a test moves."""

from datetime import UTC, datetime, timedelta

from booru_studio.boorus.base import BooruAccess
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.boorus.tag_categories import RememberedCategories
from booru_studio.demo.booru import StandInBooru
from booru_studio.domain.safety import RatingPolicy
from booru_studio.errors import InvalidInputError
from booru_studio.http import Secret, make_session
from booru_studio.services.research_desk import build_research_desk

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


class ResearchHouse:
    """The desk, the sites it asks, and how many requests it took; `close` ends the sites."""

    def __init__(self, folder, now=NOON, policy=None):
        self.folder, self.now = folder, now
        self.policy = policy or RatingPolicy()
        self.site = StandInBooru(now=lambda: self.now)
        self.site.start()
        keys = self.site.keys
        gelbooru = BooruAccess(
            self.site.gelbooru_url,
            keys.gelbooru_user_id,
            Secret(keys.gelbooru_api_key),
            self.policy.allowed,
        )
        danbooru = BooruAccess(self.site.safebooru_url, ratings=self.policy.allowed)
        self.boorus = {
            "danbooru": Danbooru(danbooru, make_session(retries=0)),
            "gelbooru": Gelbooru(gelbooru, make_session(retries=0), RememberedCategories()),
        }
        self.desk = self.open_desk()
        self._seen = 0

    def open_desk(self, known=None):
        """A desk as after a restart: it knows what is on disk, and `known` tags."""
        return build_research_desk(
            self.boorus, self.find, self.policy, self.folder, known, now=lambda: self.now
        )

    def find(self, name):
        if name not in self.boorus:
            raise InvalidInputError(reason=f"There is no booru “{name}”.")
        return self.boorus[name]

    def later(self, **span):
        self.now += timedelta(**span)

    def requests(self):
        """The paths asked for since the last look, without the root of the safe host."""
        calls = self.site.calls[self._seen :]
        self._seen += len(calls)
        return [call.path.removeprefix("/safebooru") for call in calls]

    def close(self):
        self.site.close()


def names(answer):
    return [item["name"] for item in answer["characters"]]


def genders(answer):
    return {item["name"]: item["gender"] for item in answer["characters"]}
