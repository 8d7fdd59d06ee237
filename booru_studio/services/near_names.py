"""Which tags a person may have meant by one that does not exist."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Protocol

from booru_studio.boorus.base import Booru
from booru_studio.boorus.capabilities import Aliases, Autocompletes, SimilarTags, TagInfo
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.errors import BooruError
from booru_studio.services.answers import Answers, Question, Shape

FRESH = timedelta(days=1)
NO_HINT = "check the spelling, as the site writes it."
MOST_NAMED = 3
MOST_CHECKED = 20  # tags of one search
MOST_EXPLAINED = 2  # unknown ones, each of which costs up to 3 requests
_ALIKE = 0.6  # 0-1, how much two names have to have in common
_START = 0.5  # of a name, whose end then is taken for misspelled


def _read(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(value)
    return [str(name) for name in value]


_NAMES: Shape[list[str]] = Shape(list, _read)


class LocalTags(Protocol):
    """What is known without any site; `services.known_tags.KnownTags` is one."""

    def categories(self, names: Iterable[str]) -> Mapping[str, TagCategory]: ...

    def alias_of(self, name: str) -> str: ...

    def near(self, name: str) -> list[str]: ...


class NearNames:
    """Asks the site itself, then the tag table; only names that may be shown are told."""

    def __init__(
        self, policy: RatingPolicy, answers: Answers, local: LocalTags | None = None
    ) -> None:
        self._policy, self._answers, self._local = policy, answers, local

    def hint(self, site: Booru, name: str) -> str:
        """End a sentence about an unknown tag with what it may have meant."""
        names = self.of(site, name)
        if names:
            return f"did you mean {', '.join(names)}?"
        return NO_HINT

    def own(self, name: str) -> str:
        """Return the tag that a name is another name of by the tag table, else the name."""
        alias = self._local.alias_of(name) if self._local else ""
        return alias if alias and is_kept_tag(alias, self._policy) else name

    def of(self, site: Booru, name: str) -> list[str]:
        """Return up to 3 names, the likeliest first: 1 request, 2 where that finds nothing."""
        names = [self.own(name), *self._of_site(site, name)]
        shown = [near for near in dict.fromkeys(names) if near != name]
        if self._local and not shown:
            shown = self._local.near(name)
        return [near for near in shown if is_kept_tag(near, self._policy)][:MOST_NAMED]

    def unknown(self, site: Booru, tags: str) -> list[str]:
        """Tell in a sentence each which tags of a search the site does not have.

        It costs 1 request, and up to 3 for each of at most 2 unknown tags; nothing is told
        where the site does not answer.
        """
        names = site.searched_tags(tags)[:MOST_CHECKED]
        if not names or not isinstance(site, TagInfo):
            return []
        info: TagInfo = site
        try:
            facts = info.tags(names)
            missing = [name for name in names if name not in facts or not facts[name].count]
            unknown = [name for name in missing[:MOST_EXPLAINED] if not _is_alias(site, name)]
        except BooruError:
            return []  # the search itself was answered, which is what counts
        return [
            f"{site.label} has no post with the tag “{name}”: {self.hint(site, name)}"
            for name in unknown
        ]

    def _of_site(self, site: Booru, name: str) -> list[str]:
        question = Question(
            f"near|{site.name}|{name}", FRESH, _NAMES, lambda: _asked(site, name)
        )
        try:
            return self._answers.get(question).value
        except BooruError:
            return []


@dataclass(frozen=True, slots=True)
class SiteNames:
    """The names of one site's tags; None = there is no such site."""

    near: NearNames
    site: Booru | None

    def hint(self, name: str) -> str:
        """End a sentence about an unknown tag."""
        return self.near.hint(self.site, name) if self.site else NO_HINT

    def own(self, name: str) -> str:
        """Return the tag that a name stands for, without any request."""
        return self.near.own(name)


def _asked(site: Booru, name: str) -> list[str]:
    if isinstance(site, SimilarTags):
        similar: SimilarTags = site
        return [fact.name for fact in similar.similar_tags(name)]
    if not isinstance(site, Autocompletes):
        return []
    completer: Autocompletes = site
    completed = _completed(completer, name)
    return completed or _completed(completer, name[: max(2, round(len(name) * _START))], name)


def _completed(site: Autocompletes, start: str, meant: str = "") -> list[str]:
    """Complete a name; by the start of one that is `meant`, keep what is like it."""
    names = [item.fact.name for item in site.autocomplete(start) if item.fact.count]
    return _most_alike(names, meant) if meant else names


def _most_alike(names: Sequence[str], meant: str) -> list[str]:
    alike = {name: SequenceMatcher(None, meant, name).ratio() for name in names}
    return sorted((name for name in names if alike[name] >= _ALIKE), key=lambda n: -alike[n])


def _is_alias(site: Booru, name: str) -> bool:
    return isinstance(site, Aliases) and bool(site.alias_of(name))
