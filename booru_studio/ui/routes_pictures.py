"""Pictures over HTTP: finished ones, their thumbnails, previews, and those of posts."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from booru_studio.bootstrap import Services
from booru_studio.domain.posts import PostId
from booru_studio.errors import BooruStudioError
from booru_studio.ui.replies import FOR_A_DAY, FOREVER, NEVER, no_picture, refusal


class PictureRoutes:
    """Every path is checked by the service that owns the file."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def image(self, request: Request) -> Response:
        """Give a finished picture, or one that was handed in, as it lies on disk."""
        path = self._services.sources.path(request.path_params["file"])
        return FileResponse(path, headers=FOREVER) if path else no_picture()

    async def thumbnail(self, request: Request) -> Response:
        """Give a small version of a finished picture, made now where it is missing."""
        path = self._services.images.path(request.path_params["file"])
        if not path:
            return no_picture()
        try:
            thumbnail = await run_in_threadpool(self._services.thumbnails.of, path)
        except (BooruStudioError, OSError):
            return no_picture()
        return FileResponse(thumbnail, headers=FOREVER)

    async def preview(self, request: Request) -> Response:
        """Give a running job's picture so far."""
        live = self._services.queue.live(request.path_params["job_id"])
        if not (live and live.preview):
            return Response(status_code=204, headers=NEVER)  # the job has just ended
        return Response(live.preview, media_type=_image_type(live.preview), headers=NEVER)

    async def post_picture(self, request: Request) -> Response:
        """Give a post's picture, from its site or from what is kept of it."""
        values = request.path_params
        post = PostId(values["site"], values["number"])
        try:
            data, kind = await run_in_threadpool(
                self._services.research.picture, post, values["size"]
            )
        except BooruStudioError as error:
            return refusal(error, 404)
        return Response(data, media_type=kind, headers=FOR_A_DAY)


def _image_type(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if data[8:12] == b"WEBP" else "image/jpeg"
