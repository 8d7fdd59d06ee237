"""JSON that the page sends, read at the border."""

import json
from collections.abc import Callable
from typing import Any

from booru_studio.errors import InvalidInputError


def read_json(body: bytes | str) -> Any:  # noqa: ANN401  any JSON
    """Read JSON that can be answered with again; an empty body is an empty object.

    Raises:
        InvalidInputError: it is no JSON, nested too deeply, or holds half characters.
    """
    refusal = InvalidInputError(reason="The page sent no JSON: reload it.")
    try:
        found = json.loads(body or b"{}", parse_constant=_no_number(refusal))
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise refusal from error
    return found


def _no_number(refusal: InvalidInputError) -> Callable[[str], None]:
    def refuse(_name: str) -> None:  # NaN and infinities are no JSON, and no value of ours
        raise refusal

    return refuse
