"""Does a printed paper still agree with the data of its group?

    differences   what may differ, and what is to be done about it
    sight         what a paper shows, by its words and its cells
    people, lessons, heading     the branches of the data, one after the other
    comparison, compare      all of them for one document

The rule compares two trees of data (`pipeline.forms.context`): the one that the
paper was printed from and the one that it would be printed from today. The tree
holds everything that is known of a group, a paper shows a part of it. Which part is
told by the paper itself, so a new kind of form needs no code here: a value counts
when it stands among the printed words, a session also when cells belong to it. A
paper of one unit is asked about that unit only, a paper of one trainee about that
trainee only. What was blank when it was printed can be written in ink, and is no
difference.

Results are not compared: the paper is where they come from.
"""

from pipeline.agreement.compare import differences, fingerprint
from pipeline.agreement.comparison import Comparison
from pipeline.agreement.differences import Change, Difference, Remedy
from pipeline.agreement.sight import Paper, Tree, paper

__all__ = [
    "Change",
    "Comparison",
    "Difference",
    "Paper",
    "Remedy",
    "Tree",
    "differences",
    "fingerprint",
    "paper",
]
