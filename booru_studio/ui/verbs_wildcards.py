"""What the page does with wildcard files, beside the endpoints."""

from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.domain.request_fields import SEED_LIMIT
from booru_studio.errors import InvalidInputError
from booru_studio.services.wildcard_desk import MOST_TEXT
from booru_studio.ui.arguments import text, whole


class WildcardVerbs:
    """Public methods are offered to the page alone, by their names in `WILDCARD_VERBS`."""

    _services: Services

    def wildcard_files(self) -> dict[str, Any]:
        """List the wildcard files."""
        return self._services.library.wildcards.listing()

    def wildcard_file(self, file: str) -> dict[str, Any]:
        """Give a file for editing."""
        return self._services.library.wildcards.read(text("file", file))

    def save_wildcard(self, file: str, content: str, stamp: str = "") -> dict[str, Any]:
        """Write a file, if it still is what `stamp` was given with."""
        return self._services.library.wildcards.save(
            text("file", file), _content(content), text("stamp", stamp)
        )

    def create_wildcard(self, name: str, content: str = "") -> dict[str, Any]:
        """Make a new file."""
        return self._services.library.wildcards.create(text("name", name), _content(content))

    def rename_wildcard(self, file: str, name: str) -> dict[str, Any]:
        """Give a file another name; tell who still says the old one."""
        return self._services.library.wildcards.rename(text("file", file), text("name", name))

    def delete_wildcard(self, file: str) -> dict[str, Any]:
        """Take a file out; `restore_wildcard` brings it back."""
        return self._services.library.wildcards.delete(text("file", file))

    def restore_wildcard(self, file: str) -> dict[str, Any]:
        """Bring a deleted file back."""
        return self._services.library.wildcards.restore(text("file", file))

    def wildcard_before(self, file: str) -> dict[str, Any]:
        """Give the text of the version before."""
        return self._services.library.wildcards.version_before(text("file", file))

    def wildcard_uses(self, file: str) -> dict[str, Any]:
        """Say where a file's wildcards are referred to."""
        return self._services.library.wildcards.uses(text("file", file))

    def test_wildcard(
        self,
        file: str,
        content: str | None = None,
        name: str = "",
        line: str | None = None,
        seed: int = 0,
        count: int = 8,
    ) -> dict[str, Any]:
        """Draw from a file, or a line of it, as it is being edited."""
        return self._services.library.wildcards.test(
            text("file", file),
            None if content is None else _content(content),
            name=text("name", name),
            line=None if line is None else text("line", line),
            seed=whole("seed", seed, 0, SEED_LIMIT - 1),
            wanted=whole("count", count, 1, 100),
        )


def _content(value: object) -> str:
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise InvalidInputError(
            reason=f"content is no text of at most {MOST_TEXT} characters: split the file."
        )
    return value


WILDCARD_VERBS = (
    "wildcard_files", "wildcard_file", "save_wildcard", "create_wildcard", "rename_wildcard",
    "delete_wildcard", "restore_wildcard", "wildcard_before", "wildcard_uses", "test_wildcard",
)  # fmt: skip
