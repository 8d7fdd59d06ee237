"""Options of a server changed for the time of one call, and put back whatever happens."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from booru_studio.errors import StoreWriteError, WebUiError
from booru_studio.storage.option_loans import Loan, OptionLoans
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.transport import API, LOAD_SECONDS

log = logging.getLogger(__name__)


Options = Mapping[str, Any]


@contextmanager
def borrowed(
    client: WebUiClient, wanted: Callable[[Options], Options], loans: OptionLoans
) -> Iterator[Options]:
    """Have a server's options otherwise, and give it its own back afterwards.

    What cannot be put back now stays written down, for `give_back`.

    Args:
        wanted: says what some options shall be, given all of them.

    Returns:
        The server's own options.

    Raises:
        StoreWriteError: it could not be written down, so nothing was changed.
        WebUiError: the server does not take them.
    """
    give_back(client, loans)
    current = client.options()
    changes = {name: value for name, value in wanted(current).items() if current[name] != value}
    if not changes:
        yield current
        return
    loans.note(client.url, {name: Loan(current[name], changes[name]) for name in changes})
    try:
        client.transport.post(f"{API}/options", changes, seconds=LOAD_SECONDS)
        yield current
    finally:
        try:
            give_back(client, loans)
        except (WebUiError, StoreWriteError) as error:
            log.warning("%s could not get its options back yet: %s", client.url, error)


def give_back(client: WebUiClient, loans: OptionLoans) -> None:
    """Put back what is lent of a server, except what somebody has changed meanwhile.

    Raises:
        WebUiError: it does not answer; nothing is forgotten.
        StoreWriteError: it was put back, but that could not be noted.
    """
    lent = loans.of(client.url)
    if not lent:
        return
    # Not by `client.options()`, which would remember our values as the server's own.
    current = client.transport.get(f"{API}/options") or {}
    own = {name: loan.before for name, loan in lent.items() if current.get(name) == loan.ours}
    if own:
        client.transport.post(f"{API}/options", own, seconds=LOAD_SECONDS)
    loans.forget(client.url)
