"""Files of other tools that a person brings along."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from booru_studio.bootstrap import Services
from booru_studio.errors import BooruStudioError
from booru_studio.ui.replies import NEVER
from booru_studio.ui.routes_files import read_body

LARGEST_FILE = 64 * 1024 * 1024  # bytes; a tag list of a whole site has about 10 MB


class SetupRoutes:
    """Each file is checked as a whole before anything of it is taken over."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def import_file(self, request: Request) -> Response:
        """Take the body as a file of the kind in the path; answer {ok, data: {sentences}}."""
        kind = request.path_params["kind"]
        try:
            body = await read_body(request, LARGEST_FILE)
            found = await run_in_threadpool(self._services.imports.take, kind, body)
        except BooruStudioError as error:
            return JSONResponse({"ok": False, "error": str(error)}, headers=NEVER)
        return JSONResponse({"ok": True, "data": {"sentences": found.sentences}}, headers=NEVER)
