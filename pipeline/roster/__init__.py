"""Files that people write: the organisation, its file plans, its groups.

Each is read as text, typed and checked against its JSON Schema, checked against
the rules of the trade, and only then turned into a noun. All faults come at once,
each with the place that leads there.
"""

from pipeline.roster.files import (
    check_group,
    load_file_plan,
    load_group,
    load_organisation,
)

__all__ = ["check_group", "load_file_plan", "load_group", "load_organisation"]
