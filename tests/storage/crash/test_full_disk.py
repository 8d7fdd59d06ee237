"""A real disk that takes no more bytes: files of the process may not grow beyond a size."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from booru_studio.storage.jobs import JobStore

ROOT = Path(__file__).parents[3]
LIMITED = """
import json, resource, signal, sys
from pathlib import Path
from booru_studio.errors import StoreWriteError
from booru_studio.storage.jobs import JobStore

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = JobStore(Path(sys.argv[1]))
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, most))
told = []
try:
    while True:
        told.append(store.add({"prompt": "x" * 1_000}))
except StoreWriteError as error:
    said = str(error)
assert [job.id for job in store.page(limit=100)[0]] == told[::-1]
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
told.append(store.add({"prompt": "there is room again"}))
sys.stdout.write(json.dumps([said, told]))
sys.stdout.flush()
# No close: what is not on the disk now is lost.
import os
os._exit(0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
def test_a_full_disk_refuses_in_a_sentence_and_loses_nothing(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said, told = json.loads(ended.stdout)

    assert said.startswith("jobs.json could not be written (File too large): make room")
    assert len(told) > 5
    store = JobStore(tmp_path)
    assert [job.id for job in store.page(limit=100)[0]] == told[::-1]
    assert store.reports == []
    store.close()
