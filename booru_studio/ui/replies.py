"""What our routes have in common: how long an answer counts, and how they refuse."""

from starlette.responses import JSONResponse, Response

from booru_studio.errors import BooruStudioError

FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
FOR_A_DAY = {"Cache-Control": "private, max-age=86400"}
NEVER = {"Cache-Control": "no-store"}


def number_of(text: str | None, default: int = 0) -> int:
    """Read a number of an address; `default` where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else default


def refusal(error: BooruStudioError, status: int = 400) -> Response:
    """Tell an expected failure."""
    return JSONResponse({"ok": False, "error": str(error)}, status, headers=NEVER)


def no_picture() -> Response:
    """Tell that there is no such picture."""
    return Response("There is no such picture.", 404, media_type="text/plain")
