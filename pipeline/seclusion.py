"""A process takes leave of the network, for good and with all that it starts.

On Linux it moves into a network of its own in which there is nothing, not even a way to
itself; without rights of an administrator it moves into a user namespace for that,
where the system allows it. Files it sees as before. Nothing here needs a program.
"""

import ctypes
import functools
import os
import signal
from contextlib import suppress
from typing import Final

_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000
"""`CLONE_NEWUSER` and `CLONE_NEWNET`; Python knows them from 3.12 on."""

_SIGNAL_OF_PARENTS_END: Final = 1
"""`PR_SET_PDEATHSIG`."""

_NO_NEW_RIGHTS: Final = 38
"""`PR_SET_NO_NEW_PRIVS`: no program that it starts gets more rights than it has."""


def leave_network() -> bool:
    """Leave the network, if the system allows it; whether it did.

    To be called in a process of its own, before it starts a thread. Who it is, and what
    files it may read, stays.
    """
    system = _loaded
    if system is None:
        return False
    system.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
    if not system.unshare(_NEW_NETWORK):
        return True
    user, group = os.getuid(), os.getgid()
    if system.unshare(_NEW_USER | _NEW_NETWORK):
        return False
    _stay(user, group)
    return True


def end_with(parent: int) -> None:
    """Be asked to end when the thread ends that started this process.

    To be called between fork and exec, and after `leave_network`, since a change of
    rights undoes it. What this process starts is not asked: SIGTERM it is, which
    LibreOffice's starter hands on, and not SIGKILL, which nobody can.

    Args:
        parent: The number of the process that started this one; it may have ended.
    """
    if _loaded is None:
        return
    _loaded.prctl(_SIGNAL_OF_PARENTS_END, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


@functools.cache
def is_possible() -> bool:
    """Processes of ours can leave the network on this machine; tried out once."""
    child = os.fork()
    if not child:
        os._exit(0 if leave_network() else 1)
    return not os.waitpid(child, 0)[1]


def _stay(user: int, group: int) -> None:
    """Keep the numbers of user and group in the new user namespace."""
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with suppress(OSError), open(f"/proc/self/{name}", "w") as stream:  # noqa: PTH123
            stream.write(line)


def _load() -> ctypes.CDLL | None:
    try:
        system = ctypes.CDLL(None, use_errno=True)
        _found = system.unshare, system.prctl
    except (OSError, AttributeError, TypeError):
        return None
    return system


_loaded: Final = _load()
"""Loaded beforehand: between fork and exec there is no time for it."""
