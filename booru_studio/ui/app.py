"""Build the page: header, tabs, endpoints, and what `launch()` is called with."""

from contextlib import asynccontextmanager
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from booru_studio.bootstrap import Services
from booru_studio.registry import find_members
from booru_studio.settings import Settings
from booru_studio.ui import tabs as tab_package
from booru_studio.ui.api import register_endpoints
from booru_studio.ui.context import UiContext
from booru_studio.ui.guard import GuardPost, GuardRules
from booru_studio.ui.houses import Houses
from booru_studio.ui.login import LoginDoor
from booru_studio.ui.tabs.base import Tab
from booru_studio.ui.theme import make_theme
from booru_studio.ui.visitors import VisitorCookie
from booru_studio.ui.widgets.assets import head_html
from booru_studio.ui.widgets.header import header

MOST_WAITING = 64  # calls in Gradio's own queue; jobs wait in ours
LARGEST_UPLOAD = "20mb"
ENDPOINTS_PAGE = "/endpoints"
LARGEST_OF_VISITORS = 24 * 2**20  # bytes of a request on a Space
# Where Hugging Face shows a Space inside of its own page.
SPACE_FRAMES = ("https://huggingface.co",)
# Dark, unless this browser was told otherwise.
_THEME = "() => BS.theme.apply()"


def build_app(services: Services) -> tuple[gr.Blocks, dict[str, Any]]:
    """Build the page; nothing runs before it is launched with the arguments returned."""
    houses = Houses(services)
    with gr.Blocks(
        title="Booru Studio", fill_width=True, analytics_enabled=False, delete_cache=(3600, 86400)
    ) as demo:
        header(services)
        with gr.Tabs(elem_id="tabs"):
            context = UiContext(services, houses.now)
            kinds = find_members(tab_package, Tab)  # type: ignore[type-abstract]
            for kind in sorted(kinds, key=lambda kind: kind.order):
                with gr.Tab(kind.title, id=kind.id):
                    kind().build(context)
    # Each argument of an endpoint is a component to Gradio: on a page of their own, which nobody
    # opens, they do not slow down the one that people see.
    with demo.route("Endpoints", ENDPOINTS_PAGE, show_in_navbar=False):
        register_endpoints(services, houses.now)
    demo.space_id = None  # else Gradio's page asks other hosts for a badge and its fonts
    demo.queue(default_concurrency_limit=None, max_size=MOST_WAITING)
    return demo, _launch_arguments(services, houses)


def _launch_arguments(services: Services, houses: Houses) -> dict[str, Any]:
    settings = services.settings

    @asynccontextmanager
    async def running(_app: object) -> Any:  # noqa: ANN401
        services.start()
        yield

    return {
        "server_name": None if settings.on_space else settings.host,
        "server_port": None if settings.on_space else settings.port,
        "share": settings.share,
        "auth": None,  # the guard's login covers all routes, Gradio's only its own
        "mcp_server": settings.mcp,
        "ssr_mode": False,
        "run_history": False,
        "footer_links": [],  # our own dialog says how to use the endpoints
        "allowed_paths": [],
        "blocked_paths": [str(settings.data)],
        "max_file_size": LARGEST_UPLOAD,
        "enable_monitoring": False,
        "show_error": False,
        "quiet": True,
        "pwa": True,
        "theme": make_theme(),
        "head": head_html(),
        "js": _THEME,
        "app_kwargs": {
            "routes": houses.routes(),
            "middleware": [Middleware(GuardPost, rules=_guard_rules(settings))],
            "lifespan": running,
        },
    }


def _guard_rules(settings: Settings) -> GuardRules:
    door = LoginDoor(settings.login, f"bs-login-{settings.port}") if settings.login else None
    if not settings.on_space:
        return GuardRules(hosts=_own_names(settings), door=door)
    return GuardRules(
        hosts=None, door=door, visitors=VisitorCookie(), frames=SPACE_FRAMES,
        largest_body=LARGEST_OF_VISITORS,
    )  # fmt: skip


def _own_names(settings: Settings) -> frozenset[str] | None:
    """Return the host names the app may be called by; None where only its owner knows them."""
    if settings.on_space or settings.share or not settings.is_loopback:
        return None
    return frozenset({"127.0.0.1", "localhost", "::1", settings.host.strip("[]").lower()})
