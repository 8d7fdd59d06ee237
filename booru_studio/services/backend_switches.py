"""Which WebUIs get jobs: a person may take one out of the line, also across restarts."""

from collections.abc import Sequence

from booru_studio.errors import InvalidInputError
from booru_studio.services.backends import Backend
from booru_studio.services.job_board import JobBoard

SETTING = "disabled_backends"


class BackendSwitches:
    """Enables and disables WebUIs; a running job is finished."""

    def __init__(self, board: JobBoard, backends: Sequence[Backend]) -> None:
        self._board, self._backends = board, backends
        disabled = set(board.setting(SETTING, ()))
        for backend in backends:
            backend.enabled = backend.url not in disabled

    def set(self, url: str, enabled: bool) -> None:
        """Decide whether a WebUI gets further jobs.

        Raises:
            InvalidInputError: there is no WebUI at that address.
            StoreWriteError: nothing was changed.
        """
        backend = next((each for each in self._backends if each.url == url), None)
        if backend is None:
            known = ", ".join(each.url for each in self._backends)
            raise InvalidInputError(reason=f"There is no WebUI {url[:80]}: use one of {known}.")
        others = {each.url for each in self._backends if not each.enabled} - {url}
        self._board.set_setting(SETTING, sorted(others if enabled else others | {url}))
        backend.enabled = enabled
