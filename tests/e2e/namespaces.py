"""Start a process in a world of its own: without network, or with a checkout nobody can write."""

import shutil
import subprocess

import pytest

from tests.e2e.running import ROOT

_LOOPBACK = "ip link set lo up 2>/dev/null || ifconfig lo up"
_READ_ONLY = (
    'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'
)  # fmt: skip


def without_network():
    """Return a command that runs another with nothing but loopback; skip where none can."""
    _need("-rn", _LOOPBACK)
    return ("unshare", "-rn", "sh", "-c", f'{{ {_LOOPBACK}; }} && exec "$@"', "alone")


def with_read_only_checkout():
    """Return a command that runs another where the checkout cannot be written; skip or that."""
    _need("-rm", f"mount --bind {ROOT} {ROOT} && mount -o remount,ro,bind {ROOT}")
    return ("unshare", "-rm", "sh", "-c", _READ_ONLY, str(ROOT))


def _need(flags, trial):
    if not shutil.which("unshare"):
        pytest.skip("There is no unshare, so no namespace can be made")
    tried = subprocess.run(
        ["unshare", flags, "sh", "-c", trial], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        reason = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
        pytest.skip(f"This machine refuses the namespace: {reason}")
