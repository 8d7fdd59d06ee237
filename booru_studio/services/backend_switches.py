"""What a person decides of each WebUI, also across restarts: whether it gets jobs, keeps copies."""

from collections.abc import Sequence

from booru_studio.errors import InvalidInputError
from booru_studio.services.backends import Backend
from booru_studio.services.job_board import JobBoard

SETTING = "disabled_backends"
COPIES = "backends_with_copies"  # address -> whether it keeps them; others go by their address


class BackendSwitches:
    """Switches of the WebUIs; a running job goes on as it was begun."""

    def __init__(self, board: JobBoard, backends: Sequence[Backend]) -> None:
        self._board, self._backends = board, backends
        disabled = set(board.setting(SETTING, ()))
        copies = dict(board.setting(COPIES, {}))
        for backend in backends:
            backend.enabled = backend.url not in disabled
            backend.keeps_copies = copies.get(backend.url, backend.keeps_copies) is True

    def set(self, url: str, enabled: bool) -> None:
        """Decide whether a WebUI gets further jobs.

        Raises:
            InvalidInputError: there is no WebUI at that address.
            StoreWriteError: nothing was changed.
        """
        backend = self._at(url)
        others = {each.url for each in self._backends if not each.enabled} - {url}
        self._board.set_setting(SETTING, sorted(others if enabled else others | {url}))
        backend.enabled = enabled

    def set_copies(self, url: str, keeps: bool) -> None:
        """Decide whether a WebUI saves what it paints, so that a lost answer costs nothing.

        Unless decided, those that are not on this machine do.

        Raises:
            InvalidInputError: there is no WebUI at that address.
            StoreWriteError: nothing was changed.
        """
        backend = self._at(url)
        copies = dict(self._board.setting(COPIES, {}))
        self._board.set_setting(COPIES, {**copies, url: keeps})
        backend.keeps_copies = keeps

    def _at(self, url: str) -> Backend:
        backend = next((each for each in self._backends if each.url == url), None)
        if backend is None:
            known = ", ".join(each.url for each in self._backends)
            raise InvalidInputError(reason=f"There is no WebUI {url[:80]}: use one of {known}.")
        return backend
