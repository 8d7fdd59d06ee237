"""The wildcard files as somebody works on them: listed, edited, tried out, undone."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.domain.wildcard_library import Entries, ListEntries, WildcardLibrary
from booru_studio.errors import InvalidInputError
from booru_studio.services.wildcard_overlay import EditedLibrary, values_of
from booru_studio.services.wildcard_uses import uses_of
from booru_studio.services.wildcards import Wildcards
from booru_studio.storage.wildcard_editing import WildcardEditor
from booru_studio.storage.wildcard_files import WildcardFiles
from booru_studio.storage.wildcard_scan import TREE_SUFFIXES

MOST_TEXT = 400_000  # characters of a file that a text box still types well in
MOST_NAMES = 500  # wildcards of one file that are listed
_BIG_SAMPLE = 200  # lines that are shown of a file too big to edit


@dataclass(frozen=True, slots=True)
class WildcardDesk:
    """Everything the page does with wildcard files; `file` is relative to their folder.

    What cannot be done raises InvalidInputError, and StoreWriteError where the disk refuses.
    """

    files: WildcardFiles
    editor: WildcardEditor
    library: WildcardLibrary

    def listing(self) -> dict[str, Any]:
        """Return `{files: [[file, number of wildcards in it]], problems: [sentence]}`."""
        found = self.files.names_by_file()
        problems = [problem.message for problem in self.files.problems()]
        return {
            "files": [[file, len(names)] for file, names in found.items()],
            "problems": problems,
        }

    def read(self, file: str) -> dict[str, Any]:
        """Return a file for editing; `stamp` is what saving it needs."""
        try:
            text = self.editor.read(file)
        except InvalidInputError:
            if file not in self.files.files:
                raise
            text = ""
            is_small = False
        else:
            is_small = len(text) <= MOST_TEXT
        names = self.files.names_by_file()[file]
        return {
            "file": file,
            "text": text if is_small else self._first_lines(names),
            "stamp": _stamp(text),
            "editable": is_small,
            "names": names[:MOST_NAMES],
            "has_backup": self.editor.version_before(file) is not None,
        }

    def version_before(self, file: str) -> dict[str, Any]:
        """Return `{text}` of the version before the last change, to be looked at and saved."""
        text = self.editor.version_before(file)
        if text is None:
            raise InvalidInputError(reason=f"There is no earlier version of {file}.")
        return {"text": text}

    def save(self, file: str, text: str, stamp: str = "") -> dict[str, Any]:
        """Write a file; return its new `stamp`.

        Args:
            stamp: of the text the edit began with. If the file says something else by now,
                nothing is written; "" writes all the same.
        """
        if len(text) > MOST_TEXT:
            raise InvalidInputError(
                reason=f"{file} would be too big to edit here: split it into several files."
            )
        before = self.editor.read(file)
        if stamp and _stamp(before) != stamp:
            raise InvalidInputError(
                reason=f"{file} was changed by another program meanwhile: load it again, or "
                "save yours over it."
            )
        self.editor.edit(file, text, before=before)
        return self.read(file)

    def create(self, name: str, text: str = "") -> dict[str, Any]:
        """Create a file; a name that ends in .yaml makes a tree of wildcards."""
        plain = name.strip().removesuffix(".txt")
        ending = next((each for each in TREE_SUFFIXES if plain.lower().endswith(each)), ".txt")
        plain = plain[: -len(ending)] if ending != ".txt" else plain
        if not text and ending != ".txt":
            text = "[]\n" if ending == ".json" else f"{plain.rpartition('/')[2]}:\n  - \n"
        return self.read(self.editor.create(plain, text, ending=ending))

    def rename(self, file: str, name: str) -> dict[str, Any]:
        """Give a file another name; `uses` are the files that still say the old one."""
        uses = self.uses(file)["uses"]
        return {**self.read(self.editor.rename(file, name.strip())), "uses": uses}

    def delete(self, file: str) -> dict[str, Any]:
        """Take a file out; it stays as its backup, from which `restore` brings it back."""
        return {"backup": self.editor.delete(file)}

    def restore(self, file: str) -> dict[str, Any]:
        """Bring a deleted file back."""
        self.editor.restore(file)
        return self.read(file)

    def uses(self, file: str) -> dict[str, Any]:
        """Return `{uses: [{file, line, text}]}`: where other files refer to this one's wildcards.

        `line` counts from 1.
        """
        names = self.files.names_by_file().get(file)
        if names is None:
            raise InvalidInputError(reason=f"There is no wildcard file {file}: refresh the list.")
        return {"uses": [use.as_dict() for use in uses_of(file, names, self.files)]}

    def test(
        self,
        file: str,
        text: str | None = None,
        *,
        name: str = "",
        line: str | None = None,
        seed: int = 0,
        wanted: int = 8,
    ) -> dict[str, Any]:
        """Draw from a file, or from one line of it, as the text stands, saved or not.

        Args:
            text: None = as on disk.
            name: of the file's wildcards the one to draw from; the first one if left out.
            line: draw what this line alone becomes.

        Returns:
            `{names: [{name, values}], name, values, leaves, template, prompts, diagnostics}`;
            `leaves` is a decimal string.
        """
        values = self._on_disk(file) if text is None else values_of(file, text)
        library = EditedLibrary(self.library, values)
        chosen = name if name in values else next(iter(values), "")
        entries = values.get(chosen, ListEntries(()))
        template = f"__{chosen}__" if line is None else _value_of(file, line)
        if not len(entries) and line is None:
            found: dict[str, Any] = {"prompts": [], "leaves": "0", "diagnostics": []}
        else:
            preview = Wildcards(library).preview(template, seed, wanted)
            found = {
                "prompts": list(preview.prompts),
                "leaves": preview.leaves,
                "diagnostics": [dict(remark) for remark in preview.diagnostics],
            }
        names = [{"name": each, "values": len(values[each])} for each in [*values][:MOST_NAMES]]
        return {
            "names": names, "name": chosen, "values": len(entries), "template": template, **found,
        }  # fmt: skip

    def _on_disk(self, file: str) -> Mapping[str, Entries]:
        names = self.files.names_by_file().get(file, [])
        read = {name: self.files.entries(name) for name in names}
        return {name: entries for name, entries in read.items() if entries is not None}

    def _first_lines(self, names: list[str]) -> str:
        entries = self.files.entries(names[0]) if names else None
        shown = range(min(len(entries), _BIG_SAMPLE)) if entries else ()
        return "\n".join(entries.text(index) for index in shown) if entries else ""


def _value_of(file: str, line: str) -> str:
    """Return what a line of a file means: without its weight, and its dash in YAML."""
    bare = line.strip()
    if file.lower().endswith(TREE_SUFFIXES):
        bare = bare.removeprefix("- ").strip().strip("\"',")
    entries = values_of("line.txt", bare)["line"]
    return entries.text(0) if len(entries) else ""


def _stamp(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
