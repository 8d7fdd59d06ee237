"""What Danbooru tells of tags (https://danbooru.donmai.us/wiki_pages/api:tags and its kin)."""

from collections.abc import Iterable, Iterator, Mapping

from booru_studio.boorus.capabilities import (
    AiTags,
    Aliases,
    Autocompletes,
    RelatedQuery,
    RelatedTags,
    SimilarTags,
    TagInfo,
    WikiPages,
)
from booru_studio.boorus.danbooru_calls import DanbooruCalls, read_tag
from booru_studio.boorus.danbooru_posts import LABEL
from booru_studio.boorus.fields import Fields, integer, text
from booru_studio.boorus.name_batches import batches
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tag_facts import (
    PredictedTag,
    RelatedTag,
    RelatedTagList,
    TagCompletion,
    TagFact,
    WikiPage,
)
from booru_studio.errors import BooruReplyError

MOST_RELATED = 1000
MOST_COMPLETIONS = 20
MOST_PREDICTED = 200
_RATING_PREFIX = "rating:"


class DanbooruTags(
    DanbooruCalls, RelatedTags, TagInfo, Autocompletes, SimilarTags, WikiPages, Aliases, AiTags
):
    """The part of Danbooru that is about tags."""

    def related_tags(self, query: RelatedQuery) -> RelatedTagList:
        """Ask /related_tag.json, which takes metatags and any number of terms."""
        limit = min(max(query.limit, 1), MOST_RELATED)
        params = {
            "search[query]": self.rated(query.tags),
            "search[category]": ",".join(category.value for category in query.categories),
            "search[order]": "Frequency",
            "search[search_sample_size]": str(query.sample),
            "search[tag_sample_size]": str(MOST_RELATED),
            "limit": str(limit),
        }
        data = self.get_json("/related_tag.json", params)
        if not isinstance(data, dict) or not isinstance(data.get("related_tags"), list):
            raise BooruReplyError(site=LABEL, reason="no list of related tags")
        posts = max(0, integer(data, "post_count"))
        found = tuple(_related(data["related_tags"]))
        return RelatedTagList(posts, min(posts, query.sample), found, read_tag(data.get("tag")))

    def tags(self, names: Iterable[str]) -> dict[str, TagFact]:
        found: dict[str, TagFact] = {}
        for batch in batches(dict.fromkeys(name for name in names if _is_askable(name))):
            params = {"search[name_comma]": ",".join(batch), "limit": str(MOST_RELATED)}
            facts = map(read_tag, self.get_items("/tags.json", params))
            found |= {fact.name: fact for fact in facts if fact}
        return found

    def remembered_categories(self, _names: Iterable[str]) -> Mapping[str, TagCategory]:
        return {}  # its posts say themselves

    def autocomplete(self, text: str, limit: int = 10) -> list[TagCompletion]:
        if not text.strip():
            return []
        params = {
            "search[query]": text.strip(),
            "search[type]": "tag",
            "limit": str(min(max(limit, 1), MOST_COMPLETIONS)),
        }
        found = map(_completion, self.get_items("/autocomplete.json", params))
        return [completion for completion in found if completion]

    def similar_tags(self, name: str, limit: int = 5) -> list[TagFact]:
        if not _is_askable(name):
            return []
        params = {
            "search[fuzzy_name_matches]": name,
            "search[hide_empty]": "yes",
            "search[order]": "similarity",
            "limit": str(limit),
        }
        return [fact for fact in map(read_tag, self.get_items("/tags.json", params)) if fact]

    def wiki_page(self, title: str) -> WikiPage | None:
        """Ask by title in a search, since a page that is missing is no error there."""
        found = self.get_items("/wiki_pages.json", {"search[title]": title, "limit": "1"})
        if not found or text(found[0], "title") != title:
            return None
        names = found[0].get("other_names")
        others = tuple(str(name) for name in names) if isinstance(names, list) else ()
        return WikiPage(title, text(found[0], "body"), others)

    def alias_of(self, name: str) -> str:
        found = self._relations("/tag_aliases.json", name)
        return found[0][1] if found else ""

    def implications(self, names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys(names):
            following = tuple(to for _, to in self._relations("/tag_implications.json", name))
            if following:
                found[name] = following
        return found

    def ai_tags(self, number: int) -> list[PredictedTag]:
        params = {
            "search[post_tags_match]": f"id:{number}",
            "search[order]": "score_desc",
            "limit": str(MOST_PREDICTED),
            "only": "score,tag",
        }
        return list(_predicted(self.get_items("/ai_tags.json", params)))

    def _relations(self, path: str, name: str) -> list[tuple[str, str]]:
        params = {"search[antecedent_name]": name, "search[status]": "active", "limit": "100"}
        return [
            (text(item, "antecedent_name"), text(item, "consequent_name"))
            for item in self.get_items(path, params)
            if text(item, "consequent_name")
        ]


def _is_askable(name: str) -> bool:
    """Say whether a name can be a tag's; no tag holds a comma or a space."""
    return bool(name) and name.isprintable() and not set(name) & {",", " "}


def _related(items: Iterable[object]) -> Iterator[RelatedTag]:
    for item in items:
        fact = read_tag(item.get("tag")) if isinstance(item, Mapping) else None
        share = item.get("frequency") if isinstance(item, Mapping) else None
        if fact and isinstance(share, int | float):
            yield RelatedTag(fact, min(max(float(share), 0.0), 1.0))


def _completion(item: Fields) -> TagCompletion | None:
    fact = read_tag(item.get("tag")) or read_tag({**item, "name": item.get("value")})
    is_tag = text(item, "type") != "static"  # a metatag such as “order:score”
    return TagCompletion(fact, text(item, "antecedent")) if fact and is_tag else None


def _predicted(items: Iterable[Fields]) -> Iterator[PredictedTag]:
    for item in items:
        fact = read_tag(item.get("tag"))
        if fact and not fact.name.startswith(_RATING_PREFIX):
            score = min(max(integer(item, "score"), 0), 100) / 100
            yield PredictedTag(fact.name, fact.category, score)


