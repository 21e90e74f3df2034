"""What a process apart may meet that is no fault of the file it works on.

The system fails it: a share is away for a moment, a disk is full. Or a file of ours is
damaged. Neither is a reason to refuse what was received. Nothing here is tried again.

The process may have been taken over: what it tells of is shown to people, and no more
is believed.
"""

import errno
import os
from pathlib import Path
from typing import Final

from pipeline.errors import FixityError, ScanError

ANY: Final = (ScanError, FixityError, OSError)
"""Whatever the work on a file may end with, be it a fault of the file or not."""

_OF_A_FILE: Final = frozenset(
    {errno.EINVAL, errno.EFBIG, errno.EMFILE, errno.ENOMEM, errno.EOVERFLOW}
)
"""A file can bring these about by itself: a place that it names, or its size."""

_OF_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})

_DAMAGED: Final = b"/"
_LONGEST_PATH: Final = 4096


def is_of_system(error: BaseException) -> bool:
    """The system said so, and not a library of what it read."""
    code = error.errno if isinstance(error, OSError) else None
    return code in errno.errorcode and code not in _OF_A_FILE


def is_of_room(error: OSError) -> bool:
    """There was no room; the file may have filled it, or something else."""
    return error.errno in _OF_ROOM


def told(error: Exception) -> bytes | None:
    """The fault in a few bytes, for `read`; None of what may be the file's fault."""
    if isinstance(error, FixityError):
        return _DAMAGED + os.fsencode(error.path)
    if isinstance(error, OSError) and is_of_system(error):
        return str(error.errno).encode()
    return None


def read(content: bytes) -> OSError | FixityError:
    """The fault that was told.

    Raises:
        ValueError: None was, or of a path that cannot be shown as it is.
    """
    if content.startswith(_DAMAGED):
        path = content.removeprefix(_DAMAGED).decode()
        if not path.isprintable() or len(path) > _LONGEST_PATH:
            raise ValueError(ascii(path[:_LONGEST_PATH]))
        return FixityError(Path(path))
    code = int(content)
    if code not in errno.errorcode:
        raise ValueError(code)
    return OSError(code, os.strerror(code))
