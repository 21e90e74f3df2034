"""`review`: an item, and what became of it, told to people and to programs."""

from typing import Any

from pipeline import filing, reasons, review, shelving
from pipeline.cli import guesses, refusals, reviewcells, trainees, words
from pipeline.cli.base import Shop, say, shown
from pipeline.messages import _, ngettext
from pipeline.model import Guess, Record


def say_waiting(it: dict[str, Any], guess: Guess | None) -> None:
    """One item: what it is, why it waits, what to do; commands stay in one line."""
    say(f"{it['record_id']}  {words.named(it['name'], it['reason'])}", bold=True)
    count = ngettext("{count} page", "{count} pages", it["pages"])
    about = (it["group"], count.format(count=it["pages"]))
    say("  " + " · ".join(filter(None, about)))
    say(f"  {it['sentence']}")
    for line in filter(None, (reviewcells.advice(it), guesses.summary(guess))):
        say(f"  {line}")
    tie = guesses.tie(guess, it["record_id"], it["remedy"])
    for line in filter(None, (it["remedy"], tie)):
        say(f"  → {line}")


def told(
    shop: Shop,
    item: review.Item,
    guess: Guess | None,
    *,
    alone: bool,
    seen: bool = False,
) -> dict[str, Any]:
    """All of an item.

    Args:
        shop: The workspace.
        item: It.
        guess: What was found on it, if it is a paper.
        alone: It may be discarded with its file, of which it is all.
        seen: It is being looked at, so nobody is told to.
    """
    record = item.record
    refused = review.refused_of(record, shop.places)
    return {
        "record_id": record.record_id,
        "name": record.title or record.source_name,
        "kind": record.kind,
        "group": record.group,
        "date": record.date,
        "pages": len(record.pages),
        "reason": item.reason,
        "sentence": _sentence(item, refused),
        "remedy": _closed(shop, item) or _remedy(item, guess, seen=seen, alone=alone),
        "zones": item.zones,
        "sorts": item.sorts,
        "one_bit": item.one_bit,
        "answers": item.answers,
        "answered": item.answered,
        "other": item.other,
        "path": str(item.folder),
        "guess": guesses.facts(guess) if guess else None,
        "refused": [refusals.facts(it) for it in refused],
    }


def also(item: review.Item) -> dict[str, str]:
    """What else a record waits for."""
    return {
        "reason": item.reason,
        "sentence": reasons.sentence(item.reason),
        "remedy": reasons.remedy(item.reason, item.record.record_id, seen=True),
    }


def facts(filed: Record | None) -> dict[str, Any]:
    """As what a paper was filed, for `--json`; nothing where none was."""
    if filed is None:
        return {}
    names = ("kind", "title", "number", "date", "group", "students")
    return {name: getattr(filed, name) for name in names}


def say_filed(shop: Shop, filed: Record | None) -> None:
    """As what a paper was filed, in a line."""
    if filed is None:
        return
    number = f"№ {filed.number}" if filed.number else ""
    name = shop.kind_title(filed.kind)
    people = trainees.of_record(shop, filed.document_id, filed.group, filed.students)
    if isinstance(people, int):
        people = _("trainees: {count}").format(count=people)
    titles = [filed.title] if filed.title.startswith(name) else [name, filed.title]
    what = (*titles, number, shown(filed.date), filed.group, people)
    say(_("Filed as: {what}").format(what=", ".join(filter(None, what))))


def _sentence(item: review.Item, refused: tuple[review.Refused, ...]) -> str:
    """Why it waits, with the other record or paper, or what the scan lacks."""
    told = [reasons.sentence(item.reason)]
    if item.reason == review.SIGNATURE and len(item.sorts) > 1:
        told.append(reasons.sentence(review.READING))
    told += [f"{refusals.told(it).rstrip('.')}." for it in refused]
    if item.other:
        told.append(_("That one is {id}.").format(id=item.other))
    if item.one_bit:
        told.append(
            _(
                "It looks as if scanned in black and white, where pale ink is lost: "
                "scan it again in grey, and do not let the scanner whiten the paper."
            )
        )
    return " ".join(told)


def _closed(shop: Shop, item: review.Item) -> str:
    """How to open the closed case that it waits for; "" where it is another reason."""
    record = item.record
    entry = shelving.entry_for(record, shop.places)
    if item.reason != filing.CASE_CLOSED or entry is None or record.date is None:
        return ""
    told = _(
        "Reopen it (podshivka cases reopen {case} --year {year}), then: podshivka "
        "review resolve {id}"
    )
    return told.format(case=entry.index, year=record.date.year, id=record.record_id)


def _remedy(item: review.Item, guess: Guess | None, *, seen: bool, alone: bool) -> str:
    identity = item.record.record_id
    found = guess is not None and bool(guess.kind or guess.date)
    ours = guess.ours if guess else ""
    remedy = reasons.remedy(
        item.reason, identity, seen=seen, found=found, alone=alone, ours=ours
    )
    how = refusals.how_to_file(item.reason, identity, guess)
    return " ".join(filter(None, (remedy, how)))
