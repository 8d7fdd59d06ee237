"""Expand a template into the prompt of one job."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.domain.wildcard_syntax import is_plain
from booru_studio.domain.wildcards import expand
from booru_studio.storage.wildcard_files import WildcardFiles


@dataclass(frozen=True, slots=True)
class Expanded:
    """What a template became."""

    text: str
    picks: tuple[Mapping[str, Any], ...] = ()  # what was chosen, as JSON
    warnings: tuple[str, ...] = ()  # sentences


class Wildcards:
    """The wildcard files, and templates expanded with them."""

    def __init__(self, library: WildcardFiles) -> None:
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
        )
