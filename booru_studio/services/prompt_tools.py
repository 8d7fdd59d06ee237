"""What helps to write a prompt, built together: wildcards, LoRAs, tags, completions, trees."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from booru_studio.domain.safety import RatingPolicy
from booru_studio.domain.wildcard_library import MountedLibrary
from booru_studio.services.autocomplete import Autocomplete
from booru_studio.services.autocomplete_names import LibraryNames
from booru_studio.services.autocomplete_tables import TagTables
from booru_studio.services.backends import Backend
from booru_studio.services.library import Library
from booru_studio.services.lora_history import LoraHistory, Page
from booru_studio.services.lora_judge import LoraJudge
from booru_studio.services.lora_library import LoraLibrary
from booru_studio.services.lora_pictures import BackendPictures, LoraPictures
from booru_studio.services.lora_sets import LoraSets
from booru_studio.services.loras import Loras
from booru_studio.services.prompt_names import AllWildcards, CatalogLoras
from booru_studio.services.prompt_tree import PromptTrees
from booru_studio.services.webui_settings import Refresher, refresh_loras
from booru_studio.services.wildcard_desk import WildcardDesk
from booru_studio.services.wildcards import Wildcards
from booru_studio.settings import Settings
from booru_studio.storage.lora_catalog import LoraCatalogFile
from booru_studio.storage.lora_state import LoraState
from booru_studio.storage.lora_wildcard_files import LoraWildcardFiles
from booru_studio.storage.picture_cache import PictureCache
from booru_studio.storage.tag_table_uses import TagUses
from booru_studio.storage.wildcard_editing import WildcardEditor
from booru_studio.storage.wildcard_files import WildcardFiles


@dataclass(frozen=True, slots=True)
class PromptTools:
    """All of it; the tag list is built in the background from `start` on."""

    files: WildcardFiles
    wildcards: Wildcards
    desk: WildcardDesk
    loras: Loras
    catalog: LoraLibrary
    lora_pictures: LoraPictures
    tables: TagTables
    autocomplete: Autocomplete
    trees: PromptTrees
    judge: LoraJudge
    reports: tuple[str, ...]  # what was mended at the start, in sentences

    @classmethod
    def build(
        cls,
        settings: Settings,
        policy: RatingPolicy,
        backends: Sequence[Backend],
        checkpoint: Callable[[], str],
        opened: ExitStack,
    ) -> Self:
        """Build it.

        Args:
            opened: gets what has to be closed at the end.

        Raises:
            StorageError: the data folder cannot be read or written.
        """
        state = opened.enter_context(closing(LoraState(settings.data)))
        catalog = LoraCatalogFile(settings.loras, lora_cache(settings.data))
        loras = Loras(
            catalog,
            [backend.client for backend in backends],
            policy,
            state,
            LoraWildcardFiles(settings.wildcards, settings.data),
            checkpoint=checkpoint,
        )
        files = WildcardFiles(settings.wildcards)
        library = AllWildcards(files, loras)
        sets = LoraSets(loras.randomizer.presets, loras.randomizer.text_of)
        everything = MountedLibrary(library, sets)
        judge = LoraJudge(loras)
        tables = TagTables(settings.data, policy)
        autocomplete = Autocomplete(
            tables,
            policy,
            loras=CatalogLoras(loras),
            wildcards=LibraryNames(library),
            uses=TagUses(settings.data),
        )
        opened.enter_context(closing(autocomplete))
        editor = WildcardEditor(files)
        trees = PromptTrees(everything, editor)
        pictures = LoraPictures(
            loras, [BackendPictures(backend) for backend in backends],
            PictureCache(settings.data), policy,
        )  # fmt: skip
        return cls(
            files=files,
            wildcards=Wildcards(everything),
            desk=WildcardDesk(files, editor, everything),
            loras=loras,
            catalog=LoraLibrary(loras, catalog, judge),
            lora_pictures=pictures,
            tables=tables,
            autocomplete=autocomplete,
            trees=trees,
            judge=judge,
            reports=tuple(state.reports),
        )

    def refreshers(self, backends: Sequence[Backend]) -> dict[str, Refresher]:
        """Return what reads a list anew, by its name."""
        return {
            "loras": refresh_loras(backends, self.loras.scan),
            "wildcards": self.files.refresh,
            "tags": self._fetch_tags,
        }

    def library(self, jobs: Page) -> Library:
        """Build what the page's library works with; `jobs` gives those that made pictures."""
        history = LoraHistory(self.loras.randomizer, jobs)
        return Library(self.desk, self.catalog, self.lora_pictures, history)

    def start(self) -> None:
        """Begin to build the best tag list there is, and to judge the LoRAs."""
        self.tables.start()
        self.judge.start()

    def stop(self) -> None:
        """End the judging; closing autocomplete ends what else is under way."""
        self.judge.stop()

    def _fetch_tags(self) -> int:
        """Begin to fetch the tag list; return how many tags there are meanwhile."""
        self.tables.fetch()
        return self.tables.state.tags


def lora_cache(data: Path) -> Path:
    """Return where what is known of LoRA files is kept."""
    return data / "cache" / "loras.json"
