"""The header of a safetensors file, read without its weights.

Eight bytes, little endian, say how long the JSON behind them is; its `__metadata__` maps texts to
texts (https://github.com/huggingface/safetensors#format).
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_BYTES = 32 * 2**20  # of a header; the format itself allows 100 MB
_SAMPLE_BYTES = 64 * 1024
_START = b'{"__metadata__":'
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Header:
    """What a file's header says.

    `fingerprint` tells files apart that carry no hash of their own; `problem` is "" or half a
    sentence, and then nothing was read.
    """

    metadata: dict[str, Any] = field(default_factory=dict)
    fingerprint: str = ""
    problem: str = ""


def read_header(path: Path) -> Header:
    """Read the header; a damaged file gives one with a problem, never an error."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            length = int.from_bytes(file.read(8), "little")
            if not 2 <= length <= min(size - 8, MOST_BYTES):
                return Header(problem="is no safetensors file, or was not copied whole")
            raw = file.read(length)
            metadata = _metadata(raw)
            if metadata.get("sshs_model_hash"):
                return Header(metadata)
            file.seek(8 + length + max(0, size - 8 - length - _SAMPLE_BYTES) // 2)
            digest = hashlib.sha256(raw + file.read(_SAMPLE_BYTES) + str(size).encode())
    except OSError as error:
        return Header(problem=f"cannot be read ({error.strerror or type(error).__name__})")
    except (ValueError, RecursionError):
        return Header(problem="has a damaged header")
    return Header(metadata, digest.hexdigest())


def _metadata(raw: bytes) -> dict[str, Any]:
    """Read `__metadata__`; where it comes first, as all trainers write it, nothing but it."""
    text = raw.decode("utf-8")
    if raw.startswith(_START):
        found, _ = _DECODER.raw_decode(text, len(_START) + _spaces(text, len(_START)))
    else:
        header = json.loads(text)
        found = header.get("__metadata__") if isinstance(header, dict) else None
    return found if isinstance(found, dict) else {}


def _spaces(text: str, place: int) -> int:
    return len(text[place : place + 100]) - len(text[place : place + 100].lstrip())
