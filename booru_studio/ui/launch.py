"""Run the app until it is told to stop."""

import importlib.util
import os
import signal
import socket
import sys
import tempfile
import threading
from dataclasses import replace
from types import FrameType

from booru_studio.errors import UsageError
from booru_studio.settings import Settings

# Gradio heeds these even where launch() was told otherwise, and each opens something.
_OPENERS = (
    "GRADIO_ALLOWED_PATHS", "GRADIO_BLOCKED_PATHS", "GRADIO_SHARE", "GRADIO_MCP_SERVER",
    "GRADIO_VIBE_MODE", "GRADIO_LOCAL_DEV_MODE", "GRADIO_SSR_MODE", "GRADIO_WATCH_DIRS",
)  # fmt: skip


def run(settings: Settings) -> None:
    """Start everything, print the address when ready, and stop cleanly on SIGINT and SIGTERM.

    Raises:
        UsageError, StorageError: it cannot start.
    """
    _check_mcp(settings)
    _prepare_gradio(settings)
    # Gradio reads its environment when it is imported.
    from booru_studio.bootstrap import build_services  # noqa: PLC0415
    from booru_studio.ui.app import build_app  # noqa: PLC0415

    if not settings.port and not settings.on_space:
        settings = replace(settings, port=_free_port(settings.host))
    services = build_services(settings)
    try:
        demo, arguments = build_app(services)
        stop = threading.Event()

        def on_signal(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, on_signal)
        _, local_url, share_url = demo.launch(prevent_thread_lock=True, **arguments)
        kind = "demo " if settings.demo else ""
        address = share_url or local_url
        sys.stdout.write(f"Booru Studio {kind}is ready: {address.rstrip('/')}\n")
        sys.stdout.flush()
        stop.wait()
        demo.close(verbose=False)
    finally:
        services.stop()


def _check_mcp(settings: Settings) -> None:
    if settings.mcp and importlib.util.find_spec("mcp") is None:
        raise UsageError(
            reason="--mcp wants an extra of Gradio: pip install “gradio[mcp]”, then start again."
        )


def _prepare_gradio(settings: Settings) -> None:
    """Keep Gradio from calling home, and its files in a folder of their own.

    Everything below Gradio's cache can be downloaded, so nothing else may lie there.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["GRADIO_TEMP_DIR"] = str(settings.data / "cache" / "gradio")
    for name in _OPENERS:
        os.environ.pop(name, None)
    if settings.on_space:
        # Nothing is written outside of the data folder there.
        scratch = settings.data / "cache" / "tmp"
        scratch.mkdir(parents=True, exist_ok=True)
        os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)


def _free_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
