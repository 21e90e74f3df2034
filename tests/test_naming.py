"""Whose name a paper or a workbook shows."""

import pytest

from pipeline import naming
from pipeline.model import Trainee

ANNA = Trainee("T01", "Иванова", "Анна", "Романовна")


@pytest.mark.parametrize(
    "shown",
    [
        "Иванова Анна Романовна",
        "Иванова Анна",
        "ИВАНОВА АННА",
        "Иванова Анна, 05.06.1990",
        "Иванова Анна Романвна, T01",
        "Иванова Анна Мария Романовна",
    ],
)
def test_a_name_with_a_slip_or_without_a_patronymic_is_the_same(shown):
    assert naming.is_called(ANNA, shown)


@pytest.mark.parametrize(
    "shown", ["Иванова Анна Степановна", "Иванова Анна Ивановна, T01", "Иванова", ""]
)
def test_a_namesake_with_another_patronymic_is_somebody_else(shown):
    assert not naming.is_called(ANNA, shown)


def test_a_trainee_without_a_patronymic_is_not_told_from_one_with_it():
    assert naming.is_called(Trainee("T01", "Иванова", "Анна"), "Иванова Анна Ивановна")
