"""One comparison: the paper, the data it was printed from, and the data of today."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline import grammar
from pipeline.agreement.sight import Paper, Tree
from pipeline.model import Group, IssuedDocument


@dataclass
class Comparison:
    """What the branches ask.

    Attributes:
        printed: The data that the paper was printed from.
        now: The data that it would be printed from today; `unit`, `trainee` and
            `study` are empty when the group has no such unit or trainee.
        read: Reads the paper; asked only where the data differ.
        supplements: The data of its supplements in force.
    """

    document: IssuedDocument
    printed: Tree
    now: Tree
    group: Group
    read: Callable[[], Paper]
    supplements: Sequence[Tree] = field(default_factory=tuple)

    @cached_property
    def paper(self) -> Paper:
        """What the paper shows."""
        return self.read()

    @cached_property
    def people(self) -> frozenset[str]:
        """The trainees for whom a supplement was issued."""
        return self._supplied("trainees", "people")

    @cached_property
    def sessions(self) -> frozenset[str]:
        """The sessions for which a supplement was issued."""
        return self._supplied("sessions", "sessions")

    def names(self, name: str, role: str) -> bool:
        """The paper names the person in that role.

        One person may have several: a name that another role explains as well is
        evidence only where the role signs.
        """
        if not self.paper.shows_name(name):
            return False
        known = self._roles[grammar.short_name(name)]
        return self.paper.has_cell(role) or known == {role.partition("-")[0]}

    @cached_property
    def _roles(self) -> dict[str, set[str]]:
        """Short name → the roles in which the data know it."""
        tree, found = self.printed, defaultdict[str, set[str]](set)
        commission = tree["commission"]
        named = [
            ("head", tree["organisation"]["head"]["name"]),
            ("curator", tree["group"]["curator"]),
            ("chair", commission["chair"]["name"]),
            ("secretary", commission["secretary"]["name"]),
            *(("member", one["name"]) for one in commission["members"]),
            *(("teacher", one["teacher"]) for one in tree["units"]),
            *(("teacher", one["teacher"]) for one in tree["sessions"]),
        ]
        for role, name in named:
            found[grammar.short_name(name)].add(role)
        return found

    def _supplied(self, branch: str, adds: str) -> frozenset[str]:
        """The rows of the branch in the supplements that add such rows."""
        return frozenset(
            name
            for tree in self.supplements
            if self._adds(tree, branch, adds)
            for name in by_id(tree, branch)
        )

    def _adds(self, supplement: Tree, branch: str, adds: str) -> bool:
        """Whether it was made for that branch.

        One for trainees has sessions as well, one for sessions the trainees of the
        paper. Supplements of older versions do not say what they add: theirs is the
        branch that they do not share with the paper.
        """
        told = supplement["document"].get("supplement_of")
        if told:
            return bool(told == adds)
        names = by_id(supplement, branch).keys()
        return names.isdisjoint(by_id(self.printed, branch))


def by_id(tree: Tree, branch: str) -> dict[str, Tree]:
    """The rows of that branch by their id, in order."""
    return {str(one["id"]): one for one in tree.get(branch, ())}
