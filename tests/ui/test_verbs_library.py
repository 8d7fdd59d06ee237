"""What the page asks about wildcards and LoRAs, over its own routes."""

import time

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.routes import make_routes
from booru_studio.ui.shapes import ROUTES


@pytest.fixture(scope="module")
def page(services):
    services.backends[0].wait_first(10)
    services.loras.scan()
    with TestClient(Starlette(routes=make_routes(services, Endpoints(services)))) as client:
        deadline = time.monotonic() + 20
        while data(client, "lora_facets")["waiting"]:  # for the safety rules
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield client


def do(page, verb, **arguments):
    return page.post(f"{ROUTES}/do/{verb}", json=arguments).json()


def data(page, verb, **arguments):
    answer = do(page, verb, **arguments)
    assert answer["ok"], answer
    return answer["data"]


def test_a_wildcard_lives_from_its_creation_to_its_return(page):
    made = data(page, "create_wildcard", name="desk/hats", content="red\nblue")
    saved = data(page, "save_wildcard", file=made["file"], content="red\n", stamp=made["stamp"])
    tried = data(page, "test_wildcard", file=made["file"], content="red\n{a|b} green")
    renamed = data(page, "rename_wildcard", file=made["file"], name="desk/caps")
    data(page, "delete_wildcard", file=renamed["file"])
    back = data(page, "restore_wildcard", file=renamed["file"])
    assert (saved["text"], tried["values"], tried["leaves"]) == ("red\n", 2, "3")
    assert (back["file"], back["text"]) == ("desk/caps.txt", "red\n")
    assert ["desk/caps.txt", 1] in data(page, "wildcard_files")["files"]


def test_a_lora_is_found_changed_and_drawn(page):
    found = data(page, "lora_list", search="ink")
    (row,) = found["rows"]
    entry = data(page, "lora_entry", key=row["key"])
    fields = {"weight": 0.45, "notes": "for posters"}
    data(page, "save_lora", key=row["key"], fields=fields, stamp=entry["stamp"])
    assert data(page, "lora_list", search="ink")["rows"][0]["weight"] == 0.45
    assert data(page, "lora_match", options={"search": "ink"})["matching"] == 1
    (again,) = data(page, "random_loras", options={"search": "ink", "preview": True})["loras"]
    assert again["weight"] == 0.45


def test_presets_history_and_bans_are_kept(page):
    saved = data(page, "save_lora_preset", name="two", options={"count": 2})["presets"]
    assert [(each["name"], each["reference"]) for each in saved] == [("two", "lora-sets/two")]
    rows = data(page, "random_loras", options={"preset": "two", "preview": True})["loras"]
    used = data(page, "lora_set", options={}, rows=rows, seed=5, remember=True)
    first = data(page, "lora_history")["sets"][0]
    assert (first["text"], first["seed"], first["pictures"]) == (used["text"], 5, [])
    assert data(page, "ban_lora", name=rows[0]["name"])["banned"] == [rows[0]["name"]]
    assert data(page, "ban_lora", name=rows[0]["name"], banned=False)["banned"] == []
    assert data(page, "delete_lora_preset", name="two")["presets"] == []


def test_the_generator_shows_before_it_writes(page, services):
    options = {"folder": "styles", "triggers": "all", "order": "last"}
    shown = data(page, "lora_wildcards", options=options)
    file = services.settings.wildcards / "loras" / "styles.txt"
    assert [each["state"] for each in shown["files"]] == ["new"]
    assert not file.exists()
    data(page, "lora_wildcards", options=options, write=True)
    assert file.is_file()
    assert data(page, "lora_wildcards", options=options)["files"][0]["state"] == "same"


@pytest.mark.parametrize(
    ("verb", "arguments", "word"),
    [
        ("wildcard_file", {"file": 5}, "file"),
        ("wildcard_file", {"file": "../secret.txt"}, "no wildcard file"),
        ("save_wildcard", {"file": "weather.txt", "content": "x" * 400_001}, "content"),
        ("test_wildcard", {"file": "weather.txt", "count": 0}, "count"),
        ("create_wildcard", {"name": "a/../b"}, "name"),
        ("lora_list", {"limit": 0}, "limit"),
        ("lora_entry", {"key": "nobody"}, "nobody"),
        ("save_lora", {"key": "styles/ink_lines_v3", "fields": {"x": 1}}, "x"),
        ("lora_match", {"options": {"x": 1}}, "x"),
        ("lora_set", {"options": {}, "rows": 5}, "rows"),
        ("lora_wildcards", {"options": {"write": True}}, "write"),
        ("ban_lora", {"name": "x", "banned": 1}, "banned"),
    ],
)
def test_wrong_arguments_are_refused_in_a_sentence(page, verb, arguments, word):
    answer = do(page, verb, **arguments)
    assert not answer["ok"]
    assert word in answer["error"]


def test_a_lora_has_its_picture_or_a_letter(page):
    picture = page.get(f"{ROUTES}/lora-picture", params={"name": "mika_harbour_v1"})
    letter = page.get(f"{ROUTES}/lora-picture", params={"name": "<b>&"})
    assert picture.headers["content-type"] == "image/webp"
    assert letter.headers["content-type"] == "image/svg+xml"
    assert ">B<" in letter.text
    assert "<b>" not in letter.text


def test_a_lora_is_completed_with_its_weight_and_triggers(page):
    text = "a hill, <lora:librarian"
    (item,) = data(page, "autocomplete", text=text, caret=len(text))["items"]
    assert (item["insert"], item["triggers"]) == ("<lora:librarian_noor:0.8>", "noor")
