"""`recueil beneficiaries`: list, show, propose, merge, refuse; `recueil reference`: load public registers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from recueil.cli.arguments import StoreOption, UnmaskedOption, app, open_for_reading, resolve_address, sign_now
from recueil.cli.terminal import out, print_rows, safe_text
from recueil.translation import format_number, ngettext
from recueil.translation import gettext as _
from recueil.values.base import format_decimal

if TYPE_CHECKING:
    from recueil.beneficiaries.decisions import Decision
    from recueil.beneficiaries.store import Beneficiaries
    from recueil.beneficiaries.sums import PartSum, Sum

beneficiaries = typer.Typer(
    help="List what beneficiaries were awarded; merge those that are one.", no_args_is_help=True
)
app.add_typer(beneficiaries, name="beneficiaries")

Who = Annotated[
    str, typer.Argument(metavar="BENEFICIARY", help="The beneficiary, as printed by `recueil beneficiaries list`.")
]
By = Annotated[str | None, typer.Option("--by", help="Author of the decision (default: the system user).")]
Why = Annotated[str, typer.Option("--why", help="Reason.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Maximum number of rows.")]
Body = Annotated[str | None, typer.Option(help="Only beneficiaries of this public body.")]


class Sorting(StrEnum):
    TOTAL = "total"
    NAME = "name"
    AWARDS = "awards"
    ACTS = "acts"


@beneficiaries.command("list")
def listing(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Words of the name; * matches any ending.")] = "",
    query: Annotated[str, typer.Option(help="Only awards of the acts that match this query.")] = "",
    what: Annotated[str | None, typer.Option(help="Only awards of this decision: subvention, marche…")] = None,
    sort: Annotated[Sorting, typer.Option(help="What the list is sorted by, the largest first.")] = Sorting.TOTAL,
    limit: Limit = 50,
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """List beneficiaries with what they were awarded, by decision."""
    from recueil.query import parse

    asked = parse(query) if query.strip() else None
    with open_for_reading(store, "beneficiaries list", unmasked=unmasked) as opened:
        found, more = opened.beneficiaries.find(
            asked, name, what, sort.value, descending=sort is not Sorting.NAME, limit=limit
        )
    rows = (
        (one.id, one.name, one.what, *_sum_cells(one.sum), one.body or one.bodies, one.first, one.last)
        for one in found
    )
    print_rows(("beneficiary", "name", "decision", *_SUM_COLUMNS, "by", "from", "to"), rows)
    ending = _("; more follow, see `--limit`") if more else ""
    print(
        ngettext(
            "{number} beneficiary shown{ending}.", "{number} beneficiaries shown{ending}.", len(found)
        ).format(ending=ending)
    )


_SUM_COLUMNS = ("total", "awards", "acts", "left out")


def _sum_cells(one: Sum) -> tuple[object, ...]:
    """Return the cells of a sum, with what it leaves out, or lacks."""
    numbers = (
        (one.repeated, ngettext("{number} repeated", "{number} repeated", one.repeated)),
        (one.doubtful, ngettext("{number} doubtful", "{number} doubtful", one.doubtful)),
        (one.partial, ngettext("{number} partial act", "{number} partial acts", one.partial)),
    )
    return _format_amount(one.total), one.awards, one.acts, ", ".join(words for number, words in numbers if number)


def _format_amount(amount: Decimal | None) -> str | None:
    return None if amount is None else format_decimal(amount, 2)


@beneficiaries.command()
def show(beneficiary: Who, limit: Limit = 20, unmasked: UnmaskedOption = False, store: StoreOption = None) -> None:
    """Print what a beneficiary was awarded by year, body and purpose, and its latest awards."""
    with open_for_reading(store, "beneficiaries show", unmasked=unmasked) as opened:
        _print_beneficiary(opened.beneficiaries, beneficiary, limit)


def _print_beneficiary(store: Beneficiaries, beneficiary: str, limit: int) -> None:
    found = store.profile(beneficiary)
    out.print(safe_text(found.name, "bold"), safe_text(found.id))
    print_rows(
        ("register", "name", "commune", "SIRET", "RNA", "closed"),
        ((each.source, each.name, each.commune, each.siret, each.rna, each.closed) for each in found.registered),
    )
    if len(found.names) > 1:
        print_rows(
            ("merged", "name", "body", "awards"),
            ((each.id, each.name, each.body, each.awards) for each in found.names),
        )
    _print_sums("year", found.years)
    _print_sums("body", found.bodies)
    _print_sums("purpose", found.purposes)
    awards = store.awards(found.id, limit).rows
    print_rows(
        ("act", "date", "body", "decision", "amount", "purpose", "left out"),
        (
            (
                *(each.uid, each.date, each.body, each.what, _format_amount(each.amount), each.purpose),
                ", ".join(
                    word
                    for is_so, word in (
                        (each.repeated, _("repeated")),
                        (each.doubtful, _("doubtful")),
                        (each.ambiguous, _("ambiguous body")),
                    )
                    if is_so
                ),
            )
            for each in awards
        ),
    )


def _print_sums(heading: str, found: Iterable[PartSum]) -> None:
    print_rows((heading, "decision", *_SUM_COLUMNS), ((one.part, one.what, *_sum_cells(one.sum)) for one in found))


@beneficiaries.command()
def propose(
    body: Body = None,
    score: Annotated[int | None, typer.Option(min=50, max=100, help="Least similarity, of 100.")] = None,
    store: StoreOption = None,
) -> None:
    """Propose which beneficiaries of a body are spellings of one name; a person decides."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        number = opened.beneficiaries.propose(datetime.now(UTC), body, score)
    print(
        ngettext(
            "{number} pair has similar names; see `recueil beneficiaries proposals`.",
            "{number} pairs have similar names; see `recueil beneficiaries proposals`.",
            number,
        )
    )


@beneficiaries.command()
def proposals(body: Body = None, limit: Limit = 50, store: StoreOption = None) -> None:
    """List which beneficiaries may be one, the most similar first."""
    with open_for_reading(store, "beneficiaries proposals", unmasked=False) as opened:
        found, more = opened.beneficiaries.proposals(body=body, limit=limit)
    rows = (
        (one.beneficiary, one.beneficiary_name, one.target, one.target_name, one.place, one.basis, one.score)
        for one in found
    )
    print_rows(("beneficiary", "name", "may be", "name", "of", "by", "score"), rows)
    ending = _("; more follow, see `--limit`") if more else ""
    print(
        ngettext("{number} proposal shown{ending}.", "{number} proposals shown{ending}.", len(found)).format(
            ending=ending
        )
    )


@beneficiaries.command()
def merge(
    beneficiary: Who,
    target: Annotated[
        str, typer.Argument(metavar="INTO", help="The beneficiary to merge into, whose identifier is kept.")
    ],
    why: Why = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Merge a beneficiary into another, for acts ingested later too."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        number = opened.beneficiaries.merge(beneficiary, target, sign_now(by, why))
        print(
            _("Decision {number}: {beneficiary} is {target}.").format(
                number=number, beneficiary=beneficiary, target=opened.beneficiaries.profile(target).id
            )
        )


@beneficiaries.command()
def refuse(
    beneficiary: Who,
    target: Annotated[str, typer.Argument(metavar="OTHER", help="The beneficiary that it is not.")],
    why: Why = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Record that two beneficiaries are not one, so that they are not proposed again."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        number = opened.beneficiaries.refuse(beneficiary, target, sign_now(by, why))
    print(
        _("Decision {number}: {beneficiary} is not {target}.").format(
            number=number, beneficiary=beneficiary, target=target
        )
    )


@beneficiaries.command()
def separate(beneficiary: Who, why: Why = "", by: By = None, store: StoreOption = None) -> None:
    """Take a beneficiary out of its group; the others stay merged."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        undone = opened.beneficiaries.separate(beneficiary, sign_now(by, why))
    decisions = ", ".join(_("decision {number}").format(number=each) for each in undone)
    print(
        _("{beneficiary} stands for itself: withdrawn {decisions}.").format(
            beneficiary=beneficiary, decisions=decisions
        )
    )


@beneficiaries.command()
def withdraw(
    decision: Annotated[
        int, typer.Argument(help="Number of the decision, as printed by `recueil beneficiaries history`.")
    ],
    why: Why = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Undo a decision, as if it had never been made; the history keeps it."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        opened.beneficiaries.withdraw(decision, sign_now(by, why))
    print(_("Decision {decision} is withdrawn.").format(decision=decision))


@beneficiaries.command()
def history(
    beneficiary: Annotated[
        str | None, typer.Argument(metavar="[BENEFICIARY]", help="Only decisions about this beneficiary.")
    ] = None,
    limit: Limit = 50,
    before: Annotated[int | None, typer.Option(min=1, help="Only decisions before this one.")] = None,
    store: StoreOption = None,
) -> None:
    """List decisions: who made them, when and why, and which were withdrawn."""
    with open_for_reading(store, "beneficiaries history", unmasked=False) as opened:
        found, more = opened.beneficiaries.history(beneficiary, limit, before)
    columns = ("decision", "kind", "beneficiary", "other", "by", "when", "why", "withdrawn")
    print_rows(columns, map(_decision_row, found))
    ending = _("; go on with `--before {following}`").format(following=more) if more else ""
    print(
        ngettext("{number} decision shown{more}.", "{number} decisions shown{more}.", len(found)).format(
            more=ending
        )
    )


def _decision_row(one: Decision) -> tuple[object, ...]:
    withdrawn = one.withdrawn and f"{one.withdrawn.by}, {one.withdrawn.when.date()}: {one.withdrawn.why}"
    said = one.said.by, one.said.when.date(), one.said.why
    return one.id, one.kind, one.beneficiary, one.target, *said, withdrawn


reference = typer.Typer(help="Load public registers of organisations from local files.", no_args_is_help=True)
app.add_typer(reference, name="reference")


@reference.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(help="StockUniteLegale, StockEtablissement or rna_waldec: CSV, or a zip of it."),
    ],
    store: StoreOption = None,
) -> None:
    """Keep of a register what may be beneficiaries of the store, and propose it; a person decides."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened, Progress(transient=True) as shown:
        task = shown.add_task(_("rows read"), total=None)
        found = opened.beneficiaries.load_register(
            file, datetime.now(UTC), lambda rows: shown.update(task, completed=rows)
        )
    print(
        _("{kind}: {rows} rows read, {kept} kept, {proposals} proposals of this register.").format(
            kind=found.kind,
            rows=format_number(found.rows),
            kept=format_number(found.kept),
            proposals=format_number(found.proposals),
        )
    )
