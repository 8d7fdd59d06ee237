"""A data folder with jobs whose pictures exist."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from booru_studio.domain.jobs import JobImage, JobState
from booru_studio.services.job_board import JobBoard
from booru_studio.services.pictures import Pictures
from booru_studio.storage.images import ImageStore
from booru_studio.storage.jobs import JobStore
from booru_studio.storage.thumbnails import Thumbnails
from booru_studio.storage.trash import Trash
from tests.storage.pictures import INFOTEXT, a_png

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


class PictureHouse:
    """Store, pictures and trash, with a clock that a test sets."""

    def __init__(self, data):
        self.data, self.time = data, NOW
        self.store = JobStore(data)
        self.board = JobBoard(self.store, lambda: self.time)
        self.images, self.thumbnails = ImageStore(data), Thumbnails(data)
        trash = Trash(data, self.images, now=lambda: self.time)
        self.pictures = Pictures(self.board, self.images, self.thumbnails, trash)
        self._count = 0

    def done(self, days_ago=0, count=1, **fields):
        """Store a job that is done and return its id and files."""
        files = tuple(self.picture() for _ in range(count))
        finished = (self.time - timedelta(days=days_ago)).isoformat()
        made = [JobImage(file, 5, 64, 48, INFOTEXT) for file in files]
        names = tuple(file.removesuffix(".png") for file in files)
        job_id = self.store.add(
            {"prompt": "garden"},
            **{
                "state": JobState.DONE, "finished": finished, "images": tuple(made),
                "names": names, **fields,
            },
        )  # fmt: skip
        return job_id, files

    def picture(self, data=None, extension="png"):
        self._count += 1
        return self.images.save(
            f"images/2026-03-04/{self._count:03}", data or a_png(), extension
        )

    def left(self):
        return [picture.file for picture in self.images.all()][::-1]

    def listed(self, job_id):
        return [image.file for image in self.store.get(job_id).images]

    def keep_from_moving(self, file, monkeypatch):
        rename = Path.rename

        def refuse(path, target):
            if path == self.data / file:
                raise PermissionError(13, "Permission denied")
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", refuse)
