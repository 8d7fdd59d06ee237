"""The wildcard engine's public face: expand, enumerate, count and check templates.

wildcard_syntax       escapes                wildcard_evaluator    text of a template
wildcard_parser       text -> nodes          wildcard_draw         weighted draws by key
  wildcard_frames       open constructs      wildcard_report       picks and problems
  wildcard_build        closed constructs    wildcard_counting     leaves of a template
  wildcard_nodes        what comes of it       wildcard_arrangements   of `N$$`
wildcard_library      what is asked of it    wildcard_leaves       leaf by rank
  wildcard_names        which names are meant  wildcard_memory       counts kept
  wildcard_pools        what can be chosen   wildcard_inspection   all remarks at once
  wildcard_scope        what is known where  wildcard_diagnostics  their sentences
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from booru_studio.domain.wildcard_diagnostics import Diagnostic, remark
from booru_studio.domain.wildcard_evaluator import MAX_LENGTH, MAX_STEPS, Expander
from booru_studio.domain.wildcard_inspection import PREFIXED_TAGS, Inspector
from booru_studio.domain.wildcard_leaves import Leaves, RankOrder
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcard_pools import Lookup
from booru_studio.domain.wildcard_report import Pick
from booru_studio.domain.wildcard_scope import root_scope
from booru_studio.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class Expansion:
    """A template with every choice made: the text, the choices, and what there is to remark."""

    text: str
    picks: tuple[Pick, ...]
    diagnostics: tuple[Diagnostic, ...]


def expand(template: str, library: WildcardLibrary, seed: int) -> Expansion:
    """Return the text `template` becomes for `seed`; never raises on any text.

    Each choice is drawn from (seed, choice point) alone, so the same seed gives the same text
    wherever it stands in a batch, and editing one part of the template leaves the others. What
    cannot be resolved stays as text and is told in `diagnostics`. Results are cut off at 20,000
    characters.
    """
    parsed = parse(template)
    expander = Expander(Lookup(library))
    text = expander.phrase(parsed.phrase, root_scope(seed, turn=seed))
    return _finished(template, text, expander, parsed.problems)


def expand_at_rank(template: str, library: WildcardLibrary, rank: int) -> Expansion:
    """Return leaf `rank` of the template with its choices, 0 <= rank < count.

    Raises InvalidInputError for any other rank.
    """
    leaves = Leaves(template, library)
    if not 0 <= rank < leaves.count:
        there, wanted = count_text(leaves.count), count_text(rank)
        raise InvalidInputError(reason=f"There is no leaf {wanted}: the template has {there}.")
    text, expander = leaves.at(rank)
    return _finished(template, text, expander, leaves.template.problems)


def count(template: str, library: WildcardLibrary) -> int:
    """Return exactly how many leaves (ways to make every choice) the template has.

    Equal options and equal values of a wildcard count once; `~` and `@` choices count as one.
    """
    return Leaves(template, library).count


def count_text(count: int) -> str:
    """Return a count in decimal digits; `str` refuses numbers of more than 4,300 of them."""
    return format(Decimal(count), "f")


def leaf(template: str, library: WildcardLibrary, rank: int) -> str:
    """Return the text of leaf `rank`, 0 <= rank < count; raises InvalidInputError otherwise."""
    return expand_at_rank(template, library, rank).text


def sample_leaves(
    template: str, library: WildcardLibrary, seed: int, start: int = 0
) -> Iterator[tuple[int, str]]:
    """Yield (rank, text) of all leaves in a random order, each leaf once.

    `start` skips the first ones, so that a draw goes on where an earlier one with the same seed,
    template and library stopped.
    """
    leaves = Leaves(template, library)
    order = RankOrder(leaves.count, seed)
    for position in range(start, leaves.count):
        rank = order[position]
        yield rank, leaves[rank]


def diagnose(
    template: str, library: WildcardLibrary, known_tags: Collection[str] = PREFIXED_TAGS
) -> tuple[Diagnostic, ...]:
    """Return every remark about a template and the wildcards it leads to, in order of place.

    Unlike `expand` it looks at all options. `known_tags` are tags that may begin with `~ ! @`.
    """
    return tuple(Inspector(library, known_tags).template(template))


def _finished(
    template: str, text: str, expander: Expander, problems: tuple[Diagnostic, ...]
) -> Expansion:
    """Return the expansion, cut to its limit."""
    remarks = [*problems, *expander.report.problems]
    if expander.exhausted or len(text) > MAX_LENGTH:
        limit = MAX_LENGTH if len(text) > MAX_LENGTH else MAX_STEPS
        remarks.append(remark("E_LIMIT", 0, len(template), limit=limit))
    return Expansion(text[:MAX_LENGTH], tuple(expander.report.picks), tuple(remarks))
