"""Use case: the catalogue, made again from the trees alone.

The catalogue is a cache. A stale one (lost, damaged, of another version) is moved
aside and rebuilt when it is opened; `podshivka archive reindex` does so on demand.
A file beside it says that a rebuild is under way: one that was interrupted is
begun again by whoever opens the catalogue next. What is damaged in the trees is
left out and told; it stops nobody.

Whoever has the catalogue open shares a lock, so that its file is never taken away
from under another process.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline import disk, register
from pipeline.catalogue import (
    Catalogue,
    CatalogueStale,
    Entry,
    behind,
    file_of,
    self_mending,
)
from pipeline.errors import PodshivkaError, UsageError
from pipeline.messages import _
from pipeline.model import Places

log = logging.getLogger(__name__)

_FILE = "catalogue.db"
_UNFINISHED = "catalogue.rebuilding"
_LOCK = "reindex.lock"
_IN_USE = "catalogue.lock"
_WAIT_SECONDS = 5.0
"""How long other processes may take to let go of a catalogue to be replaced."""

_DAMAGE = (PodshivkaError, OSError, ValueError, LookupError, RuntimeError)
"""What reading a damaged document or record may raise; the last is of PDFium."""

Advance = Callable[[], None]
"""Called after each document and record."""


def open_catalogue(places: Places, database_url: str = "") -> Catalogue:
    """The catalogue of the workspace, rebuilt when it has to be, also later on.

    Args:
        places: The workspace.
        database_url: Names another file than the usual one; see `catalogue.file_of`.

    Raises:
        UsageError: The URL names no file. Or it has to be made anew while another
            process has it open; any method of the catalogue may raise this.
    """
    usual = places.private / _FILE
    path = file_of(database_url, places.root) if database_url else usual
    opener = _Opener(places, path)
    return self_mending(opener.open(), opener.make_again)


@dataclass(slots=True)
class _Opener:
    """Opens the catalogue, and once more when it turns out damaged.

    Attributes:
        path: The file that it is kept in.
        file: Inode of the file that was opened last; 0 where there was none.
    """

    places: Places
    path: Path
    file: int = 0

    def open(self) -> Catalogue:
        """The catalogue; where opening it meets damage it is made again."""
        self.file = self._inode()
        try:
            catalogue = _open_sound(self.places, self.path)
        except CatalogueStale:
            self._move_aside()
            catalogue = _open_sound(self.places, self.path)
        self.file = self._inode()
        return catalogue

    def make_again(self) -> Catalogue:
        """The same, once more; the file that was opened last is moved aside first."""
        self._move_aside()
        return self.open()

    def _move_aside(self) -> None:
        """Unless another process has done so: another file stands there then."""
        log.warning("the catalogue is damaged and made again from the trees")
        with _alone_with_it(self.places):
            if self.file and self.file == self._inode():
                _begin(self.places)
                disk.move_aside(self.path)

    def _inode(self) -> int:
        return self.path.stat().st_ino if self.path.exists() else 0


def _open_sound(places: Places, path: Path) -> Catalogue:
    disk.make_folder(places.private)
    try:
        if not path.exists():
            _make_anew(places, path)
        catalogue = _open(places, path)
    except CatalogueStale:
        _make_anew(places, path)
        catalogue = _open(places, path)
    try:
        _bring_up_to_date(places, catalogue)
    except BaseException:
        catalogue.close()
        raise
    return catalogue


def rebuild(
    places: Places, catalogue: Catalogue, advance: Advance = lambda: None
) -> tuple[Path, ...]:
    """Forget everything and put every document and record in again.

    Returns:
        The folders of documents and records that are damaged: left out.

    Raises:
        FileNotFoundError: The archive is away; its records would be forgotten.
    """
    from pipeline import shelving  # noqa: PLC0415 - a search does without it

    shelving.require_archive(places)
    with disk.locked(places.private / _LOCK):
        _begin(places)
        return _rebuild(places, catalogue, advance)


def catch_up_records(places: Places, catalogue: Catalogue) -> None:
    """Make the catalogue's records those of the trees.

    For records filed, decided or read just before a process was stopped, or while the
    catalogue could not be written, and for one that was replaced meanwhile. Damage that
    nobody met yet is mended. It reads the whole catalogue and walks the trees; others
    file, decide and read meanwhile.

    Raises:
        OSError: The catalogue cannot be written or read now; the archive is away.
        UsageError: It must be made again, and another process has it open.
    """
    catalogue.check()
    with behind.caught_up(places.private):
        _warn(_follow(places, catalogue))


def _follow(places: Places, catalogue: Catalogue) -> tuple[Path, ...]:
    """Enter what the trees hold otherwise, and forget what they do not hold.

    Returns:
        The folders of records that are damaged: left as they were.
    """
    from pipeline import shelving  # noqa: PLC0415 - a search does without it

    paths, stamps = catalogue.record_paths(), catalogue.record_stamps()
    damaged: list[Path] = []
    there = {places.relative(it): it for it in folders(places, damaged)}
    unreadable = tuple(damaged)
    for path, folder in sorted(there.items()):
        if stamps.get(path) == _stamp(folder):
            continue
        for entry in _entries(places, [folder], damaged, lambda: None):
            known = paths.get(entry.record.record_id, path)
            if known == path or known not in there:  # else it stands in two places
                shelving.put(entry, places, catalogue)
    gone = {it: path for it, path in paths.items() if path not in there}
    if gone:
        shelving.require_archive(places)
    for record_id, path in gone.items():
        if not any((places.root / path).is_relative_to(it) for it in unreadable):
            _forget(record_id, path, places, catalogue)
    return tuple(damaged)


def _stamp(folder: Path) -> str:
    """As it stands now; "" where that cannot be read, nor will the record be."""
    from pipeline import archive  # noqa: PLC0415 - a search does without it

    try:
        return archive.stamp(folder)
    except OSError:
        return ""


def _forget(record_id: str, path: str, places: Places, catalogue: Catalogue) -> None:
    """Forget a record that was not there, unless it moved or came back meanwhile."""
    from pipeline import shelving  # noqa: PLC0415 - a search does without it

    if catalogue.record_path(record_id) != path:
        return
    log.warning("%s is gone; the catalogue forgets it", path)
    catalogue.remove_record(record_id, path)
    for entry in _entries(places, [places.root / path], [], lambda: None):
        shelving.put(entry, places, catalogue)


def lost(places: Places, catalogue: Catalogue) -> list[Path]:
    """The folders of records that the catalogue knows and the trees lack."""
    return sorted(
        places.root / path
        for record_id, path in catalogue.record_paths().items()
        if not (places.root / path).is_dir()
        and catalogue.record_path(record_id) == path  # else it moved meanwhile
    )


def folders(places: Places, unreadable: list[Path] | None = None) -> list[Path]:
    """The folder of every record, in the archive and in review.

    Args:
        places: The workspace.
        unreadable: What the system does not let us look into joins it.

    Raises:
        OSError: There is such a folder, and `unreadable` is not given.
    """
    from pipeline import archive  # noqa: PLC0415 - a search does without it

    return [
        folder
        for root in (places.archive, places.review)
        for folder in archive.records(root, unreadable)
    ]


def _open(places: Places, path: Path) -> Catalogue:
    """The catalogue, its lock shared until it is closed."""
    held = ExitStack()
    held.enter_context(disk.locked(places.private / _IN_USE, shared=True))
    try:
        return Catalogue.open(path, on_close=held.close)
    except BaseException:
        held.close()
        raise


def _make_anew(places: Places, path: Path) -> None:
    """An empty catalogue in place of a stale one or of none, to be rebuilt."""
    with _alone_with_it(places):
        _replace(places, path)


@contextmanager
def _alone_with_it(places: Places) -> Iterator[None]:
    """Nobody has the catalogue open meanwhile.

    Raises:
        UsageError: Somebody has, for too long.
    """
    with ExitStack() as held:
        try:
            lock = disk.locked_within(places.private / _IN_USE, _WAIT_SECONDS)
            held.enter_context(lock)
        except TimeoutError as error:
            raise UsageError(
                _(
                    "The catalogue must be made again, and another process has it "
                    "open. Stop “podshivka watch” and try again."
                )
            ) from error
        yield


def _replace(places: Places, path: Path) -> None:
    if not path.exists():
        _begin(places)
    try:
        Catalogue.open(path).close()
    except CatalogueStale as stale:
        log.warning("the catalogue is made again: %s", stale.reason)
        _begin(places)
        disk.move_aside(path)
        Catalogue.open(path).close()


def _bring_up_to_date(places: Places, catalogue: Catalogue) -> None:
    if _is_unfinished(places):
        with disk.locked(places.private / _LOCK):
            if _is_unfinished(places):
                _warn(_rebuild(places, catalogue, lambda: None))
    _catch_up(places, catalogue)


def _catch_up(places: Places, catalogue: Catalogue) -> None:
    """Add documents that were entered just before a process was stopped."""
    ids = register.ids(places.issued)
    if len(ids) == catalogue.counts()["issued"]:
        return
    known = {document.document_id for document in catalogue.issued()}
    damaged: list[Path] = []
    _put_issued(places, catalogue, sorted(ids - known), damaged, lambda: None)
    _warn(damaged)


def _begin(places: Places) -> None:
    disk.write(places.private / _UNFINISHED, b"")


def _is_unfinished(places: Places) -> bool:
    return (places.private / _UNFINISHED).exists()


def _rebuild(
    places: Places, catalogue: Catalogue, advance: Advance
) -> tuple[Path, ...]:
    damaged: list[Path] = []
    with behind.caught_up(places.private):
        catalogue.clear()
        ids = sorted(register.ids(places.issued))
        _put_issued(places, catalogue, ids, damaged, advance)
        there = folders(places, [])  # what cannot be read is told when it is followed
        catalogue.put_records(_entries(places, there, damaged, advance))
        damaged += set(_follow(places, catalogue)) - set(damaged)
    disk.remove(places.private / _UNFINISHED)
    return tuple(damaged)


def _put_issued(
    places: Places,
    catalogue: Catalogue,
    ids: Iterable[str],
    damaged: list[Path],
    advance: Advance,
) -> None:
    """Enter documents; the folders of those that cannot be read join `damaged`."""
    for document_id in ids:
        folder = places.issued / document_id
        try:
            folder = register.folder_of(places.issued, document_id)
            document = register.find(places.issued, document_id)
            layout = register.layout(places.issued, document_id)
        except _DAMAGE:
            damaged.append(folder)
        else:
            catalogue.put_issued(document, layout)
        advance()


def _entries(
    places: Places,
    found: Iterable[Path],
    damaged: list[Path],
    advance: Advance,
) -> Iterator[Entry]:
    """What the catalogue is told of records; the unreadable join `damaged`."""
    from pipeline import shelving  # noqa: PLC0415 - a search does without it

    for folder in found:
        entry = None
        try:
            entry = shelving.entry_of(folder, places)
        except _DAMAGE:
            if folder.is_dir():  # else it left for another place meanwhile
                damaged.append(folder)
        if entry is not None:
            yield entry
        advance()


def _warn(damaged: Iterable[Path]) -> None:
    for folder in damaged:
        log.warning("%s is damaged and left out of the catalogue", folder)
