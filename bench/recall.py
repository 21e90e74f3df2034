"""How many case forms of a surname find each other, and how many others they find.

    bench/recall.py [--quick]

Every surname is declined in both genders by pytrovich; one form is asked for, the
text holds another. The peers answer the same questions: Snowball applied once, as the
Russian configurations of PostgreSQL and tantivy do, and tantivy itself where it is
installed (`pip install tantivy`; else its figure is null).

Figures: `recall`, `snowball_recall`, `tantivy_recall` (shares of pairs of forms of one
surname that find each other), `false_pairs` (share of pairs of different surnames,
both as in the passport, that find each other).
"""

import argparse
import importlib
import importlib.util
import itertools
import json
from collections.abc import Callable, Iterator

import Stemmer
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from pipeline import terms

QUICK_SURNAMES = 60
_SURNAMES = (
    "Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров "
    "Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев "
    "Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев "
    "Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев "
    "Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов "
    "Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов Осипов "
    "Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников "
    "Денисов Гаврилов Тихонов Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов "
    "Абрамов Мартынов Ефимов Федотов Щербаков Назаров Калинин Исаев Быков Маслов "
    "Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв Голубев Кудрявцев "
    "Прохоров Наумов Потапов Журавлёв Овчинников Трофимов Соболев Ермаков Колесников "
    "Гончаров Никифоров Грачёв Котов Гришин Архипов Громов Кириллов Малышев Панов "
    "Моисеев Румянцев Акимов Бирюков Горбунов Анисимов Галкин Лукьянов Михеев Скворцов "
    "Юдин Белоусов Нестеров Симонов Князев Цветков Левин Воронов Аксёнов Мальцев "
    "Логинов Савин Краснов Демидов Рыбаков Плотников Фадеев Игнатов Литвинов Ершов "
    "Ушаков Рябов Мухин Лобанов Корнеев Бородин Платонов Некрасов Бобров Жданов "
    "Покровский Достоевский Чайковский Бондаренко Ткач Мицкевич Гончар Мельник Заяц"
)
_CASES = (
    Case.GENITIVE,
    Case.DATIVE,
    Case.ACCUSATIVE,
    Case.INSTRUMENTAL,
    Case.PREPOSITIONAL,
)

Finds = Callable[[str, str], bool]
"""Whether a question (first) finds a text (second)."""


def of_woman(surname: str) -> str:
    """The surname as her passport has it."""
    if surname.endswith("ский"):
        return surname.removesuffix("ий") + "ая"
    return surname + "а" if surname.endswith(("ов", "ев", "ёв", "ин")) else surname


def forms(surname: str) -> Iterator[tuple[str, str]]:
    """Pairs of the passport's form and each other form of one person's surname."""
    maker = PetrovichDeclinationMaker()
    for gender, name in ((Gender.MALE, surname), (Gender.FEMALE, of_woman(surname))):
        for case in _CASES:
            other = maker.make(NamePart.LASTNAME, gender, case, name)
            if other != name:
                yield name, other


def ours(question: str, text: str) -> bool:
    """Whether our terms find it."""
    return bool(terms.highlight(text, terms.parse_query(question)))


def snowball_once(question: str, text: str) -> bool:
    """Whether the stock stemmer finds it."""
    stem = Stemmer.Stemmer("russian").stemWord
    return bool(stem(question.casefold()) == stem(text.casefold()))


def tantivy_finds() -> Finds | None:
    """Tantivy with its Russian stemmer, where it is installed."""
    if not importlib.util.find_spec("tantivy"):
        return None
    tantivy = importlib.import_module("tantivy")
    schema = tantivy.SchemaBuilder().add_text_field("t", tokenizer_name="ru").build()
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("russian"))
        .build()
    )

    def finds(question: str, text: str) -> bool:
        index = tantivy.Index(schema)
        index.register_tokenizer("ru", analyzer)
        writer = index.writer(heap_size=15_000_000, num_threads=1)
        writer.add_document(tantivy.Document(t=text))
        writer.commit()
        index.reload()
        asked = index.parse_query(question, ["t"])
        return bool(index.searcher().search(asked, 1).hits)

    return finds


def share(finds: Finds, pairs: list[tuple[str, str]]) -> float:
    """The share of the pairs that find each other, both ways."""
    found = sum(finds(one, other) and finds(other, one) for one, other in pairs)
    return round(found / len(pairs), 4)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    surnames = _SURNAMES.split()
    if parser.parse_args().quick:
        surnames = surnames[:: len(surnames) // QUICK_SURNAMES]
    same = [pair for surname in surnames for pair in forms(surname)]
    different = list(itertools.combinations(surnames, 2))
    tantivy = tantivy_finds()
    figures = {
        "recall": share(ours, same),
        "snowball_recall": share(snowball_once, same),
        "tantivy_recall": share(tantivy, same) if tantivy else None,
        "false_pairs": share(ours, different),
    }
    print(f"{len(same)} pairs of forms, {len(different)} pairs of surnames")
    for name, figure in figures.items():
        print(f"{name:<20}{'not installed' if figure is None else f'{figure:8.2%}'}")
    print(json.dumps({"bench": "recall", "figures": figures}))


if __name__ == "__main__":
    main()
