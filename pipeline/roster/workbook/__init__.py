"""The group workbook: XLSX for those who do not like text.

    package (the zip) → scan, grid (cells) → heads, tables, matrix → reading (tree)
    layout, sheets, choices: what stands where; read and written by the same table
    writing, drawing: an empty workbook, or one filled from a group
    patch: texts put into cells, everything else stays byte for byte

It is imported when a workbook is met, since openpyxl takes a third of a second.
"""

from pipeline.roster.workbook.patch import put
from pipeline.roster.workbook.putting import with_results
from pipeline.roster.workbook.reading import Book, code, read
from pipeline.roster.workbook.writing import empty, filled

__all__ = ["Book", "code", "empty", "filled", "put", "read", "with_results"]
