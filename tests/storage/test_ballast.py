"""Room that is given up when the disk is full, so that this can be written down."""

import errno
from contextlib import closing

import pytest

from booru_studio.domain.jobs import JobState
from booru_studio.errors import StoreWriteError
from booru_studio.storage import ballast as module
from booru_studio.storage.ballast import Ballast
from booru_studio.storage.disk import LocalDisk
from booru_studio.storage.jobs import JobStore

SIZE = 50_000  # bytes


class FullDisk(LocalDisk):
    """Takes nothing while `is_full` and the ballast is there."""

    def __init__(self, ballast):
        self._ballast, self.is_full, self.code = ballast, False, errno.ENOSPC

    def open_log(self, path):
        log = super().open_log(path)
        write = log.write

        def refuse(offset, data):
            if self.is_full and (self._ballast.exists() or self.code != errno.ENOSPC):
                raise OSError(self.code, "Nothing fits")
            write(offset, data)

        log.write = refuse
        return log


class House:
    def __init__(self, folder):
        self.path = folder / "jobs.json.ballast"
        self.disk = FullDisk(self.path)
        self.store = JobStore(folder, disk=self.disk, ballast=Ballast(self.path, SIZE))


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    with closing(house.store):
        yield house


def test_what_happens_to_a_job_is_written_down_on_a_full_disk_too(house, tmp_path):
    job_id = house.store.add({"prompt": "garden"})
    assert house.path.stat().st_size == SIZE
    house.disk.is_full = True
    house.store.update(job_id, state=JobState.DONE)
    house.store.set_setting("paused", "The disk is full.")

    assert not house.path.exists()
    house.store.close()
    with closing(JobStore(tmp_path)) as store:
        assert store.get(job_id).state is JobState.DONE
        assert store.setting("paused") == "The disk is full."


def test_a_new_job_is_refused_and_keeps_the_room(house):
    house.disk.is_full = True

    with pytest.raises(StoreWriteError, match="Nothing fits"):
        house.store.add({"prompt": "garden"})
    assert house.path.exists()
    assert house.store.page() == ([], 0)


def test_another_fault_keeps_the_room(house):
    job_id = house.store.add({"prompt": "garden"})
    house.disk.is_full, house.disk.code = True, errno.EIO

    with pytest.raises(StoreWriteError):
        house.store.update(job_id, state=JobState.DONE)
    assert house.path.exists()
    assert house.store.get(job_id).state is JobState.QUEUED


def test_the_room_is_taken_again_when_the_file_is_next_rewritten(house):
    job_id = house.store.add({"prompt": "garden"})
    house.disk.is_full = True
    house.store.update(job_id, error="full")
    house.disk.is_full = False
    house.store.compact()

    assert house.path.stat().st_size == SIZE


def test_a_disk_with_little_room_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LEAST_FREE", 10**15)
    Ballast(tmp_path / "ballast", SIZE).lay()

    assert list(tmp_path.iterdir()) == []
