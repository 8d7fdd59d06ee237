"""The pictures of LoRAs over HTTP."""

import html
import zlib

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from booru_studio.bootstrap import Services

_LONGEST_NAME = 400  # characters
_KEPT = {"Cache-Control": "private, max-age=3600"}
_SHORTLY = {"Cache-Control": "private, max-age=60"}
_PLACEHOLDER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
    '<rect width="40" height="40" fill="hsl({hue} 22% 26%)"/>'
    '<text x="20" y="27" font-family="sans-serif" font-size="19" font-weight="600" '
    'text-anchor="middle" fill="hsl({hue} 35% 72%)">{letter}</text></svg>'
)


class LoraRoutes:
    """Names are looked up in the catalog; a path is never taken from a request."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def picture(self, request: Request) -> Response:
        """Give the small picture of `?name=`, or a drawn letter where there is none."""
        name = request.query_params.get("name", "")[:_LONGEST_NAME]
        data = await run_in_threadpool(self._services.library.pictures.small, name)
        if data is None:
            return Response(_placeholder(name), media_type="image/svg+xml", headers=_SHORTLY)
        return Response(data, media_type="image/webp", headers=_KEPT)


def _placeholder(name: str) -> str:
    letter = next((each for each in name if each.isalnum()), "?").upper()
    hue = zlib.crc32(name.encode("utf-8", "surrogatepass")) % 360
    return _PLACEHOLDER.format(hue=hue, letter=html.escape(letter))
