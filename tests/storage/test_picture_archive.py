"""A zip made while it is sent."""

import io
import zipfile

from booru_studio.storage.picture_archive import stream_archive


def test_the_archive_holds_the_files_as_they_are(tmp_path):
    contents = {"a.png": b"first", "b.png": bytes(range(256)) * 4000}
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    pieces = list(stream_archive([(name, tmp_path / name) for name in contents]))

    assert max(map(len, pieces)) < 600_000  # never all at once
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == contents


def test_a_file_that_went_meanwhile_is_left_out(tmp_path):
    (tmp_path / "here.png").write_bytes(b"here")
    data = b"".join(
        stream_archive([("gone.png", tmp_path / "gone.png"), ("here.png", tmp_path / "here.png")])
    )

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["here.png"]
