"""A group of nobody, for papers that no group's data makes.

They receive the same tree as every form, so that one template language and one list
of fields serve all; what they are about stands in a branch of their own.
"""

from datetime import date

from pipeline.model import Commission, Group, Organisation, Programme


def group(organisation: Organisation, day: date) -> Group:
    """A group without people, curriculum and code.

    Args:
        organisation: Its first scale is the group's, since a group has one.
        day: First and last day.
    """
    return Group(
        code="",
        starts=day,
        ends=day,
        programme=Programme("", "", 0),
        trainees=(),
        units=(),
        sessions=(),
        commission=Commission("", (), ""),
        final_form="",
        final_scale=organisation.grade_scales[0].id,
    )
