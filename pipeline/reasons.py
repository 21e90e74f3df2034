"""Reason codes of quarantine and review, and what a clerk is told about each.

Codes are kept in files and never change; the sentences are for people and are
translated when they are shown. The sentence says what happened, the remedy what
to do now. What a decision about a record is refused for stands here, too, where several
use cases refuse it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.messages import N_, _, day
from pipeline.model import Record


@dataclass(frozen=True, slots=True)
class _Told:
    """What a clerk is told.

    Attributes:
        look: What to do before, where it is to be looked at.
        unfound: The remedy where nothing was found on the paper that can be taken;
            "" where that makes no difference.
        together: The remedy where other papers came in the same file, or may have;
            "" where that makes no difference.
        ours: The remedy where it is known which paper of ours it is, or seems to be;
            "" where that makes no difference.
    """

    sentence: str
    remedy: str
    look: str = ""
    unfound: str = ""
    together: str = ""
    ours: str = ""


_LOOK = N_("Look: podshivka review show {id}.")


_DISCARDED = "discarded"

_OF_NO_USE = N_("If it is of no use: podshivka quarantine discard {id} --reason '…'")
"""Of every file in quarantine, beside its own remedy."""

_QUARANTINE = {
    "not_a_scan": _Told(
        N_("This is not a scan: neither PDF nor TIFF, JPEG, PNG or HEIC."),
        N_("Scan the paper again as PDF."),
    ),
    "damaged": _Told(
        N_("The file is damaged or not complete and cannot be opened."),
        N_("Copy it once more from the scanner, or scan the paper again."),
    ),
    "encrypted": _Told(
        N_("The PDF is protected by a password."),
        N_("Save it without a password and drop it again."),
    ),
    "too_large": _Told(
        N_("The file has more pages, or larger ones, than the workspace allows."),
        N_(
            "Scan in parts or at 200–300 dpi; or raise the limits in podshivka.toml, "
            "then: podshivka quarantine retry {id}"
        ),
    ),
    "too_long": _Told(
        N_("Looking at the file took too long and was broken off."),
        N_(
            "Try again: podshivka quarantine retry {id}; if it happens again, scan "
            "the paper in smaller parts."
        ),
    ),
    "crashed": _Told(
        N_("The file made the program that reads it crash; nothing else was harmed."),
        N_("Scan the paper again, to PDF or TIFF."),
    ),
    "empty": _Told(
        N_("There is nothing in the file: no byte, or no page."),
        N_("Check the scanner's feed and scan the paper again."),
    ),
    "reason_lost": _Told(
        N_("The note why the file was put aside is damaged or gone."),
        N_("Have it looked at again: podshivka quarantine retry {id}"),
    ),
    "blank_restored": _Told(
        N_("A file of blank pages was discarded from review and is brought back."),
        N_(
            "To have it in review again: podshivka quarantine retry {id}, then "
            "podshivka watch --once"
        ),
    ),
    "refused_restored": _Told(
        N_(
            "The scan of a paper that does not count was discarded and is brought back."
        ),
        N_(
            "To have it in review again: podshivka quarantine retry {id}, then "
            "podshivka watch --once"
        ),
    ),
    _DISCARDED: _Told(
        N_("This very file was here before and was discarded on purpose."),
        N_(
            "It is kept: podshivka quarantine show {id}. To have it looked at again: "
            "podshivka quarantine restore {id}, then podshivka quarantine retry {id}"
        ),
    ),
}

_REVIEW = {
    "no_code": _Told(
        N_("The pages carry no page code of ours."),
        N_(
            "Take what was found: podshivka review resolve {id} --accept; or say "
            "otherwise: --kind … --date …"
        ),
        look=_LOOK,
        unfound=N_(
            "Say what they are: podshivka review resolve {id} --kind … --date …"
        ),
        ours=N_(
            "If it is our {ours}: podshivka review resolve {id} --document {ours}. If "
            "it is another paper, say what it is: podshivka review resolve {id} --kind "
            "… --date …"
        ),
    ),
    "blank": _Told(
        N_("Nothing seems to stand on any page of the file."),
        N_(
            "If there is nothing to keep: podshivka review resolve {id} --discard "
            "'…', with the reason. If the wrong side was scanned, scan the other one; "
            "if something stands there after all, say what it is: podshivka review "
            "resolve {id} --kind … --date …"
        ),
        look=_LOOK,
        together=N_(
            "The scan stays, since other papers may have come in its file. Say what "
            "these pages are: podshivka review resolve {id} --kind … --date …, or "
            "where they belong: podshivka records merge {id} …"
        ),
    ),
    "likely_double": _Told(
        N_("It is likely another scan of a paper that came before."),
        N_(
            "If it is the same paper: podshivka review resolve {id} --same; if "
            "another one, say what it is: --accept, or --kind … --date …"
        ),
        look=N_("Compare them: podshivka review show {id}."),
        unfound=N_(
            "If it is the same paper: podshivka review resolve {id} --same; if "
            "another one, say what it is: --kind … --date …"
        ),
    ),
    "doubled": _Told(
        N_(
            "Another scan of a page, which was not taken, shows other ink or cannot be "
            "compared."
        ),
        N_(
            "Look at the page; when nothing is lacking on it: podshivka review "
            "resolve {id} --keep. Else scan the paper once more."
        ),
    ),
    "split": _Told(
        N_("The pages were split off another record."),
        N_(
            "Say what they are: podshivka review resolve {id} --kind … --date …, or "
            "where they belong: podshivka records merge {id} …"
        ),
    ),
    "foreign": _Told(
        N_("The page code is not one of this workspace."),
        N_("Find out where the paper comes from; until then it may stay here."),
    ),
    "void": _Told(
        N_("The pages belong to a document that was declared void."),
        N_(
            "Use the document that replaced it. To discard the scan of this one: "
            "podshivka review resolve {id} --discard '…', with the reason."
        ),
        together=N_(
            "Use the document that replaced it. The scan of this one stays, since "
            "other papers may have come in its file."
        ),
    ),
    "restored": _Told(
        N_(
            "The pages came while their document was void; it is in force again, and "
            "they belong to it."
        ),
        N_(
            "Put them into it: podshivka review resolve {id} --document …; their codes "
            "tell which pages they are."
        ),
        ours=N_(
            "Put them into it: podshivka review resolve {id} --document {ours}; their "
            "codes tell which pages they are."
        ),
    ),
    "reprinted": _Told(
        N_("The page was reprinted, and this is the spoilt one."),
        N_(
            "Scan the reprinted page. To discard the scan of this one: podshivka "
            "review resolve {id} --discard '…', with the reason."
        ),
        together=N_(
            "Scan the reprinted page. The scan of this one stays, since other papers "
            "may have come in its file."
        ),
    ),
    "no_case": _Told(
        N_("No case of the file plan takes this kind of document in that year."),
        N_(
            "Make the year's file plan (podshivka cases plan YEAR) or add the kind "
            "to it, then: podshivka review resolve {id}"
        ),
    ),
    "case_closed": _Told(
        N_("The case that takes this document is closed."),
        N_("Reopen it (podshivka cases reopen), then: podshivka review resolve {id}"),
    ),
    "cover_alone": _Told(
        N_("A cover sheet came back with nothing under it."),
        N_("Scan it once more, on top of its papers and in one file with them."),
    ),
    "cover_count": _Told(
        N_(
            "Under the cover sheet lay more or fewer pages than it says, or fewer than "
            "before."
        ),
        N_(
            "Count the written sides; when all are there and nothing else: "
            "podshivka review resolve {id}. Else scan the sheet with its papers again."
        ),
    ),
    "stray": _Told(
        N_("A page without our code lay between the pages of this document."),
        N_(
            "Look at the last pages; when they belong to it: "
            "podshivka review resolve {id} --keep"
        ),
    ),
    "matched": _Told(
        N_("The codes of a page could not be read; it was known by its print."),
        N_(
            "Look at the page; when it is the one that it seems: "
            "podshivka review resolve {id} --keep"
        ),
    ),
    "signature": _Told(
        N_("It is not sure whether a signature cell is signed."),
        N_(
            "Say what they hold: podshivka review resolve {id} --signed ZONE or "
            "--empty ZONE; of marks and grades --reading ZONE=VALUE, --confirm ZONE "
            "where the guess is right, or --confirm-all where all likely ones are"
        ),
        look=_LOOK,
    ),
    "reading": _Told(
        N_("It is not sure what is written in some cells."),
        N_(
            "Say what they hold: podshivka review resolve {id} --reading ZONE=VALUE, "
            "--confirm ZONE where the guess is right, or --confirm-all where all "
            "likely ones are"
        ),
        look=_LOOK,
    ),
    "conflict": _Told(
        N_("In some cells the newer scan does not show what the former one did."),
        N_(
            "Say what they hold: podshivka review resolve {id} --reading ZONE=VALUE, "
            "or --confirm ZONE; of signatures --signed ZONE or --empty ZONE"
        ),
        look=_LOOK,
    ),
}


_INBOX = {
    "link": _Told(
        N_("It is a link, which may lead anywhere."),
        N_("Copy the file itself into the inbox, and remove the link."),
    ),
    "special": _Told(
        N_("It is no file but a pipe, a socket or a device."),
        N_("Remove it from the inbox."),
    ),
    "unreadable": _Told(
        N_("It cannot be opened."),
        N_("Give whoever runs the intake the right to read and to move it."),
    ),
    "too_deep": _Told(
        N_("It lies in so many folders that its path is too long."),
        N_("Move it up, into the inbox itself."),
    ),
    "too_big": _Told(
        N_("The file is larger than the workspace allows."),
        N_("Scan in parts, or raise file_mb under [limits] in podshivka.toml."),
    ),
}
"""Of what is left alone where it lies."""

_PRINTED = {
    "kind": "--kind",
    "title": "--title",
    "number": "--number",
    "group": "--group",
    "students": "--student",
}
"""Facts that are printed on our papers, and how they are said."""


def sentence(code: str) -> str:
    """What happened, in words for a clerk; an unknown code is said as it is."""
    told = _told(code)
    return _(told.sentence) if told else code


def remedy(
    code: str,
    identity: str = "",
    *,
    seen: bool = False,
    found: bool = True,
    alone: bool = True,
    ours: str = "",
) -> str:
    """What to do now.

    Args:
        code: Why.
        identity: Of the record, or the beginning of the file's SHA-256.
        seen: It is being looked at.
        found: Something was found on the paper that can be taken.
        alone: Nothing else came in the same file.
        ours: Id of the paper of ours that it is, or seems to be; "" for none.
    """
    told = _told(code)
    if told is None:
        return ""
    first = "" if seen else told.look
    then = _then(told, found=found and not ours, alone=alone, ours=bool(ours))
    said = " ".join(_(it) for it in (first, then) if it)
    return said.replace("{id}", identity).replace("{ours}", ours)


def _then(told: _Told, *, found: bool, alone: bool, ours: bool) -> str:
    """The remedy of those there are that fits what is known of the paper."""
    then = told.remedy
    if not found:
        then = told.unfound or then
    if ours:
        then = told.ours or then
    if not alone:
        then = told.together or then
    return then


def remedies(code: str, identity: str) -> list[str]:
    """What to do now with one file, and what if it is of no use; a sentence each."""
    told = [remedy(code, identity)]
    if code in _QUARANTINE and code != _DISCARDED:
        told.append(_(_OF_NO_USE).replace("{id}", identity))
    return told


def still_to_come(said: date | None, today: date) -> Iterator[str]:
    """No paper is of a day that is still to come: a slip of the pen."""
    if said and said > today:
        yield _("--date: {day} is still to come. Is that a slip?").format(day=day(said))


def printed_faults(record: Record, changed: Collection[str]) -> Iterator[str]:
    """Why a paper of ours cannot be said to be another one.

    Args:
        record: The paper's.
        changed: The facts, as `composition.Facts` names them, that would change.
    """
    said = [option for fact, option in _PRINTED.items() if fact in changed]
    if record.document_id and said:
        told = _(
            "We printed it, so it is what stands on it: no other {facts}. Pages that "
            "are another paper are taken out: podshivka records split {id} --pages …"
        )
        yield told.format(facts=", ".join(said), id=record.record_id)


def _told(code: str) -> _Told | None:
    return _QUARANTINE.get(code) or _REVIEW.get(code) or _INBOX.get(code)
