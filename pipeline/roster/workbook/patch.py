"""Texts put into cells of a workbook; everything else stays byte for byte.

openpyxl would read the whole workbook and write what it understood of it: pictures,
slicers, newer rules and half of the formatting would be gone from a file that is
somebody's own work. So only the XML of the sheet is changed, cell by cell; a cell
keeps its style, a new one takes that of its neighbour.
"""

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from pipeline.roster.workbook.escapes import escaped, figure
from pipeline.roster.workbook.package import MAIN, Package, parsed
from pipeline.roster.workbook.scan import Cell, reference
from pipeline.spreadsheets import letters

Texts = Mapping[str, Mapping[Cell, str]]
"""Title of a sheet → cell → its text; "" empties the cell."""

_CHAIN = "xl/calcChain.xml"
"""The order that formulas were computed in; Excel makes it anew."""

_RELATIONS = "xl/_rels/workbook.xml.rels"


def put(package: Package, texts: Texts) -> bytes:
    """The workbook with those texts in it."""
    changed = {package.sheets[title]: cells for title, cells in texts.items() if cells}
    if not changed:
        return package.content
    stream = io.BytesIO()
    source = io.BytesIO(package.content)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.infolist():
            if part.filename == _CHAIN:
                continue
            content = old.read(part)
            if part.filename in changed:
                content = _sheet(content, changed[part.filename])
            elif part.filename in {"[Content_Types].xml", _RELATIONS}:
                content = _without_chain(content)
            new.writestr(part, content)
    return stream.getvalue()


def _without_chain(content: bytes) -> bytes:
    root = parsed(content)
    chains = [
        one
        for one in root
        if str(one.get("PartName", one.get("Target", ""))).endswith("calcChain.xml")
    ]
    if not chains:
        return content
    for one in chains:
        root.remove(one)
    return _bytes(root)


def _sheet(content: bytes, cells: Mapping[Cell, str]) -> bytes:
    root = parsed(content)
    data = root.find(_name("sheetData"))
    if data is None:
        raise LookupError("sheetData")
    for dimension in root.findall(_name("dimension")):
        root.remove(dimension)
    rows = {int(row.get("r", "0")): row for row in data}
    for number in sorted({row for row, _column in cells}):
        if number not in rows:
            rows[number] = _new_row(data, number)
        over = _columns(rows[number - 1]) if number - 1 in rows else {}
        texts = {column: text for (row, column), text in cells.items() if row == number}
        _row(rows[number], number, over, texts)
    return _bytes(root)


def _new_row(data: etree._Element, number: int) -> etree._Element:
    row = etree.Element(_name("row"), r=str(number))
    before = [one for one in data if int(one.get("r", "0")) < number]
    data.insert(len(before), row)
    return row


def _row(
    row: etree._Element,
    number: int,
    over: Mapping[int, etree._Element],
    texts: Mapping[int, str],
) -> None:
    """Write the texts of one row.

    Args:
        row: The row.
        number: Its number, from 1.
        over: The cells of the row above, by column.
        texts: Column → text.
    """
    here = _columns(row)
    for column, text in sorted(texts.items()):
        if column not in here:
            neighbour = over.get(column, here.get(column - 1))
            style = neighbour.get("s") if neighbour is not None else None
            cell = etree.Element(_name("c"), r=f"{letters(column)}{number}")
            if style:
                cell.set("s", style)
            row.insert(sum(other < column for other in here), cell)
            row.attrib.pop("spans", None)
            here[column] = cell
        _write(here[column], text)


def _columns(row: etree._Element) -> dict[int, etree._Element]:
    return {
        reference(str(cell.get("r")))[1]: cell
        for cell in row.iterfind(_name("c"))
        if cell.get("r")
    }


def _write(cell: etree._Element, text: str) -> None:
    for inner in list(cell):
        cell.remove(inner)
    cell.attrib.pop("t", None)
    if not text:
        return
    if isinstance(figure(text), int):
        etree.SubElement(cell, _name("v")).text = text
        return
    cell.set("t", "inlineStr")
    holder = etree.SubElement(etree.SubElement(cell, _name("is")), _name("t"))
    holder.text = escaped(text)
    holder.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _name(local: str) -> str:
    return f"{{{MAIN}}}{local}"


def _bytes(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return written
