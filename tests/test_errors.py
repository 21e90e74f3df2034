"""Every error says one thing, in every process."""

import inspect
import pickle
from pathlib import Path

import pytest

from pipeline import errors
from pipeline.errors import Fault, PodshivkaError

PATH = Path("groups/ГТ-12.yaml")
FACTS = {
    "path": PATH,
    "faults": (Fault("trainees[3].birth_date", "what is wrong"),),
    "reasons": ("one reason.", "another one."),
}
"""Facts that are no words, by the name under which an error takes them."""

EVERY = [
    it
    for _name, it in inspect.getmembers(errors, inspect.isclass)
    if issubclass(it, PodshivkaError)
]


def raised(kind: type[PodshivkaError]) -> PodshivkaError:
    if kind.__init__ is Exception.__init__:
        return kind("what to do")
    names = [*inspect.signature(kind).parameters]
    return kind(*(FACTS.get(name, f"some {name}") for name in names))


@pytest.mark.parametrize("kind", EVERY)
def test_an_error_of_a_worker_process_arrives_as_it_was(kind):
    error = raised(kind)
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - these bytes are ours
    assert type(back) is kind
    assert (str(back), back.args, vars(back)) == (str(error), error.args, vars(error))


@pytest.mark.parametrize("kind", EVERY)
def test_an_error_stands_in_the_tree_of_errors(kind):
    assert kind.__name__ in errors.__doc__
