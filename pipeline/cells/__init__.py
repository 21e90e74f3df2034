"""The cells of filed papers: what they mean, what people may say, how they look.

    form        a paper's own data: names, lessons, scales, what was printed in a cell
    told        each cell of a record with its page and what was measured
    decisions   what a person says of cells, checked
    pictures    crops of cells, made on demand; sheets for looking at unsure ones

A record says which ink stands in which cell (`pipeline.readings`); only the data that
the paper was printed from say what that means.
"""

from pipeline.cells.decisions import Said, decisions
from pipeline.cells.form import Form, form_of
from pipeline.cells.pictures import Line, crops, sheet
from pipeline.cells.told import pages_of, told

__all__ = [
    "Form",
    "Line",
    "Said",
    "crops",
    "decisions",
    "form_of",
    "pages_of",
    "sheet",
    "told",
]
