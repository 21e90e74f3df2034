"""What a paper that we did not print seems to be, from its words. Pure.

Words come with their boxes from OCR; what the institute calls its papers and who
learns in its groups is given. Every value has the piece of text that it rests on,
and is certain or not; a paper is certain when its kind, its date, the institute that
issued it and, where the kind belongs to a group, the group are. What is not certain
is a guess for a person.

    known       kinds, groups and people to recognise a paper by
    lines       words → lines, letters as they are compared
    titles      the kind, by the title at the head
    spots       dates as they stand in the lines
    citations   lines that speak of somebody else's day
    days        the date of the paper, among all that stand there
    names       who is named, in any case
    groups      whose paper it is
    blanks      numbers and series
    issuers     which institute it is of
    heads       title, number and date of a page
    guessing    all of it together
    parting     where in a pile of pages a paper begins
    doubles     the same paper, scanned twice

It does not know pages of ours: those have codes.
"""

from pipeline.attribution.doubles import alike, disagree
from pipeline.attribution.guessing import guess
from pipeline.attribution.known import Issued, Known, KnownGroup, KnownKind
from pipeline.attribution.parting import Parts, part

__all__ = [
    "Issued",
    "Known",
    "KnownGroup",
    "KnownKind",
    "Parts",
    "alike",
    "disagree",
    "guess",
    "part",
]
