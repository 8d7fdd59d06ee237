"""The boorus: drafts of posts, searches, trends, characters."""

from typing import Any

from booru_studio.boorus.base import PostQuery
from booru_studio.bootstrap import Services
from booru_studio.domain.request_fields import SEED_LIMIT
from booru_studio.services.character_list import time_text
from booru_studio.services.recreator import Wishes
from booru_studio.services.tag_recreation import TagWishes
from booru_studio.ui.arguments import text, texts, whole
from booru_studio.ui.shapes import draft_json, post_json


class ResearchEndpoints:
    """One public method for each endpoint; its name is the endpoint's."""

    _services: Services

    def recreate(
        self,
        post: str,
        append: str = "",
        remove: str = "",
        interrogator: str = "",
        categories: list[str] = ["general", "character", "copyright"],  # noqa: B006  read only
    ) -> dict[str, Any]:
        """Draft a Danbooru or Gelbooru post: prompt, size, tags and a request to submit.

        `post` is a link or id in any form; `append` goes to the end of the prompt; `remove` is a
        list of tags to leave out, with * and ?.

        Args:
            post: a link to a post, danbooru:123, gelbooru:123 or a Danbooru number.
            append: text that goes to the end of the prompt, wildcards and LoRAs included.
            remove: tags to leave out, with commas between; * and ? stand for any letters.
            interrogator: who looks at the picture too: "" nobody, "auto", or one of /interrogators.
            categories: which tags to take: general, character, copyright, artist, meta.
        """
        wishes = Wishes(
            text("append", append),
            text("remove", remove),
            text("interrogator", interrogator),
            texts("categories", categories),
        )
        # A number is what many people have at hand.
        link = str(post) if isinstance(post, int) and not isinstance(post, bool) else post
        return draft_json(self._services.recreator.draft(text("post", link), wishes))

    def recreate_tag(
        self,
        tags: str,
        booru: str = "danbooru",
        count: int = 1,
        order: str = "score",
        min_quality: int = 0,
        append: str = "",
        remove: str = "",
        interrogator: str = "",
        seed: int = 0,
    ) -> dict[str, Any]:
        """Draft the best-tagged posts of a search; the same seed chooses the same posts.

        Args:
            tags: a search as the site has it, its tags separated by spaces.
            booru: the site: danbooru or gelbooru.
            count: how many drafts, 1 to 50.
            order: "score" for the best first, "" for the newest.
            min_quality: least quality of a post, 0 to 100: how well it is tagged.
            append: text that goes to the end of the prompt, wildcards and LoRAs included.
            remove: tags to leave out, with commas between; * and ? stand for any letters.
            interrogator: who looks at the picture too: "" nobody, "auto", or one of /interrogators.
            seed: chooses among the posts; the same one chooses the same.
        """
        wishes = TagWishes(
            tags=text("tags", tags),
            booru=text("booru", booru),
            count=whole("count", count, 1, 50),
            order=text("order", order),
            min_quality=whole("min_quality", min_quality, 0, 100),
            seed=whole("seed", seed, 0, SEED_LIMIT - 1),
            each=Wishes(
                text("append", append),
                text("remove", remove),
                text("interrogator", interrogator),
            ),
        )
        if interrogator:
            self._services.interrogations.check_name(interrogator)
        found = self._services.bench.of_search.recreate_tag(wishes)
        return {
            "drafts": [draft_json(draft) for draft in found.drafts],
            "notes": list(found.notes),
        }

    def posts(
        self,
        tags: str,
        booru: str = "danbooru",
        page: str = "1",
        limit: int = 40,
        order: str = "",
    ) -> dict[str, Any]:
        """Search posts; `tags` "" lists the newest, `next` is the page to ask for next.

        Args:
            tags: a search as the site has it; "" lists the newest posts.
            booru: the site: danbooru or gelbooru.
            page: which page: "1", or `next` of the answer before.
            limit: posts on a page, 1 to 100.
            order: "score" for the best first, "" for the newest.
        """
        if isinstance(page, int) and not isinstance(page, bool):
            page = str(page)
        query = PostQuery(
            tags=text("tags", tags),
            page=text("page", page) or "1",
            limit=whole("limit", limit, 1, 100),
            order=text("order", order),
        )
        found = self._services.research.posts(query, text("booru", booru))
        return {
            "posts": [post_json(post) for post in found.posts],
            "next": found.next,
            "hidden": found.hidden,
            "notes": list(found.notes),
            "as_of": time_text(found.as_of) if found.as_of else None,
        }

    def trending_characters(
        self, booru: str = "danbooru", gender: str = "any", days: int = 3, limit: int = 30
    ) -> dict[str, Any]:
        """List the characters people draw now, with how much more than usual.

        Args:
            booru: the site: danbooru or gelbooru.
            gender: any, girl, boy, both, other or unclear.
            days: how far back to look, 1 to 30.
            limit: how many, 1 to 100.
        """
        return self._services.desk.trends.trending_characters(
            text("booru", booru),
            text("gender", gender),
            whole("days", days, 1, 30),
            whole("limit", limit, 1, 100),
        )

    def popular_tags(self, limit: int = 30) -> dict[str, Any]:
        """List the general tags people search for now.

        Args:
            limit: how many, 1 to 100.
        """
        return self._services.desk.popularity.popular_tags(whole("limit", limit, 1, 100))

    def popular_characters(self, limit: int = 30, gender: str = "any") -> dict[str, Any]:
        """List the characters that are popular by uploads, votes and searches together.

        Args:
            limit: how many, 1 to 100.
            gender: any, girl, boy, both, other or unclear.
        """
        return self._services.desk.popularity.popular_characters(
            text("gender", gender), whole("limit", limit, 1, 100)
        )

    def characters_for_tag(
        self, tag: str, gender: str = "any", limit: int = 50
    ) -> dict[str, Any]:
        """List the characters that are drawn with a tag.

        Args:
            tag: a general tag, for example glasses.
            gender: any, girl, boy, both, other or unclear.
            limit: how many, 1 to 100.
        """
        return self._services.desk.characters.characters_for_tag(
            text("tag", tag), text("gender", gender), whole("limit", limit, 1, 100)
        )

    def classify_character(self, character: str) -> dict[str, Any]:
        """Tell whether a character is a girl, a boy, both or neither, with the evidence.

        Args:
            character: the character's tag, for example saber_(fate).
        """
        return self._services.desk.characters.classify_character(text("character", character))
