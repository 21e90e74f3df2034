"""Codes of states and events in words for people; JSON keeps the codes."""

from collections.abc import Mapping

from pipeline.messages import N_, _

RECORD = {
    "filed": N_("filed"),
    "incomplete": N_("incomplete"),
    "review": N_("in review"),
    "superseded": N_("superseded by a later version"),
    "disposed": N_("destroyed"),
}
"""State of a record."""

RETENTION = {
    "open": N_("open"),
    "running": N_("the term runs"),
    "due": N_("the term is over"),
    "held": N_("a hold is in force"),
    "not_set": N_("the term is not set"),
    "permanent": N_("kept permanently"),
    "appraisal": N_("to be appraised"),
}
"""Where a case stands in its term."""

PAPER = {"issued": N_("in force"), "void": N_("void")}
"""State of an issued document."""

EVENT = {
    "superseded": N_("superseded by a later version"),
    "signature_decided": N_("signature decided"),
    "resolved": N_("resolved in review"),
    "void": N_("declared void"),
    "reprinted": N_("pages reprinted"),
}
"""What happened to a record or an issued document."""

DETAIL = {
    "reason": N_("reason"),
    "record": N_("record"),
    "zone": N_("cell"),
    "state": N_("state"),
    "pages": N_("pages"),
}
"""What else an event says."""

SIGNATURE = {
    "signed": N_("signed"),
    "empty": N_("not signed"),
    "unsure": N_("not sure"),
}
"""What a signature cell holds."""

SIGNER = {
    "head": N_("head"),
    "teacher": N_("teacher"),
    "chair": N_("chair"),
    "member": N_("member"),
    "secretary": N_("secretary"),
    "curator": N_("curator"),
    "final": N_("final assessment"),
}
"""Whose cell it is, when it is no trainee's, and of what."""

PER = {
    "": "–",
    "group": N_("group"),
    "unit": N_("discipline"),
    "trainee": N_("trainee"),
}
"""What a form is made for."""


def told(code: str, words: dict[str, str]) -> str:
    """The code in words of the language in use; an unknown one as it is."""
    return _(words[code]) if code in words else code


def signer(subject: str) -> str:
    """Whose cell it is: «member 2» of member-2; a word of the form's own stays."""
    role, _dash, number = subject.rpartition("-")
    if role in SIGNER and number.isdecimal():
        return f"{told(role, SIGNER)} {number}"
    return told(subject, SIGNER)


def happened(event: str, details: Mapping[str, str], by: str) -> str:
    """One event in a line: what happened, what else there is to say, by whom."""
    more = [
        f"{told(name, DETAIL)} – {told(value, SIGNATURE)}"
        for name, value in details.items()
    ]
    return " · ".join(filter(None, (told(event, EVENT), *more, by)))
