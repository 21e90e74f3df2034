"""A teacher who is handed the workbook of a small group, and hands it in."""

import dataclasses

from pipeline import forms, spreadsheets
from pipeline.model import Results, Task
from tests import desk, invented
from tests.test_forms_workbook import DOCUMENT_ID, LAYOUTS, made, tree


def small_group():
    group = invented.group(3, 2, 8)
    sessions = tuple(
        dataclasses.replace(one, unit=f"U{1 + at % 2}")
        for at, one in enumerate(group.sessions)
    )
    tasks = (Task("K1", "эссе"), Task("K2", "отчёт"))
    units = (dataclasses.replace(group.units[0], tasks=tasks), *group.units[1:])
    return dataclasses.replace(group, sessions=sessions, units=units, results=Results())


GROUP = small_group()
BLANK = {layout: made(GROUP, layout, filled=False) for layout in LAYOUTS}


TABLES = {
    layout: forms.tables_of(layout, tree(GROUP, layout, filled=False), DOCUMENT_ID)
    for layout in LAYOUTS
}


def read(path, group=GROUP, organisation=None):
    filled = forms.read_workbook(spreadsheets.read(path), path)
    tables = TABLES[filled.kind] if group is GROUP else ()
    organisation = organisation or invented.organisation()
    return forms.results_of(filled, group, organisation, tables)


class Teacher:
    """A workbook on the desk."""

    def __init__(self, folder, layout="journal", content=None):
        self.folder = folder
        self.book = desk.opened(content or BLANK[layout])
        self.cells = desk.inputs(self.book)

    def fill(self, **values):
        """Address with `_` for blanks → what is typed."""
        for address, value in values.items():
            self.cells[address.replace("_", " ")].value = value
        return self

    def hand_in(self, group=GROUP, organisation=None):
        return read(desk.save(self.book, self.folder), group, organisation)

    def told(self, group=GROUP, organisation=None):
        """The faults: place → words."""
        faults = self.hand_in(group, organisation).faults
        return {fault.place: fault.says for fault in faults}
