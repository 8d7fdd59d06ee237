"""The LoRA randomiser: sets drawn by seed, a bag over sessions, the last sets, and presets."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from random import SystemRandom
from typing import Any

from booru_studio.domain.lora_draw import DrawnSet, draw_set
from booru_studio.domain.lora_entries import LoraEntry, index_by_key
from booru_studio.domain.lora_options import RandomOptions, parse_options
from booru_studio.domain.lora_pool import pool_of
from booru_studio.domain.lora_reading import Catalog
from booru_studio.domain.lora_rows import set_text
from booru_studio.domain.lora_triggers import join_words
from booru_studio.errors import InvalidInputError
from booru_studio.storage.lora_state import LoraState

MOST_SETS = 100  # in the history
MOST_PRESETS = 200
MOST_NAME = 80  # letters
# Belong to one call, not to a preset.
_NOT_IN_PRESETS = ("preset", "seed", "rows", "reroll", "preview", "reset_bag", "prompt")


def _draw_seed() -> int:
    return SystemRandom().randrange(2**32)


def _now() -> datetime:
    return datetime.now(UTC)


class LoraRandomizer:
    """Draws sets of LoRAs.

    Args:
        catalog: gives the catalog as it is now.
        allows: the safety rules; a LoRA they refuse is never drawn.
        checkpoint: gives the name of the checkpoint in use, for the base “auto”.
    """

    def __init__(
        self,
        catalog: Callable[[], Catalog],
        allows: Callable[[LoraEntry], bool],
        state: LoraState,
        *,
        checkpoint: Callable[[], str] = lambda: "",
        now: Callable[[], datetime] = _now,
        draw_seed: Callable[[], int] = _draw_seed,
    ) -> None:
        self._catalog, self._allows, self._state = catalog, allows, state
        self._checkpoint, self._now, self._draw_seed = checkpoint, now, draw_seed
        self._lock = threading.Lock()

    def draw(self, options: object, seed: object = 0) -> dict[str, Any]:
        """Draw a set.

        The same options, seed, catalog and bag give the same set; without `no_repeat` the bag
        plays no part.

        Args:
            options: as `lora_options.RandomOptions` documents them; `{}` draws one LoRA of all.
            seed: a whole number; -1 draws one. A seed pinned in the options goes before it.

        Returns:
            `{loras: [{name, weight, triggers, te, key}], text, negative, seed, matching, notes}`;
            triggers and text are template text.

        Raises:
            InvalidInputError: an option or the seed is wrong.
        """
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise InvalidInputError(reason="seed is no whole number: give one, or -1 for any.")
        with self._lock:
            given = self._with_preset(options)
            wanted = parse_options(given)
            used_seed = seed if wanted.seed is None else wanted.seed
            used_seed = self._draw_seed() if used_seed == -1 else used_seed
            answer, drawn = self._draw(wanted, used_seed)
            if not wanted.preview:
                self._remember(given, answer, wanted, drawn)
            return answer

    def set_of(
        self, options: object, rows: object, seed: int = 0, *, remember: bool = False
    ) -> dict[str, Any]:
        """Write rows, as they were drawn or changed by hand, as prompt text.

        Args:
            remember: note them as a set that was used, in history and bag.

        Returns:
            `{text, negative}`.

        Raises:
            InvalidInputError: an option or a row is wrong.
        """
        given = self._with_preset(options)
        wanted = parse_options({**given, "rows": rows})
        known = index_by_key(self._catalog().entries)
        entries = [known.get(row.key) or known.get(row.name) for row in wanted.rows]
        negatives = [each.negative for each in entries if each and wanted.negatives]
        answer = {
            "text": set_text(wanted.rows, wanted.place, wanted.prompt),
            "negative": join_words(negatives),
        }
        if remember:
            with self._lock:
                locked = {row.key for row in wanted.locked}
                used = frozenset(row.key for row in wanted.rows if row.key) - locked
                bag = frozenset(() if wanted.reset_bag else self._state.values().get("bag", []))
                # One that was drawn before comes again only when a new round has begun.
                drawn = DrawnSet(wanted.rows, used=used if used & bag else bag | used)
                loras = [row.to_json() for row in wanted.rows]
                self._remember(given, {**answer, "seed": seed, "loras": loras}, wanted, drawn)
        return answer

    def text_of(self, options: Mapping[str, Any], seed: int) -> str:
        """Draw a set that nothing else depends on, and give its text alone."""
        wanted = replace(parse_options(options), no_repeat=False, preview=True)
        return str(self._draw(wanted, seed)[0]["text"])

    def pool(self, options: object) -> list[LoraEntry]:
        """List the LoRAs that the filters of the options let through, before the safety rules."""
        wanted = parse_options(self._with_preset(options))
        return pool_of(
            self._catalog().entries, wanted.pool,
            checkpoint=self._checkpoint(), banned=self.banned(),
        )  # fmt: skip

    def matching(self, options: object) -> int:
        """Count the LoRAs that the filters of the options and the safety rules let through."""
        return sum(1 for entry in self.pool(options) if self._allows(entry))

    def history(self) -> list[dict[str, Any]]:
        """Return the last sets, newest first: `{at, seed, loras, text, options}`."""
        return list(self._state.values().get("history", []))

    def presets(self) -> dict[str, dict[str, Any]]:
        """Return the saved presets: name -> options."""
        return dict(self._state.values().get("presets", {}))

    def save_preset(self, name: object, options: object) -> dict[str, dict[str, Any]]:
        """Save options under a name; a set to keep is one with its rows as `locked`.

        Raises:
            InvalidInputError: no name, wrong options, or too many presets.
        """
        if not isinstance(name, str) or not 0 < len(name.strip()) <= MOST_NAME:
            raise InvalidInputError(reason=f"Give the preset a name of 1 to {MOST_NAME} letters.")
        given = self._with_preset(options)
        parse_options(given)
        kept = {key: value for key, value in given.items() if key not in _NOT_IN_PRESETS}
        with self._lock:
            presets = {**self.presets(), name.strip(): kept}
            if len(presets) > MOST_PRESETS:
                raise InvalidInputError(
                    reason=f"There are {MOST_PRESETS} presets already: delete one first."
                )
            self._state.save({"presets": presets})
            return presets

    def delete_preset(self, name: str) -> dict[str, dict[str, Any]]:
        """Delete a preset.

        Raises:
            InvalidInputError: there is none of that name.
        """
        with self._lock:
            presets = self.presets()
            if presets.pop(name, None) is None:
                raise _no_preset(name, presets)
            self._state.save({"presets": presets})
            return presets

    def banned(self) -> list[str]:
        """Return the names of LoRAs that are never to be drawn, sorted."""
        return list(self._state.values().get("banned", []))

    def ban(self, name: str, *, banned: bool = True) -> list[str]:
        """Never draw a LoRA again, or let it be drawn once more."""
        with self._lock:
            names = set(self.banned())
            (names.add if banned else names.discard)(name)
            self._state.save({"banned": sorted(names)})
            return sorted(names)

    def reset_bag(self) -> None:
        """Let every LoRA be drawn again."""
        with self._lock:
            self._state.save({"bag": []})

    def _draw(self, wanted: RandomOptions, seed: int) -> tuple[dict[str, Any], DrawnSet]:
        catalog = self._catalog()
        values = self._state.values()
        pool = pool_of(
            catalog.entries, wanted.pool,
            checkpoint=self._checkpoint(), banned=values.get("banned", []),
        )  # fmt: skip
        drawn = draw_set(
            catalog.entries, pool, wanted, seed,
            allows=self._allows, used=values.get("bag", []),
        )  # fmt: skip
        answer = {
            "loras": [row.to_json() for row in drawn.rows],
            "text": set_text(drawn.rows, wanted.place, wanted.prompt),
            "negative": drawn.negative,
            "seed": seed,
            "matching": len(pool),
            "notes": list(drawn.notes),
        }
        return answer, drawn

    def _remember(
        self,
        options: Mapping[str, Any],
        answer: Mapping[str, Any],
        wanted: RandomOptions,
        drawn: DrawnSet,
    ) -> None:
        shown = {key: value for key, value in options.items() if key != "rows"}
        entry = {
            "at": self._now().isoformat(timespec="seconds"),
            "seed": answer["seed"],
            "loras": answer["loras"],
            "text": answer["text"],
            "options": shown,
        }
        changes: dict[str, Any] = {"history": [entry, *self.history()][:MOST_SETS]}
        if wanted.no_repeat or wanted.reset_bag:
            changes["bag"] = sorted(drawn.used)
        self._state.save(changes)

    def _with_preset(self, options: object) -> dict[str, Any]:
        """Lay the options over those of the preset they name."""
        if not isinstance(options, Mapping):
            raise InvalidInputError(reason="options is no object: give options by name.")
        given = {key: value for key, value in options.items() if key != "preset"}
        name = options.get("preset")
        if name is None or name == "":
            return given
        presets = self.presets()
        if not isinstance(name, str) or name not in presets:
            raise _no_preset(name, presets)
        return {**presets[name], **given}


def _no_preset(name: object, presets: Mapping[str, object]) -> InvalidInputError:
    known = ", ".join(presets) or "none yet"
    return InvalidInputError(reason=f"There is no LoRA preset “{name}”: there are {known}.")
