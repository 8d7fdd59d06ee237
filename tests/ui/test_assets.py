"""The page's own script and styles: what the head holds, and what browsers keep."""

import gzip
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import booru_studio.ui
from booru_studio.ui.widgets.assets import head_html, script_route

ASSETS = Path(booru_studio.ui.__file__).parent / "assets"


@pytest.fixture(scope="module")
def browser():
    with TestClient(Starlette(routes=[script_route()]), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def address():
    """What the head names as the script, as the page at the root resolves it."""
    (found,) = re.findall(r'BS\.load\("\./([^"]+)"\)', head_html())
    return f"/{found}"


def test_the_script_that_the_head_names_is_there_and_is_kept_for_good(browser, address):
    reply = browser.get(address)

    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/javascript")
    assert "immutable" in reply.headers["cache-control"]
    assert browser.get(re.sub(r"-[0-9a-f]+\.js", "-0123456789ab.js", address)).status_code == 404


def test_it_comes_packed_to_who_can_unpack_it(browser, address):
    plain = browser.get(address, headers={"accept-encoding": "identity"})
    with browser.stream("GET", address, headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) * 2 < len(plain.content)


def test_every_script_and_sheet_reaches_the_page_once(browser, address):
    head, script = head_html(), browser.get(address).text

    for path in ASSETS.iterdir():
        text = path.read_text(encoding="utf-8").strip()
        assert head.count(text) + script.count(text) == 1, path.name


def test_the_first_paint_waits_for_little(address):
    head = head_html()

    inline = sum(len(text) for text in re.findall(r"<script>(.*?)</script>", head, re.DOTALL))
    assert inline < 6000  # characters
    assert "BS.theme" in head, "else the page is light for a moment"
