"""Take in the files of a folder and say of each what came of it and how much memory it took.

python -m tests.storage.hostile_intake FOLDER

It is run in a process of its own, since a process never forgets the most memory it had. Its
output is a list of JSON: name, what came of it, the sentence or the size, megabytes at the most
since the start.
"""

import json
import sys
from pathlib import Path

from booru_studio.errors import PictureTooLargeError, PictureUnreadableError
from booru_studio.storage.picture_intake import take_picture
from tests.storage.hostile_pictures import READ, TOO_LARGE, UNREADABLE

LEAST = 896  # pixels, as for a model of 448


def outcome(path: Path) -> tuple[str, str]:
    try:
        picture = take_picture(path.read_bytes(), path.name)
        image = picture.pixels(LEAST)
    except PictureUnreadableError as error:
        return UNREADABLE, str(error)
    except PictureTooLargeError as error:
        return TOO_LARGE, str(error)
    assert image.mode == "RGB"
    return READ, f"{image.width}x{image.height}"


def most_megabytes() -> float:
    """Linux only; `ru_maxrss` would begin at what the parent process had."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(folder: Path) -> None:
    start = most_megabytes()
    rows = [
        (path.name, *outcome(path), round(most_megabytes() - start))
        for path in sorted(folder.iterdir())
    ]
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
