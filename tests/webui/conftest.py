"""Stand-in WebUIs and clients for them."""

from collections.abc import Iterator

import pytest

from booru_studio.demo.webui import StandInWebUi
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.transport import WebUiTransport


@pytest.fixture
def webui() -> Iterator[StandInWebUi]:
    """A stand-in of A1111 that paints at once."""
    with StandInWebUi(step_ms=0) as started:
        yield started


@pytest.fixture
def slow_webui() -> Iterator[StandInWebUi]:
    """A stand-in that takes longer for a picture than any test waits."""
    with StandInWebUi(duration_ms=60_000) as started:
        yield started


@pytest.fixture(params=["a1111", "forge"])
def any_webui(request: pytest.FixtureRequest) -> Iterator[StandInWebUi]:
    """A stand-in of each flavour that paints at once."""
    with StandInWebUi(request.param, step_ms=0) as started:
        yield started


@pytest.fixture
def client(webui: StandInWebUi) -> Iterator[WebUiClient]:
    with WebUiClient(webui.url) as made:
        yield made


@pytest.fixture
def slow_client(slow_webui: StandInWebUi) -> Iterator[WebUiClient]:
    with WebUiClient(slow_webui.url) as made:
        yield made


@pytest.fixture
def transport(webui: StandInWebUi) -> Iterator[WebUiTransport]:
    made = WebUiTransport(webui.url)
    yield made
    made.close()
