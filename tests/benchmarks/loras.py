"""5,000 LoRAs: scanned from their headers, opened again, drawn from.

The peers are the limits of 10 s for the scan and 0.3 s for opening, and for opening also PyYAML
itself reading the same catalog.
"""

import json
import struct
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from booru_studio.domain.safety import RatingPolicy
from booru_studio.services.loras import Loras
from booru_studio.storage.lora_catalog import LoraCatalogFile
from booru_studio.storage.lora_state import LoraState
from booru_studio.storage.lora_wildcard_files import LoraWildcardFiles
from tests.benchmarks.rows import Row

LORAS = 5_000
TAGS = 250  # trained tags in each header
TENSORS = 500  # of the usual size of a LoRA's header: about 70 kB
SCAN_LIMIT = 10.0  # seconds
OPEN_LIMIT = 0.3  # seconds


def run() -> list[Row]:
    """Measure a first scan, opening the catalog with and without cache, and a draw."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write_loras(folder / "loras")
        state = LoraState(folder / "data")
        try:
            scan = _seconds(lambda: _loras(folder, state).scan(folder / "loras"))
            cold = _seconds(lambda: _loras(folder, state).entries())
            reopened = min(_seconds(lambda: _loras(folder, state).entries()) for _ in range(5))
            catalog = (folder / "loras.yaml").read_text(encoding="utf-8")
            peer = _seconds(lambda: yaml.load(catalog, yaml.CSafeLoader))
            loras = _loras(folder, state)
            loras.entries()
            options = {"count": [1, 3], "preview": True, "tags": ["-none"]}
            draw = min(_seconds(lambda: loras.random_loras(options, 7)) for _ in range(5))
        finally:
            state.close()
    return [
        Row(f"{LORAS:,} LoRAs scanned (limit)", scan, SCAN_LIMIT, SCAN_LIMIT / scan, "s"),
        Row("catalog opened again (limit)", reopened, OPEN_LIMIT, OPEN_LIMIT / reopened, "s"),
        Row("catalog read without cache (PyYAML, C)", cold, peer, peer / cold, "s"),
        Row("a set drawn from all (limit)", draw, 1.0, 1.0 / draw, "s"),
    ]


def _loras(folder: Path, state: LoraState) -> Loras:
    data = folder / "data"
    return Loras(
        LoraCatalogFile(folder / "loras.yaml", data / "cache" / "loras.json"),
        [],
        RatingPolicy(),
        state,
        LoraWildcardFiles(folder / "wildcards", data),
    )


def _write_loras(folder: Path) -> None:
    tensors = {
        f"lora_unet_down_blocks_{n}_attentions_0_proj_in.lora_down.weight": {
            "dtype": "F16", "shape": [16, 320], "data_offsets": [n, n + 1],
        }
        for n in range(TENSORS)
    }  # fmt: skip
    for number in range(LORAS):
        path = folder / f"folder_{number % 25}" / f"painted_{number}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        tags = {f"object {number} {tag}": 200 - tag % 190 for tag in range(TAGS)}
        metadata = {
            "ss_output_name": f"painted_v{number}",
            "ss_base_model_version": "sdxl_base_v1-0",
            "ss_tag_frequency": json.dumps({"10_painted": tags}),
            "sshs_model_hash": f"{number:064x}"[::-1],
        }
        raw = json.dumps({"__metadata__": metadata, **tensors}, separators=(",", ":")).encode()
        path.write_bytes(struct.pack("<Q", len(raw)) + raw)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
