"""safetensors headers, whole and damaged."""

import struct

import pytest

from booru_studio.storage.lora_headers import read_header
from tests.storage.lora_samples import METADATA, write_lora


def test_the_metadata_of_a_file_is_read(tmp_path):
    write_lora(tmp_path / "a.safetensors", METADATA)
    assert read_header(tmp_path / "a.safetensors").metadata == METADATA


def test_metadata_behind_the_tensors_is_found_as_well(tmp_path):
    raw = b'{"t":{"dtype":"U8"},"__metadata__":{"a":"b"}}'
    path = tmp_path / "a.safetensors"
    path.write_bytes(struct.pack("<Q", len(raw)) + raw)
    assert read_header(path).metadata == {"a": "b"}


def test_files_without_a_hash_are_told_apart_by_their_bytes(tmp_path):
    for name, body in (("a", b"1" * 64), ("b", b"2" * 64), ("same", b"1" * 64)):
        write_lora(tmp_path / name, body=body)
    prints = [read_header(tmp_path / name).fingerprint for name in ("a", "b", "same")]
    assert prints[0] == prints[2] != prints[1]


@pytest.mark.parametrize(
    "raw",
    [b"", b"abc", struct.pack("<Q", 2**62) + b"{}", struct.pack("<Q", 0),
     struct.pack("<Q", 4) + b"{{{{", struct.pack("<Q", 4) + b"\xff\xfe\xfd\xfc",
     struct.pack("<Q", 900) + b"{}", struct.pack("<Q", 15) + b'{"__metadata__":'],
)  # fmt: skip
def test_a_damaged_file_is_a_problem_and_no_error(tmp_path, raw):
    path = tmp_path / "a.safetensors"
    path.write_bytes(raw)
    header = read_header(path)
    assert header.problem
    assert header.metadata == {}


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    assert "cannot be read" in read_header(tmp_path / "none").problem
