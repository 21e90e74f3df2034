"""Files that survive a power cut, and folders that nothing overwrites.

Everything that another run must find is written beside its target, flushed to
the disk, renamed into place, and the folder is flushed too. A rename never
replaces: Linux's `renameat2(RENAME_NOREPLACE)` where the file system has it,
else a check and a rename.

It also turns nouns into JSON and back, since every file of ours is one noun.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

Noun = TypeVar("Noun")

_CHUNK_BYTES = 1 << 20
_PAUSE_SECONDS = 0.05
_WORKBENCH_LOCK = ".lock"
_MODE = 0o666
"""Of a lock; the umask says whether it is shared with a group, as of other files."""

_FLUSHES_AT_ONCE = 8
_BESIDE = re.compile(r"\.(.+)\.[0-9a-f]{8}\.new", re.DOTALL)
_NOT_FLUSHED = (errno.EINVAL, errno.ENOTSUP)
_HERE = -100
"""What the system takes for the descriptor of the working folder (`AT_FDCWD`)."""

_RENAME_NOREPLACE = 1


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def flush_file(path: Path) -> None:
    """Force the file's bytes to the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def flush_folder(folder: Path) -> None:
    """Force the folder's list of names to the disk.

    Some shares flush no folders and say so; they keep names as they please.
    """
    _flush_folder(folder, _HERE)


def _flush_folder(folder: Path, at: int) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY, dir_fd=at)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_FLUSHED:
            raise
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Create the folder and its parents, and flush every list of names touched."""
    missing = [folder, *folder.parents]
    missing = [path for path in missing if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        flush_folder(path.parent)


def flush_tree(folder: Path) -> None:
    """Force every file and folder below, and the folder itself, to the disk.

    All are asked for at once: a journal writes one commit for all that wait for it,
    and a disk has more than one thing to do at a time. In which order they come to
    the disk matters not, as nothing refers to the folder before this returns.
    """
    flushes = [
        partial(flush, path)
        for root, _folders, files in os.walk(folder)
        for flush, path in (
            *((flush_file, Path(root, name)) for name in files),
            (flush_folder, Path(root)),
        )
    ]
    with ThreadPoolExecutor(_FLUSHES_AT_ONCE) as pool:
        for done in [pool.submit(flush) for flush in flushes]:
            done.result()


def write(path: Path, content: bytes) -> None:
    """Write the file whole or not at all; an older one is replaced.

    Of several writers at once, each writes the whole file and the last one wins.
    """
    beside = _beside(path)
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def target_of(path: str) -> str:
    """The file that is meant, where the path is one that stands beside it.

    For those who tell what the system refused; other paths stay as they are.
    """
    return "/".join(map(_meant, path.split("/")))


def _meant(name: str) -> str:
    while unfinished := _BESIDE.fullmatch(name):
        name = unfinished[1]
    return name


def _beside(path: Path) -> Path:
    """Where a file is written before it takes its place."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")


def sweep_beside(path: Path) -> None:
    """Remove what writers of that file that were killed left beside it.

    Only for who holds the lock under which alone the file is written.
    """
    for it in path.parent.iterdir():
        unfinished = _BESIDE.fullmatch(it.name)
        if unfinished and unfinished[1] == path.name:
            it.unlink(missing_ok=True)


def write_new(path: Path, content: bytes) -> None:
    """Write a file where there is none, whole or not at all.

    Raises:
        FileExistsError: Something stands there.
    """
    beside = _beside(path)
    try:
        write(beside, content)
        move(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: bytes) -> None:
    """Add one line, flushed, to a file that only grows.

    A line that a power cut left unfinished is ended first, so that it spoils
    nothing but itself.
    """
    with path.open("ab+") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
        stream.write(line + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    flush_folder(path.parent)


def copy(source: Path, target: Path, *, flush: bool = True) -> str:
    """Copy the bytes, flushed; the target must not exist.

    Args:
        source: Stays as it is.
        target: A new file.
        flush: Else the caller flushes the folder that it builds, as a whole.

    Returns:
        The SHA-256 of the target, computed from what was written.

    Raises:
        FileExistsError: Something stands at the target.
    """
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(_CHUNK_BYTES):
            digest.update(chunk)
            writer.write(chunk)
        if flush:
            writer.flush()
            os.fsync(writer.fileno())
    if flush:
        flush_folder(target.parent)
    return digest.hexdigest()


def move(
    source: Path, target: Path, *, source_at: int = _HERE, target_at: int = _HERE
) -> None:
    """Rename within one file system, replacing nothing; both folders are flushed.

    Args:
        source: What is moved.
        target: Its new path.
        source_at: Descriptor of the folder from which the source's path leads, where
            another path may lead elsewhere by now.
        target_at: The same of the target's.

    Raises:
        FileExistsError: Something stands at the target.
        FileNotFoundError: The source is gone (another process took it).
    """
    _rename_no_replace(source, target, source_at, target_at)
    _flush_folder(target.parent, target_at)
    if (source.parent, source_at) != (target.parent, target_at):
        _flush_folder(source.parent, source_at)


def move_aside(damaged: Path) -> None:
    """Keep a damaged file under another name, for who wants to know why.

    What SQLite keeps beside a database goes with it.
    """
    stamp = f"{time.strftime('%Y%m%dT%H%M%S')}-{time.time_ns()}"
    for suffix in ("", "-wal", "-shm"):
        old = damaged.with_name(damaged.name + suffix)
        if old.exists():
            move(old, damaged.with_name(f"{damaged.name}.{stamp}{suffix}"))


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it; the absent is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    flush_folder(path.parent)


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock on that file; other processes wait, unless all locks are shared."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def locked_within(path: Path, seconds: float) -> Iterator[None]:
    """Hold an exclusive lock on that file, waiting no longer than that.

    Raises:
        TimeoutError: Others hold it all that time.
    """
    until = time.monotonic() + seconds
    while True:
        with locked_if_free(path) as free:
            if free:
                yield
                return
        if time.monotonic() >= until:
            raise TimeoutError(path)
        time.sleep(_PAUSE_SECONDS)


@contextmanager
def locked_if_free(path: Path) -> Iterator[bool]:
    """Hold an exclusive lock on that file, or say at once that it is taken."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)


@contextmanager
def workbench(folder: Path) -> Iterator[None]:
    """Make things in that folder, where nobody looks for them until they are whole.

    Whoever works there shares a lock that works between processes and machines.
    """
    make_folder(folder)
    with locked(folder / _WORKBENCH_LOCK, shared=True):
        yield


def sweep(folder: Path) -> int:
    """Remove what interrupted work left on a workbench; nothing while it is in use.

    Returns:
        How many things were removed.
    """
    if not folder.is_dir():
        return 0
    with locked_if_free(folder / _WORKBENCH_LOCK) as free:
        found = [path for path in folder.iterdir() if path.name != _WORKBENCH_LOCK]
        stale = found if free else []
        for path in stale:
            remove(path)
    return len(stale)


def to_json(noun: object) -> bytes:
    """A noun as JSON text for people and programs: indented, UTF-8, a last newline."""
    return msgspec.json.format(msgspec.json.encode(noun), indent=2) + b"\n"


def to_json_line(noun: object) -> bytes:
    """A noun as one line of JSON."""
    return msgspec.json.encode(noun)


def from_json(content: bytes | str, noun: type[Noun]) -> Noun:
    """A noun from JSON text that we wrote ourselves.

    Raises:
        ValueError: It is not such a noun; the message says where.
    """
    return msgspec.json.decode(content, type=noun)


def read_json(path: Path, noun: type[Noun]) -> Noun:
    """A noun from a file that we wrote ourselves.

    Raises:
        ValueError: The file does not hold such a noun.
        OSError: It cannot be read.
    """
    return from_json(path.read_bytes(), noun)


def to_builtins(noun: object) -> Any:  # noqa: ANN401 - JSON has no closer type
    """A noun as dictionaries, lists, strings and numbers."""
    return msgspec.to_builtins(noun)


def from_builtins(data: object, noun: type[Noun]) -> Noun:
    """A noun from checked dictionaries and lists; dates may be text or dates.

    Raises:
        ValueError: They do not hold such a noun; the message says where.
    """
    return msgspec.convert(data, type=noun)


def _rename_no_replace(
    source: Path, target: Path, source_at: int, target_at: int
) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    renameat2 = getattr(libc, "renameat2", None)
    if renameat2 is not None:
        failed = renameat2(
            source_at,
            os.fsencode(source),
            target_at,
            os.fsencode(target),
            _RENAME_NOREPLACE,
        )
        if not failed:
            return
        code = ctypes.get_errno()
        if code not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(code, os.strerror(code), str(source), None, str(target))
    with suppress(FileNotFoundError):
        os.stat(target, dir_fd=target_at, follow_symlinks=False)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    os.rename(source, target, src_dir_fd=source_at, dst_dir_fd=target_at)
