"""Pictures dropped on the page: what they say they were made with, and kept for a request."""

from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from booru_studio.bootstrap import Services
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.infotext import parse_infotext
from booru_studio.errors import BooruStudioError, InvalidInputError
from booru_studio.storage.picture_text import read_infotext_of
from booru_studio.ui.replies import NEVER
from booru_studio.ui.routes_files import LARGEST_PICTURE, read_body
from booru_studio.ui.shapes import ROUTES


class DropRoutes:
    """A picture is looked at and kept; nothing is queued or filled in without being asked for."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def dropped(self, request: Request) -> Response:
        """Keep a picture and tell what is in it; `?name=` is what its file is called.

        Answers `{ok, data: {file, url, width, height, infotext, request}}`; `request` is null
        where the picture does not say what it was made with.
        """
        try:
            body = await read_body(request, LARGEST_PICTURE)
            name = request.query_params.get("name", "The picture")
            data = await run_in_threadpool(self._look, body, name)
        except BooruStudioError as error:
            return JSONResponse({"ok": False, "error": str(error)}, headers=NEVER)
        return JSONResponse({"ok": True, "data": data}, headers=NEVER)

    def _look(self, body: bytes, name: str) -> dict[str, Any]:
        kept = self._services.sources.keep(body, name)
        infotext = read_infotext_of(body)
        return {
            **asdict(kept),
            "url": f"{ROUTES}/image/{kept.file}",
            "infotext": infotext,
            "request": named_request(infotext),
        }


def named_request(infotext: str) -> dict[str, Any] | None:
    """Return the request fields an infotext names; None where it names none we could send."""
    if not infotext.strip():
        return None
    found = parse_infotext(infotext).to_request()
    fitting = {}
    for name, value in found.items():
        try:
            Txt2ImgRequest.from_json({name: value})
        except InvalidInputError:
            continue  # what no request may hold, for example a size of 3 pixels
        fitting[name] = value
    return fitting
