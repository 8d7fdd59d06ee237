"""Our own HTTP routes, all below `/gradio_api/bs/`: what the page is told, and what it asks for."""

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from booru_studio.bootstrap import Services
from booru_studio.errors import BooruStudioError, InvalidInputError
from booru_studio.ui.api import call_by_name
from booru_studio.ui.bodies import read_json
from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.replies import NEVER, refusal
from booru_studio.ui.routes_drop import DropRoutes
from booru_studio.ui.routes_files import FileRoutes
from booru_studio.ui.routes_jobs import JobRoutes
from booru_studio.ui.routes_loras import LoraRoutes
from booru_studio.ui.routes_pictures import PictureRoutes
from booru_studio.ui.routes_research import research_routes
from booru_studio.ui.routes_setup import SetupRoutes
from booru_studio.ui.routes_state import StateRoutes
from booru_studio.ui.shapes import ROUTES
from booru_studio.ui.verb_rights import allowed_routes

MOST_BODY = 1024 * 1024  # bytes of a button's arguments

Handler = Callable[[Request], Awaitable[Response]]


def make_routes(services: Services, endpoints: Endpoints) -> list[Route]:
    """Build the routes."""
    state, jobs = StateRoutes(services, endpoints), JobRoutes(services, endpoints)
    pictures, files = PictureRoutes(services), FileRoutes(services)
    paths: list[tuple[str, Handler, str]] = [
        ("/state.json", state.state, "GET"),
        ("/jobs.json", jobs.jobs, "GET"),
        ("/list.json", jobs.rows, "GET"),
        ("/ids.json", jobs.ids, "GET"),
        ("/pictures.json", jobs.pictures, "GET"),
        ("/numbers.json", jobs.numbers, "GET"),
        ("/image/{file:path}", pictures.image, "GET"),
        ("/thumb/{file:path}", pictures.thumbnail, "GET"),
        ("/lora-picture", LoraRoutes(services).picture, "GET"),
        ("/preview/{job_id}", pictures.preview, "GET"),
        ("/post/{site}/{number:int}/{size}", pictures.post_picture, "GET"),
        ("/zip/{ticket}", files.zipped, "GET"),
        ("/zip", files.order_zip, "POST"),
        ("/queue-file", files.take_queue_file, "POST"),
        ("/picture", files.take_picture, "POST"),
        ("/input", files.keep_input, "POST"),
        ("/dropped", DropRoutes(services).dropped, "POST"),
        ("/import/{kind}", SetupRoutes(services).import_file, "POST"),
        ("/do/{verb}", Buttons(endpoints).do, "POST"),
    ]
    own = [Route(ROUTES + path, handler, methods=[method]) for path, handler, method in paths]
    return allowed_routes([*own, *research_routes(services)], services.rights)


class Buttons:
    """What the page's buttons do, by the names of the endpoints."""

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints

    async def do(self, request: Request) -> Response:
        """Answer one of the page's buttons with {ok, data} or {ok, error}."""
        body = await request.body()
        if len(body) > MOST_BODY:
            return JSONResponse({"ok": False, "error": "That is too much text."}, 413)
        try:
            arguments = read_json(body)
        except InvalidInputError as error:
            return refusal(error)
        try:
            data = await run_in_threadpool(
                call_by_name, self._endpoints, request.path_params["verb"], arguments
            )
        except BooruStudioError as error:
            return JSONResponse({"ok": False, "error": str(error)}, headers=NEVER)
        return JSONResponse({"ok": True, "data": data}, headers=NEVER)
