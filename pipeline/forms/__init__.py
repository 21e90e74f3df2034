"""Forms: kinds, templates, rendering, printed pages with their codes and layout.

    kinds     what forms there are: a description and a Word template each
    breaches  what is wrong in a description, in words
    context   the data of a form, from a group and an organisation: the whole tree;
              trainees  who they are and their results so far;  studies  what one of
              them has studied;  trees  small branches of use to several others
    outside   results of days on which their trainee was not in the group
    language  what a template may say; quotes  Word's own quotation marks in it
    columns   how wide repeated columns are; rows  which must not be broken
    render    template and data to a DOCX whose cells to be read are named
    lean      templates without what they do not use
    convert   DOCX to PDF/A through LibreOffice, many at once
    batches   several LibreOffices, and which of their documents are whole
    glyphs    texts as the form's fonts can print them; borrowed  those of other fonts
    zones     where the named cells lie on the pages, by their ruling lines
    stamp     codes, marks and reference cells onto the pages
    workbook  the same data as sheets to be filled in, and reading them back
    make      all of it, for many documents
    join      many documents in one PDF, to be printed at one go
    lint      is a template sound? every fault with its place and remedy
    words     what a document that was filled in says
    answers   what a filled-in paper says, put into its data;  copies  printed again
              from that, without codes, as the paper's electronic copy
    preview   a form to look at, which no archive takes for a paper
    sample    an invented group to try a template on; strained  one at the edge
    cover     the data of a cover sheet, which no group's data makes;
              book  that of a registration book;  nobody  the group of both

Only `context`, what it is made of, `outside`, `cover` and `book` know groups; to the
others a form has plain JSON values. The room writes nothing but scratch files.
"""

from pipeline.forms.answers import DOUBTFUL, Answer, filled
from pipeline.forms.book import KIND as REGISTRATION_BOOK
from pipeline.forms.book import Book, BookOf, book_data
from pipeline.forms.context import DocumentFacts, build
from pipeline.forms.copies import SIGNED, Cell, Copy, Original, copy
from pipeline.forms.cover import KIND as COVER_SHEET
from pipeline.forms.cover import Covered, cover_data
from pipeline.forms.glyphs import Unprinted
from pipeline.forms.join import join
from pipeline.forms.kinds import FormKind, find, load, load_sound, read
from pipeline.forms.lint import Subject, check, explained
from pipeline.forms.make import Job, Made, make
from pipeline.forms.outside import FINAL, outside
from pipeline.forms.preview import Preview, preview
from pipeline.forms.sample import data as sample_data
from pipeline.forms.stamp import restamp
from pipeline.forms.strained import samples
from pipeline.forms.words import words
from pipeline.forms.workbook import (
    FilledResults,
    FilledWorkbook,
    Keyed,
    printed_in,
    read_workbook,
    results_of,
    tables_of,
)

__all__ = [
    "COVER_SHEET",
    "DOUBTFUL",
    "FINAL",
    "REGISTRATION_BOOK",
    "SIGNED",
    "Answer",
    "Book",
    "BookOf",
    "Cell",
    "Copy",
    "Covered",
    "DocumentFacts",
    "FilledResults",
    "FilledWorkbook",
    "FormKind",
    "Job",
    "Keyed",
    "Made",
    "Original",
    "Preview",
    "Subject",
    "Unprinted",
    "book_data",
    "build",
    "check",
    "copy",
    "cover_data",
    "explained",
    "filled",
    "find",
    "join",
    "load",
    "load_sound",
    "make",
    "outside",
    "preview",
    "printed_in",
    "read",
    "read_workbook",
    "restamp",
    "results_of",
    "sample_data",
    "samples",
    "tables_of",
    "words",
]
