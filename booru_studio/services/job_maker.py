"""Turn a request into jobs: expand it, draw seeds, have it approved; once for each job."""

import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import Job
from booru_studio.domain.posts import PostId, Rating
from booru_studio.domain.request_fields import SEED_LIMIT
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import InvalidInputError
from booru_studio.services.job_board import NewJob
from booru_studio.services.wildcards import Expanded
from booru_studio.webui.extension_units import with_drawn_prompts


class Expander(Protocol):
    """Turns a template and a seed into a prompt; the same two give the same prompt."""

    def expand(self, template: str, seed: int) -> Expanded: ...


def draw_seed() -> int:
    """Draw a seed that leaves room for a batch above it."""
    return random.SystemRandom().randrange(SEED_LIMIT - 16)


@dataclass(frozen=True, slots=True)
class JobMaker:
    """Makes jobs that may be sent as they are."""

    expander: Expander
    policy: RatingPolicy
    rating_of: Callable[[PostId], Rating | None] = lambda _post: None
    draw_seed: Callable[[], int] = draw_seed
    admit: Callable[[Txt2ImgRequest], Txt2ImgRequest] = lambda request: request

    def make(
        self, request: Txt2ImgRequest, count: int = 1, parent: Job | None = None
    ) -> list[NewJob]:
        """Make `count` jobs of a request.

        A seed of -1 is drawn for each; another one counts up by `batch_size`, so that no two
        pictures share one.

        Raises:
            BlockedContentError: the safety rules refuse one of them.
            InvalidInputError: `admit` refuses the request, or its template refers back to itself.
        """
        request = self.admit(request)
        rating = self._rating(request, parent)
        batch = uuid.uuid4().hex if count > 1 else ""
        approved: dict[tuple[str, str], Mapping[str, Any]] = {}
        jobs = []
        for index in range(count):
            seed = self._seed(request, index)
            expanded = self._expanded(request, seed, parent)
            drawn = self._drawn(request, seed)
            texts = (expanded.text, "" if drawn is request else repr(drawn.extensions))
            if texts not in approved:
                # Jobs of the same text differ in nothing but the seed, which no rule looks at.
                resolved = drawn.resolved(expanded.text, seed)
                approved[texts] = approve(resolved, self.policy, rating).request.to_json()
            values = {**approved[texts], "seed": seed}
            jobs.append(NewJob(values, _fields(request, values, rating, parent, expanded, batch)))
        return jobs

    def _rating(self, request: Txt2ImgRequest, parent: Job | None) -> Rating | None:
        """Find the rating of the source post: from the parent job, or as it was last seen."""
        same_source = parent and (request.source_post or "") == parent.source_post
        if parent and same_source and parent.source_rating:
            return Rating.parse(parent.source_rating)
        post = PostId.parse(request.source_post or "")
        return self.rating_of(post) if post else None

    def _seed(self, request: Txt2ImgRequest, index: int) -> int:
        if request.seed == -1:
            return self.draw_seed()
        return (request.seed + index * request.batch_size) % SEED_LIMIT if index else request.seed

    def _drawn(self, request: Txt2ImgRequest, seed: int) -> Txt2ImgRequest:
        """Draw the wildcards in the prompts of extensions, where the job's own is a template."""
        if request.template is None or not request.extensions:
            return request
        return with_drawn_prompts(request, lambda text: self.expander.expand(text, seed).text)

    def _expanded(self, request: Txt2ImgRequest, seed: int, parent: Job | None) -> Expanded:
        if request.template is not None:
            expanded = self.expander.expand(request.template, seed)
            if expanded.loop:
                raise InvalidInputError(
                    reason=f"{expanded.loop}: take one of these references out of the template "
                    "or of its wildcard file."
                )
            return expanded
        is_unchanged = parent is not None and request.prompt == parent.prompt
        return Expanded(request.prompt, parent.picks if parent and is_unchanged else ())


def _fields(
    request: Txt2ImgRequest,
    values: Mapping[str, Any],
    rating: Rating | None,
    parent: Job | None,
    expanded: Expanded,
    batch: str,
) -> dict[str, Any]:
    return {
        "template": request.template or (parent.template if parent else ""),
        "prompt": values["prompt"],
        "source_post": values.get("source_post") or "",
        "source_rating": rating.value if rating else "",
        "parent": parent.id if parent else "",
        "owner": parent.owner if parent else "",
        "picks": expanded.picks,
        "warnings": expanded.warnings,
        "batch": batch,
    }
