"""The LoRA services over files of a test's own, with a WebUI that only lists LoRAs."""

from datetime import UTC, datetime

from booru_studio.domain.safety import RatingPolicy
from booru_studio.services.loras import Loras
from booru_studio.storage.lora_catalog import LoraCatalogFile
from booru_studio.storage.lora_state import LoraState
from booru_studio.storage.lora_wildcard_files import LoraWildcardFiles


class FakeSource:
    """Lists the LoRAs it is given, or raises."""

    def __init__(self, *paths, error=None):
        self.paths, self.error = list(paths), error

    def lora_entries(self):
        if self.error:
            raise self.error
        return [
            {"name": path.rpartition("/")[2], "alias": "", "metadata": {},
             "path": f"/models/Lora/{path}.safetensors"}
            for path in self.paths
        ]  # fmt: skip


class LoraHouse:
    """Everything the services need below one folder."""

    def __init__(self, folder, catalog="", sources=(), ratings=None):
        self.folder, self.sources = folder, list(sources)
        self.catalog = folder / "loras.yaml"
        if catalog:
            self.catalog.write_text(catalog, encoding="utf-8")
        self.policy = RatingPolicy(ratings) if ratings else RatingPolicy()
        self.open()

    def open(self):
        self.state = LoraState(self.folder / "data")
        self.loras = Loras(
            LoraCatalogFile(self.catalog, self.folder / "data" / "cache" / "loras.json"),
            self.sources,
            self.policy,
            self.state,
            LoraWildcardFiles(self.folder / "wildcards", self.folder / "data"),
            now=lambda: datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        )

    def reopen(self):
        self.close()
        self.open()
        return self.loras

    def close(self):
        self.state.close()
