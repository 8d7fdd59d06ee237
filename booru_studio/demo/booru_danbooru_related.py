"""The Danbooru stand-in's two clever routes: related tags and autocomplete."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from booru_studio.demo.booru_danbooru_call import MOST_OTHERS, DanbooruCall
from booru_studio.demo.booru_danbooru_json import Json, tag_json
from booru_studio.demo.booru_danbooru_tags import category_numbers, like
from booru_studio.demo.booru_posts import StandInPost
from booru_studio.demo.booru_query import Node, Term, read_danbooru
from booru_studio.demo.booru_search import Search
from booru_studio.demo.booru_tags import ALIASES, TagRow, TagTable, wiki_pages

_SIMILARITIES = {
    "cosine": "cosine_similarity",
    "jaccard": "jaccard_similarity",
    "overlap": "overlap_coefficient",
    "frequency": "frequency",
}
_STATIC_VALUES = {
    "rating": ("general", "sensitive", "questionable", "explicit"),
    "order": ("score", "favcount", "rank", "landscape", "portrait", "mpixels"),
    "status": ("active", "deleted", "banned", "any"),
}


@dataclass(frozen=True, slots=True)
class _Match:
    """How autocomplete came upon a tag."""

    kind: str
    tag: TagRow
    antecedent: str = ""


@dataclass(frozen=True, slots=True)
class RelatedRoutes:
    """Answers that relate tags to each other, as JSON values."""

    posts: Sequence[StandInPost]
    tags: TagTable
    now: Callable[[], datetime]
    opened: datetime

    def related(self, call: DanbooruCall) -> Json:
        """/related_tag.json: which tags the posts of a search have; no limit of terms."""
        query = call.search("query") or call.get("query")
        node = read_danbooru(query)
        found = Search(self.posts, self.now(), self.tags.resolve).found(node) if query else []
        sample = sorted(found, key=lambda post: post.md5)
        sample = sample[: _whole(call.search("search_sample_size"), 5000)]
        related = list(self._related(call, sample, len(found)))
        order = _SIMILARITIES.get(call.search("order").lower(), "frequency")
        related.sort(key=lambda item: -item[order])
        tag = self._single_tag(node)
        return {
            "query": query,
            "post_count": len(found),
            "tag": tag_json(tag, self.opened) if tag else None,
            "related_tags": related[: call.limit(MOST_OTHERS, default=100)],
            "wiki_page_tags": list(self._linked(tag)) if tag else [],
        }

    def autocomplete(self, call: DanbooruCall) -> list[Json]:
        """/autocomplete.json for the types `tag` and `tag_query`; other types find nothing."""
        kind, text = call.search("type"), call.search("query").strip().lower()
        if kind == "tag_query":
            text = re.sub(r"^[-~(]+", "", text.split()[-1] if text else "")
            if static := _static_items(text):
                return static
        if kind not in ("tag", "tag_query") or not text:
            return []
        best: dict[str, _Match] = {}
        for match in self._matches(text):
            best.setdefault(match.tag.name, match)
        found = sorted(best.values(), key=lambda match: -match.tag.count)
        return [self._item(match) for match in found[: call.number("limit", 10)]]

    def _related(
        self, call: DanbooruCall, sample: Sequence[StandInPost], found: int
    ) -> Iterator[Json]:
        counts = Counter(name for post in sample for name in post.tags.all())
        wanted = category_numbers(call.search("category")) if call.search("category") else None
        rows = [(tag, n) for name, n in counts.most_common() if (tag := self.tags.get(name))]
        rows = [row for row in rows if wanted is None or row[0].category in wanted]
        for tag, hits in rows[: _whole(call.search("tag_sample_size"), 500)]:
            frequency = hits / len(sample)
            shared = frequency * found
            yield {
                "tag": tag_json(tag, self.opened),
                "cosine_similarity": shared / math.sqrt(found * tag.count),
                "jaccard_similarity": shared / (found + tag.count - shared),
                "overlap_coefficient": shared / min(found, tag.count),
                "frequency": frequency,
            }

    def _single_tag(self, node: Node) -> TagRow | None:
        if isinstance(node, Term) and not node.name:
            return self.tags.get(self.tags.resolve(node.value))
        return None

    def _linked(self, tag: TagRow) -> Iterator[Json]:
        body = next((page.body for page in wiki_pages() if page.title == tag.name), "")
        for name in re.findall(r"\[\[([^\]|]+)", body):
            if linked := self.tags.get(name.strip().lower().replace(" ", "_")):
                yield tag_json(linked, self.opened)

    def _matches(self, text: str) -> Iterator[_Match]:
        if text.startswith("/"):
            for tag in self.tags.abbreviated(text[1:]):
                yield _Match("tag-abbreviation", tag, f"/{text[1:]}")
        pattern = text.replace(" ", "_") if "*" in text else f"{text.replace(' ', '_')}*"
        for tag in self.tags.rows:
            begins = any(word.startswith(text) for word in tag.words)
            if tag.count and (begins or like(pattern, tag.name)):
                yield _Match("tag-word", tag)
        for old, new in ALIASES.items():
            renamed = self.tags.get(new)
            if renamed and like(pattern, old):
                yield _Match("tag-alias", renamed, old)
        if not text.isascii():
            yield from self._other_names(text)

    def _other_names(self, text: str) -> Iterator[_Match]:
        for page in wiki_pages():
            name = next((name for name in page.other_names if name.startswith(text)), None)
            tag = self.tags.get(page.title)
            if name and tag:
                yield _Match("tag-other-name", tag, name)

    def _item(self, match: _Match) -> Json:
        item: Json = {
            "type": match.kind,
            "label": match.tag.name.replace("_", " "),
            "value": match.tag.name,
            "category": match.tag.category,
            "post_count": match.tag.count,
            "tag": tag_json(match.tag, self.opened),
        }
        # Null fields are dropped by the site.
        return item | ({"antecedent": match.antecedent} if match.antecedent else {})


def _static_items(text: str) -> list[Json]:
    name, colon, begun = text.partition(":")
    if not colon:
        return []
    values = [value for value in _STATIC_VALUES.get(name, ()) if value.startswith(begun)]
    texts = [f"{name}:{value}" for value in values]
    return [{"type": "static", "label": text, "value": text} for text in texts]


def _whole(text: str, default: int) -> int:
    return max(1, int(text)) if text.isdecimal() else default
