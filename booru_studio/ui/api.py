"""Offer the endpoints by name: over Gradio for clients, and over one route for the page."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from gradio.events import api as offer

from booru_studio.bootstrap import Services
from booru_studio.errors import BooruStudioError, InvalidInputError
from booru_studio.ui.endpoints import ENDPOINTS, PAGE_VERBS, Endpoints
from booru_studio.ui.errors import as_gr_error
from booru_studio.ui.verb_rights import check_verb


def register_endpoints(services: Services, now: Callable[[], Services]) -> None:
    """Register each endpoint with the Blocks that is being built.

    Args:
        now: finds the services of who calls, while the call is made.
    """
    for name in ENDPOINTS:
        offer(
            _told_in_one_sentence(getattr(Endpoints(services), name), now),
            api_name=name,
            # Each call waits for a site or the disk, none for another call; and a call over MCP
            # is made here, where a queued one would come back over HTTP without its login.
            queue=False,
            concurrency_limit=None,
        )


def call_by_name(endpoints: Endpoints, name: str, arguments: object) -> Any:  # noqa: ANN401
    """Call an endpoint with named arguments.

    Raises:
        InvalidInputError: no such endpoint or argument.
        AccessError: it is not allowed in the mode the app runs in.
        BooruStudioError: as the endpoint does.
    """
    if name not in (*ENDPOINTS, *PAGE_VERBS):
        raise InvalidInputError(reason=f"There is no endpoint “{name}”: reload the page.")
    if not isinstance(arguments, dict):
        raise InvalidInputError(reason="The arguments are no object: give them by name.")
    function = getattr(endpoints, name)
    try:
        bound = inspect.signature(function).bind(**arguments)
    except TypeError as error:
        raise InvalidInputError(reason=f"{name} cannot be called like this ({error}).") from error
    check_verb(endpoints.rights, name, bound.arguments)
    return function(*bound.args, **bound.kwargs)


def _told_in_one_sentence(
    function: Callable[..., Any], now: Callable[[], Services]
) -> Callable[..., Any]:
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        try:
            given = signature.bind(*arguments, **named).arguments
            return call_by_name(Endpoints(now()), function.__name__, given)
        except BooruStudioError as error:
            raise as_gr_error(error) from error

    return call
