"""Download a model from Hugging Face, on from where it was stopped."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import requests

from booru_studio.errors import ModelCorruptError, ModelDownloadError, WorkCancelledError
from booru_studio.http import Secret, make_session
from booru_studio.interrogators.base import Cancelled, Progress
from booru_studio.interrogators.model_files import ModelFiles
from booru_studio.interrogators.model_registry import ModelFile
from booru_studio.storage.atomic import replace_patiently

_CHUNK = 1 << 18  # bytes
_TIMEOUT = (5.0, 10.0)  # seconds: connect, next bytes; a stop is noticed after that at the latest
_SPARE = 1.2  # as much room as this times what is missing
_ATTEMPTS = 4  # one after the other without a new byte
_FIRST_WAIT = 0.5  # seconds before the second attempt, twice as long before each further one
_REFUSED, _GONE, _NO_SUCH_RANGE = (401, 403), 404, 416
_OR_BY_HAND = "or put the files into the folder BOORU_STUDIO_MODELS"

Advance = Callable[[int], None]  # bytes of a file so far; raises to stop


class ModelDownload:
    """Fetches the files of one model into our cache, checked.

    `huggingface_hub` says where they lie. The bytes are fetched here: its own download begins
    anew after each stop, and goes on unseen after one where `hf_xet` is installed.
    """

    def __init__(
        self, files: ModelFiles, token: Secret, session: requests.Session | None = None
    ) -> None:
        self._files, self._model, self._token = files, files.model, token
        self._session = session or make_session(retries=0, through_proxy=True)

    def fetch(self, progress: Progress, is_cancelled: Cancelled) -> None:
        """Fetch what is missing; what does not pass the check is fetched once more.

        Raises:
            ModelDownloadError: no answer, no room, no right.
            ModelCorruptError: what came is not what its author published, twice.
            WorkCancelledError: it was stopped; what came so far is kept.
        """
        with self._session:
            self._fetch_missing(progress, is_cancelled)
            try:
                self._check(is_cancelled)
            except ModelCorruptError:
                self._fetch_missing(progress, is_cancelled)
                self._check(is_cancelled)

    def _fetch_missing(self, progress: Progress, is_cancelled: Cancelled) -> None:
        files = (self._model.labels, self._model.weights)
        missing = [file for file in files if self._files.downloaded(file) is None]
        self._check_room(self._files.missing_bytes())
        whole = self._model.size
        for number, file in enumerate(missing):
            before = whole - sum(later.size for later in missing[number:])

            def advance(done: int, before: int = before) -> None:
                if is_cancelled():
                    raise WorkCancelledError
                progress(before + done, whole)

            self._fetch(file, advance)

    def _check(self, is_cancelled: Cancelled) -> None:
        found = self._files.find()
        if found is None:
            raise self._failed("the files vanished", "look at the data folder, then try again")
        self._files.check(found, is_cancelled)

    def _check_room(self, size: int) -> None:
        folder = self._files.hub
        while not folder.exists():
            folder = folder.parent
        free = shutil.disk_usage(folder).free
        if free < size * _SPARE:
            needs = f"the disk has {free / 1e9:.1f} GB free, {size * _SPARE / 1e9:.1f} are needed"
            raise self._failed(needs, "make room, then try again")

    def _fetch(self, file: ModelFile, advance: Advance) -> None:
        """Fetch one file into its place, with some patience for a bad line."""
        place = self._files.place(file)
        part = self._files.part(file)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            failures = 0
            while (size := _size(part)) != file.size:
                try:
                    self._read_on(file, part, size, advance)
                except requests.RequestException as error:
                    failures = 1 if _size(part) > size else failures + 1
                    if failures == _ATTEMPTS:
                        raise self._unreachable(type(error).__name__) from error
                    _wait(_FIRST_WAIT * 2 ** (failures - 1), lambda: advance(_size(part)))
            replace_patiently(part, place)
        except requests.RequestException:
            raise
        except OSError as error:
            raise self._failed(error.strerror or str(error), "make room, then try again") from error

    def _read_on(self, file: ModelFile, part: Path, size: int, advance: Advance) -> None:
        """Ask for what comes after the first `size` bytes and add it to the part file."""
        headers = {"Accept-Encoding": "identity"}  # a packed answer has other bytes to go on from
        if 0 < size < file.size:
            headers["Range"] = f"bytes={size}-"
        if self._model.is_gated and self._token:
            headers["Authorization"] = f"Bearer {self._token.value}"
        with self._session.get(
            self._url(file), headers=headers, timeout=_TIMEOUT, stream=True
        ) as response:
            if response.status_code == _NO_SUCH_RANGE:
                part.unlink(missing_ok=True)
                return
            self._check_answer(response, file)
            begin = size if response.status_code == requests.codes.partial_content else 0
            with part.open("ab") as target:
                target.truncate(begin)
                for chunk in response.iter_content(_CHUNK):
                    target.write(chunk)
                    begin += len(chunk)
                    advance(begin)
                    if begin > file.size:
                        raise self._stranger(f"more than {file.size:,} bytes", file)

    def _url(self, file: ModelFile) -> str:
        """Return the address of a file; HF_ENDPOINT may name a mirror."""
        from huggingface_hub import constants, hf_hub_url  # slow to import

        if constants.HF_HUB_OFFLINE:
            raise self._failed("HF_HUB_OFFLINE is set", f"take it away, {_OR_BY_HAND}")
        return hf_hub_url(self._model.repository, file.name, revision=self._model.revision)

    def _check_answer(self, response: requests.Response, file: ModelFile) -> None:
        host, status = urlsplit(response.url).hostname, response.status_code
        if status in _REFUSED:
            raise self._failed(
                f"{host} refused the access", f"accept its terms there and set HF_TOKEN, "
                f"{_OR_BY_HAND}",
            )  # fmt: skip
        if status == _GONE:
            raise self._failed(f"{host} no longer has {file.name}", "choose another interrogator")
        if not response.ok:
            raise self._unreachable(f"{host} answered {status}")
        size = response.headers.get("Content-Range", "").rpartition("/")[2]
        if status != requests.codes.partial_content:
            size = response.headers.get("Content-Length", "")
        if size.isdigit() and int(size) != file.size:
            raise self._stranger(f"{int(size):,} bytes instead of {file.size:,}", file)

    def _stranger(self, sent: str, file: ModelFile) -> ModelDownloadError:
        return self._failed(
            f"something else came in place of {file.name}: {sent}",
            f"check the network, then try again, {_OR_BY_HAND}",
        )

    def _unreachable(self, reason: str) -> ModelDownloadError:
        return self._failed(reason, f"check the network, then try again, {_OR_BY_HAND}")

    def _failed(self, reason: str, advice: str) -> ModelDownloadError:
        return ModelDownloadError(name=self._model.name, reason=reason, advice=advice)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _wait(seconds: float, look: Callable[[], None]) -> None:
    """Wait, and look again and again whether to go on."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        look()
        time.sleep(0.05)
