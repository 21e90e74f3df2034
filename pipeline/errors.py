"""Errors that a caller can handle, and the exit code of each family.

    PodshivkaError
    ├── NotFoundError          1  the thing asked for does not exist here
    ├── NothingNewError        1  there is nothing to issue a supplement for
    ├── UsageError             2  the command was given something impossible
    │   └── RefusedError          a record cannot be corrected so, every reason at once
    ├── InputError             3  a file of the user's does not hold what it should
    │   ├── WorkspaceError        no workspace here, or its settings are wrong
    │   ├── DataError             faults in a YAML, XLSX or JSON file, all at once
    │   ├── TemplateError         faults in a form's template or description
    │   ├── ScaleGoneError        a paper's grade scale left organisation.yaml
    │   ├── ScanError             a received file that cannot be read
    │   └── ChangedError          a file that changed while it was taken in
    ├── MissingProgramError    4  Tesseract, LibreOffice … is not installed
    │   └── ProgramError          … or did not do its work
    └── ArchiveError           5  the archive is not what it should be
        ├── LostError             a record is gone
        ├── FixityError           a filed page changed
        └── CollisionError        something stands where a record should go

The raiser passes the fact, the class writes the sentence, and the sentence ends
with the remedy. Expected outcomes (an unreadable page, a duplicate) are values,
not errors. Only the command line and the web page turn errors into exit codes.
"""

from dataclasses import dataclass
from pathlib import Path

from pipeline.messages import _


class PodshivkaError(Exception):
    """Anything that went wrong and can be explained."""

    exit_code = 1

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process as it is, the sentence already written."""
        return _remade, (type(self), self.args), self.__dict__


def _remade(kind: type[PodshivkaError], sentence: tuple[object, ...]) -> PodshivkaError:
    """The error without its facts, which follow; they are not said once more."""
    return kind.__new__(kind, *sentence)


class NotFoundError(PodshivkaError):
    """The thing asked for does not exist here (the answer is "no")."""

    exit_code = 1

    def __init__(self, what: str, name: str, remedy: str = "") -> None:
        sentence = _("{what} “{name}” was not found.").format(what=what, name=name)
        super().__init__(f"{sentence} {remedy}".rstrip())


class NothingNewError(PodshivkaError):
    """Nothing has come since a document was printed (the answer is "no")."""

    exit_code = 1

    def __init__(self, document_id: str) -> None:
        super().__init__(
            _(
                "Nobody joined and no session was added since document {id} was "
                "printed. What else no longer agrees: podshivka issued show {id}"
            ).format(id=document_id)
        )


class UsageError(PodshivkaError):
    """The command was given something impossible."""

    exit_code = 2


class RefusedError(UsageError):
    """A correction of a record that cannot be made; every reason at once.

    Attributes:
        reasons: Sentences, each with its remedy.
    """

    def __init__(self, record_id: str, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        head = _("Record {id} stays as it is:").format(id=record_id)
        super().__init__("\n".join([head, *(f"  {reason}" for reason in reasons)]))


class InputError(PodshivkaError):
    """A file of the user's does not hold what it should."""

    exit_code = 3


class WorkspaceError(InputError):
    """There is no workspace here, or its settings are wrong."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file.

    Attributes:
        place: Where, in words that lead there («trainees[3].birth_date»,
            «Слушатели!D7», «paragraph 12»).
        says: What is wrong and what was expected.
        is_advice: It may stay as it is; nothing fails for it.
    """

    place: str
    says: str
    is_advice: bool = False


class DataError(InputError):
    """Faults in a data file, all of them at once."""

    def __init__(self, path: Path, faults: tuple[Fault, ...]) -> None:
        self.path = path
        self.faults = faults
        lines = [f"  {fault.place}: {fault.says}" for fault in faults]
        head = _("{path} has faults; correct them and try again:").format(path=path)
        super().__init__("\n".join([head, *lines]))


class TemplateError(DataError):
    """Faults in a form's template or description."""


class ScaleGoneError(InputError):
    """A paper has grades of a scale that the institute no longer names."""

    def __init__(self, scale: str) -> None:
        super().__init__(
            _(
                "The paper was printed with the grade scale “{scale}”, which "
                "organisation.yaml no longer has. Put it back there under that id, "
                "with the values it had, and try again."
            ).format(scale=scale)
        )


class ScanError(InputError):
    """A received file that cannot be read.

    Attributes:
        code: One of the reason codes of `pipeline.reasons`.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code)


class ChangedError(InputError):
    """A file was written to while it was taken in."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} changed while it was taken in; it is taken in again.").format(
                path=path
            )
        )


class MissingProgramError(PodshivkaError):
    """A program that the work needs is not installed."""

    exit_code = 4

    def __init__(self, program: str, install: str) -> None:
        self.program = program
        super().__init__(
            _("{program} is not installed. Install it: {install}").format(
                program=program, install=install
            )
        )


class ProgramError(PodshivkaError):
    """A program that the work needs did not do its work."""

    exit_code = 4

    def __init__(self, program: str, detail: str) -> None:
        self.program = program
        super().__init__(
            _("{program} failed: {detail}. Run “podshivka doctor”.").format(
                program=program, detail=detail
            )
        )


class ArchiveError(PodshivkaError):
    """The archive is not what it should be."""

    exit_code = 5


class FixityError(ArchiveError):
    """A filed page no longer matches its checksum; several may not, a line each."""

    def __init__(self, path: Path, *more: Path) -> None:
        self.path = path
        self.paths = (path, *more)
        told = _("{path} changed after filing. Restore it from a backup.")
        super().__init__("\n".join(told.format(path=it) for it in self.paths))


class LostError(ArchiveError):
    """A record that was filed is no longer there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            _(
                "{path} is gone. Restore it from a backup; if it was only moved, "
                "run “podshivka archive reindex”."
            ).format(path=path)
        )


class CollisionError(ArchiveError):
    """Something stands where a record should go; nothing is ever overwritten."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            _(
                "{path} is there already and nothing was overwritten. "
                "Look at it and file again."
            ).format(path=path)
        )
