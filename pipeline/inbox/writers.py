"""Whether some program has a file open that it may write to yet.

The kernel knows that of local files, and tells whoever asks for a lease on one of his
own: it gives none on a file that is open for writing, here or through Samba on this
machine. A share that is mounted refuses a lease for reasons of its own, so there, and
of files that belong to another user, nothing is known: standing still must do.
"""

import ctypes
import errno
import fcntl
import os
import signal
from pathlib import Path

_LOCAL = frozenset(
    {
        0xEF53,  # ext4
        0x58465342,  # XFS
        0x9123683E,  # btrfs
        0x01021994,  # tmpfs
        0xF2F52010,  # F2FS
        0x2FC12FC1,  # ZFS
    }
)
"""File systems of which a refusal means that, by the number in `statfs(2)`."""

_STATFS_BYTES = 256
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


def require_closed(path: Path) -> None:
    """See that no program is known to have the file open for writing.

    Raises:
        OSError: One has. That the file cannot be opened is for others to tell.
    """
    try:
        descriptor = os.open(path, _OPEN)
    except OSError:
        return
    try:
        if _is_local(descriptor) and _is_written(descriptor):
            raise OSError(errno.ETXTBSY, os.strerror(errno.ETXTBSY), str(path))
    finally:
        os.close(descriptor)


def _is_written(descriptor: int) -> bool:
    """Ask for a lease, and give it back at once."""
    try:
        # who opens the file meanwhile has us told; by default that would end us
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _is_local(descriptor: int) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    told = ctypes.create_string_buffer(_STATFS_BYTES)
    if libc.fstatfs(descriptor, told):
        return False
    return ctypes.c_long.from_buffer(told).value in _LOCAL
