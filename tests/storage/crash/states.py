"""The states a crash can leave on a disk, after the calls a program made.

Killed: every call is done up to one of them, and of that one, where it writes, any number of
bytes. Power cut: what was not synced is there or not, in pieces of 512 bytes, a file may have
got longer without its bytes, and of the names that changed since the folder was synced the
first few did (as on a journaling file system, ALICE, OSDI 2014).
"""

from tests.storage.memory_disk import written

SECTOR = 512
NAME_CALLS = ("create", "replace", "link", "remove")


def killed(base, calls, draw, each):
    """Give (calls done, image) for each place to be killed at, `each` cuts of a write."""
    image = base.copy()
    for number, call in enumerate(calls):
        yield number, image.copy()
        if call[0] == "write":
            _, inode, offset, data = call
            for cut in {draw.randrange(len(data) + 1) for _ in range(each)}:
                torn = image.copy()
                torn.apply(("write", inode, offset, data[:cut]))
                yield number, torn
        image.apply(call)
    yield len(calls), image


def power_cut(base, calls, draw, each):
    """Give (calls done, image), `each` of what the power may have taken at each place."""
    unsynced = _Unsynced(base)
    for number, call in enumerate(calls):
        # A call in flight may have changed all it changes, but it has synced nothing.
        unsynced.begin(call)
        for _ in range(each):
            yield number, unsynced.after_cut(draw)
        unsynced.end(call)


class _Unsynced:
    """What is surely on the disk, and what is still on its way there."""

    def __init__(self, base):
        self._sure = base.copy()
        self._bytes = {}  # inode -> calls
        self._names = []  # calls, in their order

    def begin(self, call):
        kind, *args = call
        if kind == "create":
            self._sure.contents.setdefault(args[1], b"")
        if kind in NAME_CALLS:
            self._names.append(call)
        elif kind in ("write", "truncate"):
            self._bytes.setdefault(args[0], []).append(call)

    def end(self, call):
        if call[0] == "sync":
            for earlier in self._bytes.pop(call[1], []):
                self._sure.apply(earlier)
        elif call[0] == "sync_folder":
            for earlier in self._names:
                _rename(self._sure, earlier)
            self._names = []

    def after_cut(self, draw):
        image = self._sure.copy()
        for call in self._names[: draw.randrange(len(self._names) + 1)]:
            _rename(image, call)
        for calls in self._bytes.values():
            for call in calls:
                _keep_some(image, call, draw)
        return image


def _keep_some(image, call, draw):
    way = draw.choice(("all", "none", "start", "some", "longer"))
    if way == "none":
        return
    if call[0] == "truncate" or way == "all":
        image.apply(call)
        return
    _, inode, offset, data = call
    end = offset + len(data)
    if way == "longer":
        image.contents[inode] = image.contents[inode].ljust(end, b"\0")
        return
    stop = draw.randrange(offset, end + 1)
    start = offset
    while start < end:
        after = min((start // SECTOR + 1) * SECTOR, end)
        if after <= stop if way == "start" else draw.random() < 0.5:
            piece = data[start - offset : after - offset]
            image.contents[inode] = written(image.contents[inode], start, piece)
        start = after


def _rename(image, call):
    if call[0] != "create":
        image.apply(call)
        return
    _, path, inode = call  # its bytes have a history of their own
    image.names[path] = inode
    image.contents.setdefault(inode, b"")
