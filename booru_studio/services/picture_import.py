"""Pictures that become jobs: handed in from outside, or found in the folder without a job."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from booru_studio.domain.infotext import parse_infotext
from booru_studio.errors import InvalidInputError
from booru_studio.services.job_board import JobBoard, NewJob
from booru_studio.services.pictures import Pictures
from booru_studio.storage.images import ImageStore, StoredPicture
from booru_studio.storage.orphans import orphan_as_job, read_orphan
from booru_studio.storage.picture_intake import take_picture
from booru_studio.storage.picture_text import read_infotext_of

# How the files that can be kept begin, and what they are called.
_KINDS = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"RIFF", "webp"))


class PictureImport:
    """Makes jobs of pictures, done already, that can be looked at, modified and retried."""

    def __init__(
        self,
        board: JobBoard,
        images: ImageStore,
        pictures: Pictures,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._board, self._images, self._pictures = board, images, pictures
        self._now = now

    def add(self, data: bytes, name: str) -> str:
        """Keep a picture that says what it was made with, as a job; return its id.

        Args:
            name: what a person calls the file; nothing is stored under it.

        Raises:
            PictureUnreadableError, PictureTooLargeError: it is no picture that is read here.
            InvalidInputError: it is of a kind that is not kept, damaged, or says nothing.
            StoreWriteError: it could not be kept.
        """
        take_picture(data, name)
        kind = next((kind for start, kind in _KINDS if data.startswith(start)), "")
        if not kind:
            raise InvalidInputError(
                reason=f"“{name[:80]}” is of a kind that is not kept: give a PNG, JPEG or WebP."
            )
        text = read_infotext_of(data)
        if not text.strip():
            raise InvalidInputError(
                reason=f"“{name[:80]}” does not say what it was made with: drop it on the prompt "
                "to have it interrogated instead."
            )
        now = self._now()
        seed = parse_infotext(text).to_request().get("seed", 0)
        (place,) = self._images.names(uuid.uuid4().hex, [max(int(seed), 0)], now)
        file = self._images.save(place, data, kind)
        path = self._images.path(file)
        if path is None:
            raise InvalidInputError(reason=f"“{name[:80]}” went away again: give it once more.")
        orphan = read_orphan(StoredPicture(file, len(data), now), path, decode=True)
        try:
            request, fields = orphan_as_job(orphan)
        except InvalidInputError:
            path.unlink(missing_ok=True)
            raise
        return self._board.add([NewJob(request, fields)])[0]

    def take_over(self, files: Sequence[str]) -> list[str]:
        """Make a job of each picture that no job names; return their ids.

        Raises:
            InvalidInputError: one is none of these, or damaged; the others before it are done.
        """
        ids = []
        for file in files:
            request, fields = self._pictures.orphan_as_job(file)
            ids += self._board.add([NewJob(request, fields)])
        return ids
