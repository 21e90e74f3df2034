"""The main job on a sample group, from printed forms to a found scan.

The paper in it is simulated: pages are rasterised, signed and marked by drawn
strokes, and "scanned" with a scanner's faults. Everything else is the product at
work, through its command line. The workspace is `demo/`; it is made anew.
"""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from tests import paper

ROOT = Path(__file__).parent.parent
WORKSPACE = ROOT / "demo"
GROUP = "ГТ-12"
SEED = 2026
WELL_INKED = 8
"""Seed of a stamp that is dark enough for OCR, whatever is drawn before it."""

console = Console(highlight=False, width=None if sys.stdout.isatty() else 150)


def podshivka(*arguments: str) -> None:
    """Run a command before the reader's eyes."""
    console.print(f"\n[bold]$ podshivka {' '.join(arguments)}[/bold]")
    subprocess.run(_command(*arguments), check=True)


def ask(*arguments: str) -> Any:
    """Run a command for its JSON."""
    done = subprocess.run(
        [*_command(*arguments), "--json"], check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def main() -> None:
    """Generate, fill in, scan, take in, find."""
    console.print(
        "[bold]Подшивка: показ на примере группы ГТ-12.[/bold]\n"
        "Люди и документы вымышлены. Бумага здесь смоделирована: страницы\n"
        "растрируются, подписи и отметки рисуются, сканы искажаются, как на\n"
        "настоящем сканере. "
        "Всё остальное — настоящая работа программы."
    )
    shutil.rmtree(WORKSPACE, ignore_errors=True)
    console.print("\n[bold]$ podshivka init demo --profile migip[/bold]")
    init = [sys.executable, "-m", "pipeline", "init", str(WORKSPACE)]
    subprocess.run([*init, "--profile", "migip"], check=True)
    podshivka("groups", "import", str(ROOT / "examples" / "gt-12.yaml"))
    podshivka("forms", "generate", "--group", GROUP, "--all", "--blank")
    drop_scans(ask("issued", "list"))
    podshivka("watch", "--once")
    show_filed()
    podshivka("search", "Иванову", "--limit", "2")
    podshivka("search", "канцелярия")
    podshivka("review", "list")
    podshivka("quarantine", "list")
    podshivka("outstanding")
    console.print(
        "\n[bold]Что посмотреть дальше[/bold]\n"
        f"  {WORKSPACE}/issued    напечатанные формы (printed.pdf)\n"
        f"  {WORKSPACE}/archive   архив: по году, делу и документу\n"
        "  podshivka --workspace demo records show НОМЕР\n"
        "  README.ru.md"
    )


def drop_scans(issued: list[dict[str, Any]]) -> None:
    """Fill the forms in and put their scans into the inbox."""
    rng = np.random.default_rng(SEED)
    sheets_of = [it for it in issued if it["kind"] == "gradesheet"]
    protocol = next(it for it in issued if it["kind"] == "protocol")
    console.print("\n[bold]Заполняем и «сканируем» бумаги…[/bold]")
    pile = [side for it in (*sheets_of[:4], protocol) for side in filled_in(it, rng)]
    pile += [None]
    random.Random(SEED).shuffle(pile)
    turned = [scan(side, rng, 180 * (n % 3 == 2)) for n, side in enumerate(pile)]
    inbox = WORKSPACE / "inbox"
    said = [
        (paper.save_pdf(turned, inbox / "стопка.pdf"), "пять документов вперемешку")
    ]

    lacking = filled_in(sheets_of[4], rng, leave_empty={2})
    stamping = np.random.default_rng(WELL_INKED)
    paper.stamp(lacking[1], 40, 190, ["ВХОДЯЩИЙ № 12-88", "КАНЦЕЛЯРИЯ"], stamping)
    scans = [scan(side, rng) for side in lacking]
    said.append(
        (paper.save_tiff(scans, inbox / "ведомость.tif"), "не хватает подписи; штамп")
    )
    half = filled_in(sheets_of[5], rng)[:1]
    path = paper.save_jpeg(scan(half[0], rng), inbox / "первая страница.jpg")
    said.append((path, "второй страницы нет"))
    strange = paper.paper_without_code(["СПРАВКА", "о прохождении стажировки"], rng)
    path = paper.save_png(scan(strange, rng), inbox / "чужая бумага.png")
    said.append((path, "не наша бумага"))
    broken = inbox / "обрыв.pdf"
    broken.write_bytes((inbox / "стопка.pdf").read_bytes()[:200_000])
    said.append((broken, "оборванный файл"))
    shutil.copy(inbox / "стопка.pdf", inbox / "стопка ещё раз.pdf")
    said.append((inbox / "стопка ещё раз.pdf", "та же стопка второй раз"))
    for dropped, told in said:
        console.print(f"  inbox/{dropped.name}: {told}")


def filled_in(
    issued: dict[str, Any], rng: np.random.Generator, **options: Any
) -> list[Any]:
    """The pages of a document, signed and graded."""
    folder = WORKSPACE / "issued" / issued["issued_at"][:4] / issued["document_id"]
    sheets = paper.print_document(folder / "printed.pdf")
    paper.fill(sheets, rng, stray=0, **options)
    return sheets


def scan(
    side: paper.Sheet | None, rng: np.random.Generator, turn: int = 0
) -> paper.Scanned:
    """One side on an office scanner."""
    return paper.scan(side, "base", rng, dpi=200, turn=turn)


def show_filed() -> None:
    """What is in the archive now."""
    table = Table(
        title="В архиве", title_justify="left", box=None, padding=(0, 2, 0, 0)
    )
    for heading in ("Вид", "Группа", "Дата", "Стр.", "Дело", "Срок", "Истёк бы"):
        table.add_column(heading)
    for hit in ask("search", "--limit", "50"):
        record = ask("records", "show", hit["record_id"])
        retention = record["retention"]
        if retention is None:
            continue
        table.add_row(
            record["title"],
            record["group"],
            record["date"],
            str(len(record["pages"])),
            retention["case"],
            retention["term"],
            retention["expected_from"] or "—",
        )
    console.print()
    console.print(table)


def _command(*arguments: str) -> list[str]:
    head = [sys.executable, "-m", "pipeline", "--workspace", str(WORKSPACE)]
    return [*head, *arguments]


if __name__ == "__main__":
    main()
