"""What a clerk is told of results from days on which the trainee was not there."""

from pipeline import forms
from pipeline.cli.base import say_error
from pipeline.messages import _
from pipeline.model import Group


def say(group: Group) -> None:
    """Warn of such results of the group, a line for each trainee."""
    found = forms.outside(group)
    if not found:
        return
    told = _(
        "Group {code} has results of days on which the trainee was not in it. They are "
        "printed and counted; if they are wrong, correct them in the group's file:"
    )
    say_error(told.format(code=group.code))
    for one in group.trainees:
        if items := found.get(one.id):
            said = (_("final grade") if it == forms.FINAL else it for it in items)
            say_error(f"  {one.id} {one.full_name}: {', '.join(said)}")
