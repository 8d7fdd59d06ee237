"""Files in and out: pictures as a zip, a queue as JSON, pictures that become jobs."""

import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from booru_studio.bootstrap import Services
from booru_studio.domain.posts import PostId
from booru_studio.errors import BooruStudioError, InvalidInputError
from booru_studio.services.queue_files import LARGEST_FILE
from booru_studio.storage.picture_archive import stream_archive
from booru_studio.ui.bodies import read_json
from booru_studio.ui.replies import NEVER
from booru_studio.ui.shapes import ROUTES

LARGEST_PICTURE = 64 * 2**20  # bytes
MOST_IN_ZIP = 5000  # pictures
MOST_TICKETS = 50  # zips that were asked for and not fetched


class FileRoutes:
    """A zip is ordered first and fetched by its ticket, so that the browser can save it itself."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tickets: OrderedDict[str, list[tuple[str, Path]]] = OrderedDict()

    async def order_zip(self, request: Request) -> Response:
        """Take `{files}` and answer `{ok, data: {ticket, pictures, missing}}`."""
        return await self._told(request, 2**20, self._order)

    async def zipped(self, request: Request) -> Response:
        """Give the zip of a ticket, once."""
        pictures = self._tickets.pop(request.path_params["ticket"], None)
        if pictures is None:
            return Response("This zip was fetched already: ask for it again.", 404)
        headers = {"Content-Disposition": 'attachment; filename="booru-studio.zip"', **NEVER}
        return StreamingResponse(
            stream_archive(pictures), media_type="application/zip", headers=headers
        )

    async def take_queue_file(self, request: Request) -> Response:
        """Queue what a queue file holds."""

        def load(body: bytes, _request: Request) -> dict[str, Any]:
            return {"job_ids": self._services.job_tools.files.load(body)}

        return await self._told(request, LARGEST_FILE, load)

    async def take_picture(self, request: Request) -> Response:
        """Make a job of a picture; `?name=` is what its file is called."""

        def add(body: bytes, asked: Request) -> dict[str, Any]:
            name = asked.query_params.get("name", "the picture")
            return {"job_id": self._services.job_tools.imports.add(body, name)}

        return await self._told(request, LARGEST_PICTURE, add)

    async def keep_input(self, request: Request) -> Response:
        """Keep a picture for a request's `init_image`, `mask` or extensions, and give its file.

        The body is the picture, `?name=` what its file is called; with `?post=danbooru:1` it is
        that post's picture instead, if the post was shown lately.
        """
        return await self._told(request, LARGEST_PICTURE, self._keep)

    def _keep(self, body: bytes, asked: Request) -> dict[str, Any]:
        name = asked.query_params.get("name", "the picture")
        if post := asked.query_params.get("post"):
            post_id = PostId.parse(post)
            if post_id is None:
                raise InvalidInputError(reason=f"“{post[:80]}” is no post: give danbooru:123.")
            name = f"the picture of {post_id}"
            body, _ = self._services.research.picture(post_id, "sample")
        kept = self._services.sources.keep(body, name)
        return {**asdict(kept), "url": f"{ROUTES}/image/{kept.file}"}

    def _order(self, body: bytes, request: Request) -> dict[str, Any]:
        del request
        files = _files_of(body)
        found = [(file, path) for file in files if (path := self._services.images.path(file))]
        if not found:
            raise InvalidInputError(reason="None of these pictures is there any more.")
        ticket = uuid.uuid4().hex
        self._tickets[ticket] = [(file.rpartition("/")[2], path) for file, path in found]
        while len(self._tickets) > MOST_TICKETS:
            self._tickets.popitem(last=False)
        missing = len(files) - len(found)
        return {"ticket": ticket, "pictures": len(found), "missing": missing}

    async def _told(
        self, request: Request, most: int, work: Callable[[bytes, Request], dict[str, Any]]
    ) -> Response:
        try:
            body = await read_body(request, most)
            data = await run_in_threadpool(work, body, request)
        except BooruStudioError as error:
            return JSONResponse({"ok": False, "error": str(error)}, headers=NEVER)
        return JSONResponse({"ok": True, "data": data}, headers=NEVER)


async def read_body(request: Request, most: int) -> bytes:
    """Read a body, and no more of it than it may have."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise InvalidInputError(reason=f"The file is larger than {most // 2**20} MB.")
        pieces.append(piece)
    return b"".join(pieces)


def _files_of(body: bytes) -> list[str]:
    try:
        files = read_json(body)["files"]
    except (KeyError, TypeError) as error:
        raise InvalidInputError(reason="The page sent no list of pictures: reload it.") from error
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
        raise InvalidInputError(reason="The page sent no list of pictures: reload it.")
    if not 0 < len(files) <= MOST_IN_ZIP:
        raise InvalidInputError(reason=f"Choose 1 to {MOST_IN_ZIP} pictures for a zip.")
    return list(dict.fromkeys(files))
