"""Move template text between files, so that its references go on meaning the same."""

from collections.abc import Iterator

from booru_studio.domain.prompt_tree_writing import phrases_in
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.domain.wildcard_names import folder_of
from booru_studio.domain.wildcard_nodes import Phrase, Wildcard
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcard_syntax import escape_text, is_plain

Edit = tuple[int, int, str]


def moved(text: str, library: WildcardLibrary, *, wildcard: str = "", folder: str = "") -> str:
    """Return a value of `wildcard` ("" for the template) as it must be written in `folder`.

    A name that the new place would look up elsewhere is written out. A reference back to the
    wildcard itself, which the engine leaves as text, becomes that text.
    """
    if is_plain(text):
        return text
    move = _Move(library, wildcard, folder)
    edits = sorted(move.edits(parse(text).phrase), reverse=True)
    for start, end, instead in edits:
        text = text[:start] + instead + text[end:]
    return text


class _Move:
    def __init__(self, library: WildcardLibrary, wildcard: str, folder: str) -> None:
        self._library = library
        self._wildcard = wildcard
        self._from, self._to = folder_of(wildcard), folder

    def edits(self, phrase: Phrase) -> Iterator[Edit]:
        """Yield the spans of the text to replace; none overlaps another."""
        for part in phrase.parts:
            if isinstance(part, Wildcard) and part.name.literal is not None:
                instead = self._reference(part.name.literal)
                if instead is None:
                    # The engine gives the name back without its syntax characters' escapes.
                    stays = f"__{part.sampler}{part.name.literal}__"
                    stays = part.source if part.parameters else stays
                    yield part.start, part.end, escape_text(stays)
                    continue
                if instead != part.name.literal:
                    yield part.name.start, part.name.end, instead
            for inner in phrases_in(part):
                yield from self.edits(inner)

    def _reference(self, name: str) -> str | None:
        """Return how the new place must write a name; None if it leads back to the wildcard."""
        meant = self._library.find(name, self._from).names
        wanted = tuple(each for each in meant if each != self._wildcard)
        if meant and not wanted:
            return None
        ways = [name, f"{self._from}/{name}", f"**/{name}", *wanted[:1]]
        fits = (way for way in ways if self._library.find(way, self._to).names == wanted)
        return next(fits, name)
