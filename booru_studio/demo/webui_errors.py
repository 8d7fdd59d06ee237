"""How a WebUI says no: the two forks' error bodies."""

from typing import Literal

from booru_studio.demo.server import Reply, json_reply

Flavour = Literal["a1111", "forge"]


class RefusalError(Exception):
    """A deliberate refusal (`HTTPException` in the WebUI), with its status and sentence."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


class CrashError(Exception):
    """An exception inside the WebUI, named as Python names it; always status 500."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


class InvalidFieldsError(Exception):
    """Fields of the wrong type, as pydantic lists them; always status 422."""

    def __init__(self, problems: list[dict[str, object]]) -> None:
        super().__init__(f"{len(problems)} invalid fields")
        self.problems = problems


class GoneError(Exception):
    """The stand-in stops while it works on this call: there is nobody left to answer."""


def refusal_reply(flavour: Flavour, error: RefusalError) -> Reply:
    """Answer with a refusal; Forge says only `detail`."""
    if flavour == "forge":
        return json_reply({"detail": error.detail}, error.status, error.headers)
    body = {"error": "HTTPException", "detail": error.detail, "body": "", "errors": ""}
    return json_reply(body, error.status, error.headers)


def crash_reply(flavour: Flavour, error: CrashError) -> Reply:
    """Answer with an exception; the text is in `errors` (A1111) or `message` (Forge)."""
    key = "message" if flavour == "forge" else "errors"
    return json_reply({"error": error.kind, "detail": "", "body": "", key: error.message}, 500)


def invalid_reply(error: InvalidFieldsError) -> Reply:
    """Answer with the list of ill-typed fields."""
    return json_reply({"detail": error.problems}, 422)
