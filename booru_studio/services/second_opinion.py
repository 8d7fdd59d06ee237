"""What a site's own tagger sees in a picture that its post is not tagged with."""

from datetime import timedelta
from typing import Any

from booru_studio.boorus.base import Booru
from booru_studio.boorus.capabilities import AiTags
from booru_studio.domain.posts import Post, TagCategory
from booru_studio.domain.safety import RatingPolicy, check_post, is_kept_tag
from booru_studio.domain.tag_facts import PredictedTag
from booru_studio.domain.tag_recall import tag_recall
from booru_studio.errors import InvalidInputError
from booru_studio.services.answers import Answers, Question, Shape
from booru_studio.services.character_list import hidden_note, time_text

FRESH = timedelta(days=7)


def _write(tags: list[PredictedTag]) -> object:
    return [[tag.name, tag.category.value, tag.score] for tag in tags]


def _read(value: object) -> list[PredictedTag]:
    if not isinstance(value, list):
        raise TypeError(value)
    return [PredictedTag(str(n), TagCategory(c), float(score)) for n, c, score in value]


_PREDICTED: Shape[list[PredictedTag]] = Shape(_write, _read)


class SecondOpinion:
    """Asks the tagger of a post's own site."""

    def __init__(self, answers: Answers, policy: RatingPolicy) -> None:
        self._answers, self._policy = answers, policy

    def of(self, post: Post, site: Booru) -> dict[str, Any]:
        """Compare a post's tags with what its site's tagger surely sees: 1 request.

        Returns:
            `{recall, missing, as_of, hidden, notes}`; `recall` is 0 to 1, null where the tagger
            was sure of nothing.

        Raises:
            HiddenPostError, BlockedContentError: the post may not be shown here.
            InvalidInputError: the site has no tagger.
            BooruError: the site does not answer, and nothing of it is kept.
        """
        check_post(post, self._policy)
        if not isinstance(site, AiTags):
            raise InvalidInputError(
                reason=f"{site.label} has no tagger of its own: use an interrogator."
            )
        tagger: AiTags = site
        key = f"ai tags|{post.id}"
        question = Question(key, FRESH, _PREDICTED, lambda: tagger.ai_tags(post.id.number))
        answer = self._answers.get(question)
        found = tag_recall(post, answer.value)
        missing = found.missing if found else ()
        kept = [name for name in missing if is_kept_tag(name, self._policy)]
        hidden = len(missing) - len(kept)
        notes = [answer.note] if answer.note else []
        return {
            "recall": round(found.share, 3) if found else None,
            "missing": kept,
            "as_of": time_text(answer.as_of),
            "hidden": hidden,
            "notes": [*notes, *hidden_note(hidden, "tag", "tags")],
        }
