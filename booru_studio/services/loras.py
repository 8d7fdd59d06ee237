"""The LoRAs: the catalog, its scans, the randomiser, the generator, and the wildcard tree."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from booru_studio.domain.lora_entries import LoraEntry
from booru_studio.domain.lora_facts import ScannedLora, merge_facts
from booru_studio.domain.lora_pool import is_allowed
from booru_studio.domain.lora_reading import Catalog
from booru_studio.domain.lora_scan import ScanPlan, plan_scan
from booru_studio.domain.lora_server_list import read_server_list
from booru_studio.domain.safety import RatingPolicy
from booru_studio.errors import InvalidInputError, WebUiError
from booru_studio.services.lora_generator import LoraGenerator, line_options
from booru_studio.services.lora_randomizer import LoraRandomizer
from booru_studio.services.lora_wildcards import LoraWildcards
from booru_studio.storage.lora_catalog import LoraCatalogFile
from booru_studio.storage.lora_folder import scan_folder
from booru_studio.storage.lora_state import LoraState
from booru_studio.storage.lora_wildcard_files import LoraWildcardFiles


class LoraSource(Protocol):
    """A WebUI that lists its LoRAs."""

    def lora_entries(self) -> Sequence[Mapping[str, Any]]:
        """Give its list; raises WebUiError."""


def _now() -> datetime:
    return datetime.now(UTC)


class Loras:
    """Everything the page and the endpoints do with LoRAs; safe to call from any thread.

    Args:
        sources: the WebUIs that may be asked.
        policy: what the owner allows; LoRAs beyond it are neither drawn nor written.
        checkpoint: gives the name of the checkpoint in use.
    """

    def __init__(
        self,
        catalog: LoraCatalogFile,
        sources: Sequence[LoraSource],
        policy: RatingPolicy,
        state: LoraState,
        files: LoraWildcardFiles,
        *,
        checkpoint: Callable[[], str] = lambda: "",
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._file, self._sources, self._policy, self._now = catalog, sources, policy, now
        self._scanning = threading.Lock()
        self._verdicts: dict[tuple[str, object], bool] = {}
        self._scan_warnings: tuple[str, ...] = ()
        self.randomizer = LoraRandomizer(
            self.catalog, self.allows, state, checkpoint=checkpoint, now=now
        )
        self.wildcards = LoraWildcards(self._revision, self.allows)
        self._generator = LoraGenerator(files, self.allows)

    def catalog(self) -> Catalog:
        """Give the catalog as it is now; of a broken file the last version that could be read."""
        return self._file.state().catalog

    def entries(self) -> tuple[LoraEntry, ...]:
        """List every LoRA of the catalog, missing ones as well."""
        return self.catalog().entries

    def folders(self) -> list[str]:
        """Return where the LoRA files may lie: as a person says, and as the WebUI does."""
        raw = self._file.state().raw
        scan = raw.get("scan")
        found = [raw.get("folder"), scan.get("root") if isinstance(scan, Mapping) else None]
        return [folder for folder in found if isinstance(folder, str) and folder]

    def warnings(self) -> list[str]:
        """Say what is odd about the catalog file and about the LoRAs of the last scan."""
        state = self._file.state()
        problem = (state.problem,) if state.problem else ()
        return [*problem, *state.catalog.problems, *self._scan_warnings]

    def allows(self, entry: LoraEntry) -> bool:
        """Say whether a LoRA may go into a prompt here; remembered, since the rules are slow."""
        identity = (entry.words, entry.rating)
        verdict = self._verdicts.get(identity)
        if verdict is None:
            verdict = is_allowed(entry, self._policy)
            if len(self._verdicts) > 50_000:
                self._verdicts.clear()
            self._verdicts[identity] = verdict
        return verdict

    def verdict(self, entry: LoraEntry) -> bool | None:
        """Say what `allows` said of a LoRA; None where nobody asked yet."""
        return self._verdicts.get((entry.words, entry.rating))

    def scan(self, folder: Path | None = None) -> dict[str, Any]:
        """Look for LoRAs and write what was found into the catalog.

        The WebUIs are asked, and a folder is read where one is given here or as `folder:` in the
        catalog. A person's fields stay; what was not found is marked missing, unless a WebUI did
        not answer.

        Returns:
            `{count, added, missing, moved, warnings}`: `count` a number, the others lists.

        Raises:
            WebUiError: no WebUI answered, and there is no folder.
            InvalidInputError: the folder or the catalog cannot be read; nothing is written.
            StoreWriteError: the catalog could not be written.
        """
        with self._scanning:
            raw = self._file.raw()
            search = _Search(raw, folder)
            search.ask(self._sources)
            search.read_folder()
            plan = plan_scan(_rows(raw), search.found(), is_whole=search.is_whole)
            unwritten = self._file.write_scan(search.summary(self._now()), plan)
            self._scan_warnings = (*search.warnings, *plan.warnings, *unwritten)
            return _report(plan, self._scan_warnings)

    def random_loras(self, options: object = None, seed: object = 0) -> dict[str, Any]:
        """Draw LoRAs; the answer of `/random_loras`. See `LoraRandomizer.draw`."""
        return self.randomizer.draw({} if options is None else options, seed)

    def generate_lora_wildcard(
        self,
        folder: object = "",
        pattern: object = "*",
        weight: object = "preferred",
        triggers: object = "first",
        format: object = "txt",
        write: object = False,
        **more: object,
    ) -> dict[str, Any]:
        """Make wildcard files; the answer of `/generate_lora_wildcard`.

        Args:
            folder: of the catalog's keys; "" is every one.
            pattern: glob of keys or names.
            weight: as `lora_weights.parse_weight` reads it.
            more: `order`, `separator`, `needs_triggers`, `negatives`, `base`, `exclude`,
                `most_lines`, as `lora_lines.LineOptions` documents them.

        Raises:
            InvalidInputError: an argument is wrong.
            StoreWriteError: a file could not be written.
        """
        for name, value in (("folder", folder), ("pattern", pattern)):
            if not isinstance(value, str):
                raise InvalidInputError(reason=f"{name} is no text: give a text.")
        if not isinstance(write, bool):
            raise InvalidInputError(reason="write is neither true nor false: give one of them.")
        options = line_options(weight, triggers, format, **more)
        return self._generator.generate(
            self.entries(), str(folder), str(pattern), options, write=write
        )

    def _revision(self) -> tuple[int, Iterable[LoraEntry]]:
        state = self._file.state()
        return state.revision, state.catalog.entries


class _Search:
    """What one scan finds, and whether all that should answer did."""

    def __init__(self, catalog: Mapping[str, Any], folder: Path | None) -> None:
        scan = catalog.get("scan")
        self._root = str(scan.get("root") or "") if isinstance(scan, Mapping) else ""
        own = catalog.get("folder")
        self._folder = folder or (Path(own).expanduser() if isinstance(own, str) and own else None)
        self._loras: dict[str, ScannedLora] = {}
        self._doubles: list[ScannedLora] = []
        self._used: list[str] = []
        self.warnings: list[str] = []
        self.is_whole = True

    def ask(self, sources: Sequence[LoraSource]) -> None:
        """Ask every WebUI; of a LoRA that several have the first one's word counts."""
        errors: list[WebUiError] = []
        for source in sources:
            try:
                entries = source.lora_entries()
            except WebUiError as error:
                errors.append(error)
                continue
            found, self._root = read_server_list(entries, self._root)
            own = {lora.key: lora for lora in reversed(found)}
            if len(own) < len(found):
                self._doubles += (lora for lora in found if own[lora.key] is not lora)
            self._loras = {**own, **self._loras}
            self._used.append("api")
        self.is_whole = not errors
        self.warnings += map(str, errors)
        if self._folder is None and not self._used:
            raise errors[0] if errors else InvalidInputError(
                reason="There is nothing to scan: name a WebUI, or a folder of LoRAs."
            )

    def read_folder(self) -> None:
        """Read the folder; its files know more than the WebUI tells, so they count first."""
        if self._folder is None:
            return
        found, problems = scan_folder(self._folder)
        self.warnings += problems
        for lora in found:
            known = self._loras.get(lora.key)
            if known:
                facts = merge_facts((lora.facts, known.facts))
                lora = ScannedLora(
                    key=lora.key, name=known.name, facts=facts,
                    preview=lora.preview, mtime=lora.mtime,
                )  # fmt: skip
            self._loras[lora.key] = lora
        self._root = self._root or str(self._folder)
        self._used.append("folder")

    def found(self) -> list[ScannedLora]:
        return [*self._loras.values(), *self._doubles]

    def summary(self, now: datetime) -> dict[str, Any]:
        """Give the catalog's `scan:` block."""
        return {
            "source": "+".join(dict.fromkeys(self._used)),
            "root": self._root,
            "at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "count": len(self._loras),
        }


def _rows(catalog: Mapping[str, Any]) -> Mapping[str, Any]:
    rows = catalog.get("loras")
    return rows if isinstance(rows, Mapping) else {}


def _report(plan: ScanPlan, warnings: Sequence[str]) -> dict[str, Any]:
    return {
        "count": len(plan.autos) - len(plan.missing),
        "added": list(plan.added),
        "missing": list(plan.missing),
        "moved": [{"from": old, "to": new} for old, new in sorted(plan.moved.items())],
        "warnings": list(warnings),
    }
