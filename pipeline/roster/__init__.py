"""Files that people write: the organisation, its file plans, its groups.

Each is read as text, typed by its JSON Schema, checked against the schema and
the rules of the trade, and only then turned into a noun. All faults come at
once, each with the place that leads there.

    yamltext, workbook → sources → typed → shape (schema)
        + people, curriculum, outcomes, institute → files → store, merging

Settings (`podshivka.toml`) and descriptions of forms are read elsewhere.
"""

from pipeline.roster.files import (
    check_group,
    file_plan_text,
    load_file_plan,
    load_group,
    load_organisation,
    unread_of,
)
from pipeline.roster.merging import ResultChange, lost, merged, put_all, put_results
from pipeline.roster.shape import meant, near, near_kind, nearest
from pipeline.roster.store import former_file, groups_in, import_group, new_workbook

__all__ = [
    "ResultChange",
    "check_group",
    "file_plan_text",
    "former_file",
    "groups_in",
    "import_group",
    "load_file_plan",
    "load_group",
    "load_organisation",
    "lost",
    "meant",
    "merged",
    "near",
    "near_kind",
    "nearest",
    "new_workbook",
    "put_all",
    "put_results",
    "unread_of",
]
