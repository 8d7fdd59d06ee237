"""A disk in memory that remembers every call, and can refuse any of them."""

import errno
from pathlib import Path

from booru_studio.errors import StoreLockedError


class Image:
    """What lies on a disk: inodes with bytes, and names that lead to them."""

    def __init__(self, contents=None, names=None):
        self.contents = dict(contents or {})  # inode -> bytes
        self.names = dict(names or {})  # path -> inode

    def copy(self):
        return Image(self.contents, self.names)

    def file(self, path):
        inode = self.names.get(str(path))
        return None if inode is None else self.contents[inode]

    def apply(self, call):
        kind, *args = call
        if kind == "create":
            path, inode = args
            self.names[path] = inode
            self.contents[inode] = b""
        elif kind == "write":
            inode, offset, data = args
            self.contents[inode] = written(self.contents[inode], offset, data)
        elif kind == "truncate":
            inode, size = args
            self.contents[inode] = self.contents[inode][:size].ljust(size, b"\0")
        elif kind == "replace":
            source, target = args
            self.names[target] = self.names.pop(source)
        elif kind == "link":
            source, target = args
            self.names[target] = self.names[source]
        elif kind == "remove":
            self.names.pop(args[0], None)


def written(content, offset, data):
    """Return a file's bytes after a write; a gap is filled with zeros."""
    before = content[:offset].ljust(offset, b"\0")
    return before + data + content[offset + len(data) :]


class MemoryDisk:
    """A `Disk`; `calls` holds what changed it, each as a system call would.

    `fail` is asked before each call with its kind and its number, and returns an errno or 0; a
    write that fails has written half of its bytes.
    """

    def __init__(self, image=None, fail=lambda kind, number: 0):
        self.image = image.copy() if image else Image()
        self.calls = []
        self.fail = fail
        self.tried = 0
        self._next = max(self.image.contents, default=0) + 1
        self._locked = False

    # -- reading

    def read(self, path):
        self._try("read")
        return self.image.file(path)

    def stamp(self, path):
        inode = self.image.names.get(str(path))
        if inode is None:
            return None
        content = self.image.contents[inode]
        return inode, len(content), hash(content)

    def names(self, folder):
        return sorted(Path(p).name for p in self.image.names if Path(p).parent == folder)

    # -- writing

    def make_folder(self, folder):
        """Folders are there once something is in them."""

    def write_new(self, path, data):
        self.remove(path)
        inode = self._create(path)
        self._write(inode, 0, data)
        self._do("sync", inode)

    def open_log(self, path):
        self._try("open")
        return _Log(self, self.image.names[str(path)])

    def replace(self, source, target):
        self._do("replace", str(source), str(target))

    def link(self, source, target):
        self.remove(target)
        self._do("link", str(source), str(target))

    def remove(self, path):
        if str(path) in self.image.names:
            self._do("remove", str(path))

    def sync_folder(self, folder):
        self._do("sync_folder")

    def lock(self, path):
        if self._locked:
            raise StoreLockedError(folder=path.parent, owner="of this test")
        self._locked = True

        def release():
            self._locked = False

        return release

    # -- inside

    def _create(self, path):
        inode, self._next = self._next, self._next + 1
        self._do("create", str(path), inode)
        return inode

    def _write(self, inode, offset, data):
        try:
            self._try("write")
        except OSError:
            self._done("write", inode, offset, data[: len(data) // 2])
            raise
        self._done("write", inode, offset, data)

    def _do(self, kind, *args):
        self._try(kind)
        self._done(kind, *args)

    def _try(self, kind):
        self.tried += 1
        code = self.fail(kind, self.tried)
        if code:
            raise OSError(code, errno.errorcode[code])

    def _done(self, *call):
        self.calls.append(call)
        self.image.apply(call)


class _Log:
    def __init__(self, disk, inode):
        self._disk, self._inode = disk, inode

    def write(self, offset, data):
        self._disk._write(self._inode, offset, data)

    def sync(self):
        self._disk._do("sync", self._inode)

    def truncate(self, size):
        self._disk._do("truncate", self._inode, size)

    def close(self):
        """There is no handle."""
