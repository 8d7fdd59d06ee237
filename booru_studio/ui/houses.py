"""Whose services a call is served by: everybody's the same, or on a Space each visitor's own."""

from collections import OrderedDict

from gradio.context import LocalContext
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from booru_studio.bootstrap import Services
from booru_studio.errors import AccessError
from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.replies import refusal
from booru_studio.ui.routes import make_routes
from booru_studio.ui.shapes import ROUTES
from booru_studio.ui.visitors import visitor_of
from booru_studio.ui.widgets.assets import script_route

MOST_KEPT = 128  # visitors whose routes are kept; more rooms than that there never are


class Houses:
    """Finds the services of whoever asks; with visitors, nobody reaches those of another."""

    def __init__(self, services: Services) -> None:
        self._services, self._visitors = services, services.visitors

    def now(self) -> Services:
        """Return the services of who asks, inside of one of Gradio's calls.

        Raises:
            RoomsTakenError: too many visitors are here.
        """
        if self._visitors is None:
            return self._services
        return self._visitors.of(visitor_of(LocalContext.request.get(None)))

    def routes(self) -> list[Route]:
        """Return our own HTTP routes; the page's script is the same for everybody."""
        if self._visitors is None:
            return [script_route(), *make_routes(self._services, Endpoints(self._services))]
        return [script_route(), Route(ROUTES + "/{rest:path}", _VisitorRoutes(self._services))]


class _VisitorRoutes:
    """Hands each request to the routes of its visitor; an ASGI app."""

    def __init__(self, services: Services) -> None:
        self._visitors = services.visitors
        self._routers: OrderedDict[str, tuple[Services, Router]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            router = await run_in_threadpool(self._router, visitor_of(Request(scope)))
        except AccessError as error:
            await refusal(error, 503)(scope, receive, send)
            return
        await router(scope, receive, send)

    def _router(self, visitor: str) -> Router:
        assert self._visitors is not None
        services = self._visitors.of(visitor)
        found = self._routers.get(visitor)
        if found is None or found[0] is not services:
            found = (services, Router(make_routes(services, Endpoints(services))))
            self._routers[visitor] = found
        self._routers.move_to_end(visitor)
        while len(self._routers) > MOST_KEPT:
            self._routers.popitem(last=False)
        return found[1]
