"""Use case: a wrong decision undone, with a trace.

`refile` says what a record is or where it belongs, `split` takes pages out of it,
`merge` puts pages of another one into it, `place` ties pages in review whose codes
cannot be read to a document of ours. Each makes new versions from the old
one's pages; the old one stays where it lies, gives way to the new one, and both
tell of it. Nothing is deleted, and each can be undone by another of these.

Order of the steps: everything that is wrong with the wish is told at once; what
will be done is told; new records are written, whole and with their events; then the
older ones give way (`shelving.settle`). Who is stopped in between has it finished by
the same wish again, which then finds that it is done.

    acts     who corrects what, and what becomes of it
    faults   why it cannot be done
    writing  records found, and written from the pages of others
    refiling  recalling  splitting  merging  placing
    homes    the document that pages are tied to
"""

from pipeline.composition import Facts
from pipeline.rearrange.acts import Act, Change, Rules, numbers_of, ranges
from pipeline.rearrange.homes import Place
from pipeline.rearrange.merging import merge, places_of
from pipeline.rearrange.placing import place, placed
from pipeline.rearrange.refiling import refile
from pipeline.rearrange.splitting import split

__all__ = [
    "Act",
    "Change",
    "Facts",
    "Place",
    "Rules",
    "merge",
    "numbers_of",
    "place",
    "placed",
    "places_of",
    "ranges",
    "refile",
    "split",
]
