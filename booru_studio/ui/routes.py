"""Our own HTTP routes, all below `/gradio_api/bs/`: live data, pictures, and the page's buttons."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from booru_studio import __version__
from booru_studio.bootstrap import Services
from booru_studio.domain.posts import PostId
from booru_studio.errors import BooruStudioError
from booru_studio.ui.api import call_by_name
from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.shapes import ROUTES, backend_json, queue_json

MOST_BODY = 1024 * 1024  # bytes of a button's arguments
_FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
_FOR_A_DAY = {"Cache-Control": "private, max-age=86400"}
_NEVER = {"Cache-Control": "no-store"}

Handler = Callable[[Request], Awaitable[Response]]


def make_routes(services: Services, endpoints: Endpoints) -> list[Route]:
    """Build the routes."""
    routes = PageRoutes(services, endpoints)
    paths: list[tuple[str, Handler, str]] = [
        ("/state.json", routes.state, "GET"),
        ("/jobs.json", routes.jobs, "GET"),
        ("/image/{file:path}", routes.image, "GET"),
        ("/thumb/{file:path}", routes.thumbnail, "GET"),
        ("/preview/{job_id}", routes.preview, "GET"),
        ("/post/{site}/{number:int}/{size}", routes.post_picture, "GET"),
        ("/do/{verb}", routes.do, "POST"),
    ]
    return [Route(ROUTES + path, handler, methods=[method]) for path, handler, method in paths]


class PageRoutes:
    """The handlers; what waits for a disk or a site runs in a thread."""

    def __init__(self, services: Services, endpoints: Endpoints) -> None:
        self._services, self._endpoints = services, endpoints

    async def state(self, _request: Request) -> Response:
        services = self._services
        queue = services.queue
        return JSONResponse(
            {
                "demo": services.settings.demo,
                "version": __version__,
                "ratings": sorted(rating.value for rating in services.policy.allowed),
                "reports": list(services.reports),
                "backends": [backend_json(backend.state) for backend in services.backends],
                "boorus": [
                    {"name": booru.name, "label": booru.label, "unavailable": booru.unavailable()}
                    for booru in services.boorus.values()
                ],
                "queue": queue_json(queue.counts(), queue.gate.paused, queue.gate.held),
                "revision": queue.revision,
            },
            headers=_NEVER,
        )

    async def jobs(self, request: Request) -> Response:
        query = request.query_params
        try:
            answer = await run_in_threadpool(
                self._jobs,
                _number(query.get("since")),
                query.get("state", ""),
                _number(query.get("limit"), 50),
                _number(query.get("offset")),
            )
        except BooruStudioError as error:
            return _refusal(error)
        return JSONResponse(answer, headers=_NEVER)

    def _jobs(self, since: int, state: str, limit: int, offset: int) -> dict[str, Any]:
        queue = self._services.queue
        revision, found = queue.changes(since)
        total = len(found)
        if not 0 < since <= revision:  # a first look, or one from before a restart
            found, total = queue.page(state, min(max(limit, 1), 500), max(offset, 0))
        return {
            "revision": revision,
            "jobs": [self._endpoints.job_json(job) for job in found],
            "total": total,
            "counts": queue.counts(),
            "paused": queue.gate.paused,
        }

    async def image(self, request: Request) -> Response:
        path = self._services.images.path(request.path_params["file"])
        return FileResponse(path, headers=_FOREVER) if path else _missing()

    async def thumbnail(self, request: Request) -> Response:
        path = self._services.images.path(request.path_params["file"])
        if not path:
            return _missing()
        try:
            thumbnail = await run_in_threadpool(self._services.thumbnails.of, path)
        except (BooruStudioError, OSError):
            return _missing()
        return FileResponse(thumbnail, headers=_FOREVER)

    async def preview(self, request: Request) -> Response:
        live = self._services.queue.live(request.path_params["job_id"])
        if not (live and live.preview):
            return Response(status_code=204, headers=_NEVER)  # the job has just ended
        return Response(live.preview, media_type=_image_type(live.preview), headers=_NEVER)

    async def post_picture(self, request: Request) -> Response:
        values = request.path_params
        post = PostId(values["site"], values["number"])
        try:
            data, kind = await run_in_threadpool(
                self._services.research.picture, post, values["size"]
            )
        except BooruStudioError as error:
            return _refusal(error, 404)
        return Response(data, media_type=kind, headers=_FOR_A_DAY)

    async def do(self, request: Request) -> Response:
        """Answer one of the page's buttons with {ok, data} or {ok, error}."""
        body = await request.body()
        if len(body) > MOST_BODY:
            return JSONResponse({"ok": False, "error": "That is too much text."}, 413)
        try:
            arguments = json.loads(body or b"{}")
        except ValueError:
            return JSONResponse({"ok": False, "error": "The page sent no JSON: reload it."}, 400)
        try:
            data = await run_in_threadpool(
                call_by_name, self._endpoints, request.path_params["verb"], arguments
            )
        except BooruStudioError as error:
            return JSONResponse({"ok": False, "error": str(error)}, headers=_NEVER)
        return JSONResponse({"ok": True, "data": data}, headers=_NEVER)


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else default


def _missing() -> Response:
    return Response("There is no such picture.", 404, media_type="text/plain")


def _refusal(error: BooruStudioError, status: int = 400) -> Response:
    return JSONResponse({"ok": False, "error": str(error)}, status, headers=_NEVER)


def _image_type(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if data[8:12] == b"WEBP" else "image/jpeg"
