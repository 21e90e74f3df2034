"""How fast a large archive answers, and what its index costs.

    bench/search.py [--quick]

Synthetic Russian records with a fixed seed: surnames and words in all their case
forms by Zipf's law, numbers, dates, errors of OCR; gradesheets of two pages beside
journals of forty. The same questions are asked of a tenth of the records and of all.

Figures: `p50_ms` and `p95_ms` over all questions, `worst_kind_p95_ms` of the slowest
kind of question, `pages_per_s` put in, `index_ratio` (bytes of the index of words to
bytes of text in UTF-8), `database_ratio` (the whole file), `growth` (p95 of all
records to p95 of a tenth).
"""

import argparse
import itertools
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipeline.catalogue import Catalogue, Entry, SearchQuery
from pipeline.model import PageText, Record, RecordState, Word

SEED = 20250620
PAGES, QUICK_PAGES = 100_000, 2_500
QUESTIONS = 12
WORDS_A_PAGE = 220
FIRST_DAY = date(2015, 1, 1)

_SURNAMES = (
    "Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров "
    "Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Орлов "
    "Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Громов"
)
_ENDINGS = ("", "а", "у", "ым", "е", "ой")
_WORDS = (
    "журнал ведомость протокол справка слушатель группа дисциплина преподаватель "
    "экзамен зачёт посещаемость программа повышение квалификация комиссия секретарь "
    "председатель приказ отчисление зачисление итоговый аттестация результат обучение "
    "занятие лекция практика семинар подпись оценка отлично хорошо часов модуль"
)
_ROOTS = "прав стро уч вод тепл рад физ хим мат логи тех эко мед рег нор сист безоп кон"
_SUFFIXES = "ение ация ность тель ник ский ка ство изм ист овка ание ура ент"


def vocabulary(chance: random.Random) -> list[str]:
    """Common words first: a rank among them is a rank of Zipf's law."""
    made = [
        f"{chance.choice(_ROOTS.split())}{chance.choice('аоеи')}{chance.choice('бвгдзклмнпрст')}{root}{suffix}"
        for root, suffix in itertools.product(_ROOTS.split(), _SUFFIXES.split())
        for _ in range(40)
    ]
    return [*_WORDS.split(), *dict.fromkeys(made)]


def surnames(chance: random.Random) -> list[str]:
    """A few dozen frequent ones, some thousand rare ones."""
    letters = "бвгдзклмнпрст"
    rare = {
        chance.choice(letters)
        + chance.choice("аоуеи")
        + chance.choice(letters)
        + chance.choice("аоуеи")
        + chance.choice(letters)
        + chance.choice(("ов", "ев", "ин"))
        for _ in range(4000)
    }
    return [*_SURNAMES.split(), *(name.capitalize() for name in sorted(rare))]


class Writer:
    """Writes pages and records; the same ones for the same seed."""

    def __init__(self) -> None:
        """Draw the vocabulary."""
        self.chance = random.Random(SEED)
        self.words = vocabulary(self.chance)
        self.weights = list(
            itertools.accumulate(1 / rank for rank in range(1, len(self.words) + 1))
        )
        self.names = surnames(self.chance)
        self.name_weights = list(
            itertools.accumulate(1 / (5 + rank) for rank in range(len(self.names)))
        )
        self.text_bytes = 0

    def name(self) -> str:
        """A surname in some case form."""
        (name,) = self.chance.choices(self.names, cum_weights=self.name_weights)
        return str(name) + self.chance.choice(_ENDINGS)

    def page(self, number: int, day: date) -> PageText:
        """A page of words, names, a number and dates, 1 % of the words misread."""
        words = self.chance.choices(
            self.words, cum_weights=self.weights, k=WORDS_A_PAGE
        )
        for _ in range(25):
            words[self.chance.randrange(len(words))] = self.name()
        for _ in range(2):
            place = self.chance.randrange(len(words))
            words[place] = words[place][:-2] + "сц" + words[place][-1:]
        words[0] = f"{self.chance.randrange(1, 400)}-К/{day.year}"
        words[1] = f"{day:%d.%m.%Y}"
        self.text_bytes += len(" ".join(words).encode()) + 1
        placed = tuple(
            Word(word, (10 + 20 * (i % 9), 10 + 6 * (i // 9), 28, 14 + 6 * (i // 9)))
            for i, word in enumerate(words)
        )
        return PageText(number, 210, 297, placed)

    def record(self, count: int) -> Entry:
        """One record: one in twenty is a journal of forty pages."""
        day = FIRST_DAY + timedelta(days=self.chance.randrange(4000))
        journal = count % 20 == 0
        size = 40 if journal else self.chance.randrange(1, 4)
        kind, title = (
            ("journal", "Журнал учета посещаемости")
            if journal
            else ("gradesheet", "Ведомость промежуточной аттестации")
        )
        record = Record(
            record_id=f"R{count:09}",
            document_id=f"R{count:09}",
            kind=kind,
            title=title,
            number=f"ГТ-{count % 900}/{day.year}-{count % 30}",
            group=f"ГТ-{count % 900}",
            students=tuple(f"T{n:02}" for n in range(20)),
            date=day,
            pages=(),
            missing_pages=(),
            signatures=(),
            version=1,
            filed_at=datetime(2025, 7, 1, tzinfo=UTC),
            case="03-07",
            plan_year=day.year,
        )
        people = tuple(f"{self.name()} Пётр Ильич" for _ in range(20))
        pages = tuple(self.page(number, day) for number in range(1, size + 1))
        path = f"archive/{day.year}/03-07/{record.record_id}"
        return Entry(record, RecordState.FILED, path, people, pages)

    def records(self, pages: int) -> Iterator[Entry]:
        """Records with at least so many pages in all."""
        done, count = 0, 0
        while done < pages:
            entry = self.record(count)
            yield entry
            done, count = done + len(entry.pages), count + 1


def questions(writer: Writer) -> Iterator[tuple[str, SearchQuery]]:
    """Kind and question; every kind has the same number of them."""
    chance = random.Random(SEED + 1)
    for _ in range(QUESTIONS):
        common, rare = writer.words[chance.randrange(30)], chance.choice(writer.words)
        frequent_name = chance.choice(writer.names[:30])
        name = chance.choice(writer.names)
        day = FIRST_DAY + timedelta(days=chance.randrange(4000))
        group = f"ГТ-{chance.randrange(900)}"
        yield "frequent surname", SearchQuery(frequent_name + "у")
        yield "rare surname", SearchQuery(name + "а")
        yield "common word", SearchQuery(common)
        yield "rare word", SearchQuery(rare)
        yield "two words", SearchQuery(f"{common} {name}")
        yield "three words", SearchQuery(f"{common} {rare} {frequent_name}")
        yield "phrase", SearchQuery(f'"{common} {rare}"')
        yield "beginning", SearchQuery(rare[:4] + "*")
        yield "number", SearchQuery(f"{group}/{day.year}")
        yield "date", SearchQuery(f"{day:%d.%m.%Y}")
        yield "month", SearchQuery(f"{day:%m.%Y}")
        yield "misread surname", SearchQuery(name[:3] + "щ" + name[4:])
        yield "word in a group", SearchQuery(common, group=group)
        yield "word of a trainee", SearchQuery(common, student=name)
        yield (
            "word in a year",
            SearchQuery(
                common, from_date=date(day.year, 1, 1), to_date=date(day.year, 12, 31)
            ),
        )
        yield "newest", SearchQuery(kind="gradesheet")


def asked(path: Path, writer: Writer) -> dict[str, list[float]]:
    """Kind of question → milliseconds of each."""
    times: dict[str, list[float]] = {}
    with Catalogue.open(path) as catalogue:
        for kind, question in questions(writer):
            started = time.perf_counter()
            catalogue.search(question)
            taken = (time.perf_counter() - started) * 1000
            times.setdefault(kind, []).append(taken)
    return times


def p95(times: list[float]) -> float:
    """The time that 95 % of the questions keep."""
    return statistics.quantiles(times, n=20)[-1]


def filled(path: Path, pages: int) -> tuple[Writer, int, float]:
    """A catalogue of so many pages: its writer, pages, and seconds to put them in."""
    writer = Writer()
    seconds, count = 0.0, 0
    with Catalogue.open(path) as catalogue:
        coming = writer.records(pages)
        while batch := list(itertools.islice(coming, 500)):
            started = time.perf_counter()
            catalogue.put_records(batch)
            seconds += time.perf_counter() - started
            count += sum(len(entry.pages) for entry in batch)
    return writer, count, seconds


def index_bytes(path: Path) -> int:
    """What FTS5 stores for both of its tables."""
    connection = sqlite3.connect(path)
    try:
        return sum(
            connection.execute(question).fetchone()[0] or 0
            for question in (
                "SELECT sum(length(block)) FROM record_terms_data",
                "SELECT sum(length(sz)) FROM record_terms_docsize",
                "SELECT sum(length(block)) FROM page_terms_data",
            )
        )
    finally:
        connection.close()


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    pages = QUICK_PAGES if parser.parse_args().quick else PAGES
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small.db"), Path(folder, "large.db")
        small_writer, _, _ = filled(small, pages // 10)
        writer, count, seconds = filled(large, pages)
        tenth = asked(small, small_writer)
        times = asked(large, writer)
        index, whole = index_bytes(large), large.stat().st_size
    print(
        f"{count} pages\n\n{'question':<20}{'p50 ms':>10}{'p95 ms':>10}{'a tenth':>10}"
    )
    for kind, taken in times.items():
        middle = statistics.median(taken)
        print(f"{kind:<20}{middle:>10.1f}{p95(taken):>10.1f}{p95(tenth[kind]):>10.1f}")
    every = list(itertools.chain.from_iterable(times.values()))
    before = list(itertools.chain.from_iterable(tenth.values()))
    figures = {
        "p50_ms": round(statistics.median(every), 2),
        "p95_ms": round(p95(every), 2),
        "worst_kind_p95_ms": round(max(map(p95, times.values())), 2),
        "pages_per_s": round(count / seconds),
        "index_ratio": round(index / writer.text_bytes, 3),
        "database_ratio": round(whole / writer.text_bytes, 3),
        "growth": round(p95(every) / p95(before), 2),
    }
    print(json.dumps({"bench": "search", "figures": figures}))


if __name__ == "__main__":
    main()
