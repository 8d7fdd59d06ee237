"""Expand a template into the prompt of one job."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.domain.wildcard_diagnostics import Diagnostic
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.domain.wildcard_syntax import is_plain
from booru_studio.domain.wildcards import count, count_text, diagnose, expand, leaf
from booru_studio.errors import InvalidInputError

MODES = ("random", "combinatorial")
LOOP = "E_CYCLE"


@dataclass(frozen=True, slots=True)
class Expanded:
    """What a template became."""

    text: str
    picks: tuple[Mapping[str, Any], ...] = ()  # what was chosen, as JSON
    warnings: tuple[str, ...] = ()  # sentences
    loop: str = ""  # which reference leads back to itself, to begin a sentence


@dataclass(frozen=True, slots=True)
class Preview:
    """What a template becomes, before anything is queued."""

    prompts: tuple[str, ...]
    leaves: str  # how many ways through the template there are, in decimal digits
    diagnostics: tuple[Mapping[str, Any], ...]


class Wildcards:
    """The wildcard files, and templates expanded with them."""

    def __init__(self, library: WildcardLibrary) -> None:
        self.library = library

    def expand(self, template: str, seed: int) -> Expanded:
        """Expand a template; the same template, seed and files give the same text."""
        if is_plain(template):
            return Expanded(template)
        expansion = expand(template, self.library, seed)
        return Expanded(
            expansion.text,
            tuple(pick._asdict() for pick in expansion.picks),
            tuple(diagnostic.message for diagnostic in expansion.diagnostics),
            next((_cause(each) for each in expansion.diagnostics if each.code == LOOP), ""),
        )

    def preview(
        self, template: str, seed: int = 0, wanted: int = 1, mode: str = "random", offset: int = 0
    ) -> Preview:
        """Show what a template becomes.

        Args:
            wanted: how many prompts. Drawn with `seed`, `seed` + 1 and so on in “random” mode,
                as jobs are; in “combinatorial” mode the leaves from `offset` on.

        Raises:
            InvalidInputError: another mode.
        """
        if mode not in MODES:
            raise InvalidInputError(reason=f"There is no mode “{mode}”: use {' or '.join(MODES)}.")
        leaves = count(template, self.library)
        if mode == "random":
            prompts = [self.expand(template, seed + place).text for place in range(wanted)]
        else:
            ranks = range(offset, min(offset + wanted, leaves))
            prompts = [leaf(template, self.library, rank) for rank in ranks]
        remarks = diagnose(template, self.library)
        return Preview(
            tuple(prompts), count_text(leaves), tuple(remark.as_dict() for remark in remarks)
        )


def _cause(diagnostic: Diagnostic) -> str:
    return diagnostic.message.partition(";")[0]
