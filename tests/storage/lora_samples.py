"""LoRA files as trainers and other programs leave them, small and invented."""

import json
import struct


def write_lora(path, metadata=None, body=b"\0" * 64):
    """Write a safetensors file with a header and a few bytes of weights."""
    header = {"t": {"dtype": "U8", "shape": [len(body)], "data_offsets": [0, len(body)]}}
    if metadata is not None:
        header = {"__metadata__": metadata, **header}
    raw = json.dumps(header, separators=(",", ":")).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + body)


METADATA = {
    "ss_output_name": "inkwash_v2",
    "ss_base_model_version": "sdxl_base_v1-0",
    "sshs_model_hash": "1a2b3c4d5e6f" + "0" * 52,
    "ss_tag_frequency": json.dumps({"10_ink": {"monochrome": 40, "ink wash": 39, "tree": 3}}),
}
