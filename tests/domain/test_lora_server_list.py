"""The WebUI's list as scanned LoRAs."""

import pytest

from booru_studio.domain.lora_server_list import read_server_list


def listed(*paths):
    return [{"name": path.replace("\\", "/").rpartition("/")[2].removesuffix(".safetensors"),
             "alias": "", "path": path, "metadata": {}} for path in paths]  # fmt: skip


@pytest.mark.parametrize(
    ("paths", "keys"),
    [
        (["/sd/models/Lora/a/x.safetensors", "/sd/models/Lora/y.safetensors"], ["a/x", "y"]),
        (["/sd/models/Lora/a/x.safetensors"], ["a/x"]),
        ([r"C:\sd\models\Lora\a\x.safetensors", r"C:\sd\models\Lora\b\y.safetensors"],
         ["a/x", "b/y"]),
        (["/loras/sd/models/Lora/lora/x.safetensors"], ["lora/x"]),
        (["/nets/a/x.safetensors", "/nets/b/y.safetensors"], ["a/x", "b/y"]),
    ],
)  # fmt: skip
def test_keys_are_paths_below_the_lora_folder(paths, keys):
    assert [lora.key for lora in read_server_list(listed(*paths))[0]] == keys


def test_the_root_of_the_last_scan_keeps_keys_the_same():
    loras, root = read_server_list(listed("/nets/a/x.safetensors"), "/nets")
    assert (loras[0].key, root) == ("a/x", "/nets")
    loras, root = read_server_list(listed("/other/a/x.safetensors"), "/nets")
    assert root == "/other/a"


def test_entries_without_a_name_or_path_are_left_out():
    assert read_server_list([{"name": "x"}, {"path": "/a"}, {}])[0] == []
