"""What the page does with LoRAs, beside the endpoints."""

from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.errors import InvalidInputError
from booru_studio.services.lora_library import LoraFilter
from booru_studio.services.lora_sets import set_reference
from booru_studio.ui.arguments import text, whole

MOST_SEED = 2**63 - 1


class LoraVerbs:
    """Public methods are offered to the page alone, by their names in `LORA_VERBS`."""

    _services: Services

    def lora_list(
        self,
        search: str = "",
        folder: str = "",
        base: str = "",
        group: str = "",
        rating: str = "",
        offset: int = 0,
        limit: int = 60,
    ) -> dict[str, Any]:
        """List the LoRAs of the catalog, a window at a time."""
        wanted = LoraFilter(
            text("search", search), text("folder", folder), text("base", base),
            text("group", group), text("rating", rating),
        )  # fmt: skip
        return self._services.library.loras.listing(
            wanted, whole("offset", offset, 0, 10**6), whole("limit", limit, 1, 500)
        )

    def lora_facets(self) -> dict[str, Any]:
        """Say what LoRAs can be filtered by."""
        return self._services.library.loras.facets()

    def lora_entry(self, key: str) -> dict[str, Any]:
        """Give one LoRA for editing."""
        return self._services.library.loras.entry(text("key", key))

    def save_lora(self, key: str, fields: dict[str, Any], stamp: str = "") -> dict[str, Any]:
        """Write fields of one LoRA into the catalog; null takes one out."""
        return self._services.library.loras.change(text("key", key), fields, text("stamp", stamp))

    def lora_match(self, options: dict[str, Any]) -> dict[str, int]:
        """Count what the randomiser may draw."""
        return self._services.library.loras.matching(options)

    def lora_set(
        self,
        options: dict[str, Any],
        rows: list[dict[str, Any]],
        seed: int = 0,
        remember: bool = False,
    ) -> dict[str, Any]:
        """Write rows as prompt text; `remember` notes them as a set that was used."""
        return self._services.loras.randomizer.set_of(
            options, rows, whole("seed", seed, 0, MOST_SEED), remember=_flag("remember", remember)
        )

    def lora_history(self, limit: int = 30) -> dict[str, Any]:
        """List the last sets with the pictures that came of them."""
        return {"sets": self._services.library.history.sets(whole("limit", limit, 1, 100))}

    def lora_presets(self) -> dict[str, Any]:
        """List the presets of the randomiser, and what means each in a template."""
        return _presets(self._services.loras.randomizer.presets())

    def save_lora_preset(self, name: str, options: dict[str, Any]) -> dict[str, Any]:
        """Save options under a name."""
        return _presets(self._services.loras.randomizer.save_preset(name, options))

    def delete_lora_preset(self, name: str) -> dict[str, Any]:
        """Delete a preset."""
        return _presets(self._services.loras.randomizer.delete_preset(text("name", name)))

    def ban_lora(self, name: str, banned: bool = True) -> dict[str, Any]:
        """Never draw a LoRA again, or let it be drawn once more."""
        flag = _flag("banned", banned)
        return {"banned": self._services.loras.randomizer.ban(text("name", name), banned=flag)}

    def banned_loras(self) -> dict[str, Any]:
        """List the LoRAs that are never drawn."""
        return {"banned": self._services.loras.randomizer.banned()}

    def reset_lora_bag(self) -> dict[str, Any]:
        """Let every LoRA be drawn again."""
        self._services.loras.randomizer.reset_bag()
        return {}

    def lora_wildcards(self, options: dict[str, Any], write: bool = False) -> dict[str, Any]:
        """Show or write the wildcard files of a LoRA folder, by all of the generator's options."""
        if not isinstance(options, dict):
            raise InvalidInputError(reason="options is no object: give options by name.")
        known = _GENERATOR_OPTIONS
        if unknown := sorted(set(options) - set(known)):
            raise InvalidInputError(
                reason=f"There is no option “{unknown[0]}”: use {', '.join(known)}."
            )
        made = self._services.loras.generate_lora_wildcard(**options, write=_flag("write", write))
        return {**made, "files": made["files"][:MOST_FILES], "count": len(made["files"])}


MOST_FILES = 500  # that are shown of what the generator makes
_GENERATOR_OPTIONS = (
    "folder", "pattern", "weight", "triggers", "format", "order", "separator", "needs_triggers",
    "negatives", "base", "exclude", "most_lines",
)  # fmt: skip


def _presets(presets: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "presets": [
            {"name": name, "options": options, "reference": set_reference(name)}
            for name, options in sorted(presets.items())
        ]
    }


def _flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise InvalidInputError(reason=f"{name} is neither true nor false: give one of them.")


LORA_VERBS = (
    "lora_list", "lora_facets", "lora_entry", "save_lora", "lora_match", "lora_set",
    "lora_history", "lora_presets", "save_lora_preset", "delete_lora_preset", "ban_lora",
    "banned_loras", "reset_lora_bag", "lora_wildcards",
)  # fmt: skip
