"""`recueil persons`: list and show persons, merge and split them, and list these decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.arguments import StoreOption, UnmaskedOption, app, open_for_reading, resolve_address, sign_now
from recueil.cli.terminal import out, print_rows, safe_text
from recueil.translation import gettext as _
from recueil.translation import ngettext

if TYPE_CHECKING:
    from recueil.persons.decisions import Decision
    from recueil.persons.lookup import PersonSummary
    from recueil.persons.store import ActRecord, People, Proxy


def print_persons(found: Sequence[PersonSummary], following: str | None) -> None:
    """Print one line per person, and where the next page begins."""
    print_rows(("person", "name", "acts", "from", "to", "bodies"), map(_summary_row, found))
    more = _("; go on with `--after {following}`").format(following=following) if following else ""
    out.print(
        safe_text(
            ngettext("{number} person shown{more}.", "{number} persons shown{more}.", len(found)).format(more=more)
        ),
        soft_wrap=True,
    )


def _summary_row(one: PersonSummary) -> tuple[object, ...]:
    acts = f"{one.acts}+" if one.has_more else one.acts
    return one.id, one.name, acts, one.first, one.last, "; ".join(one.bodies)


def print_person(store: People, person: str, limit: int) -> None:
    """Print everything known about a person, at most ``limit`` rows of each kind."""
    found = store.person(person)
    out.print(
        safe_text(found.name, "bold"),
        safe_text(f"{found.id}, {ngettext('{number} act', '{number} acts', found.acts)}"),
    )
    if len(found.names) > 1:
        print_rows(("merged", "name"), ((one.id, one.name) for one in found.names))
    mandates = ((one.label, one.acts, one.first, one.last, _format_counts(one.days)) for one in found.mandates)
    print_rows(("body", "acts", "from", "to", "days as"), mandates)
    proxies = store.proxies(found.id, limit)
    _print_proxies("gave proxies to", proxies.given)
    _print_proxies("held proxies of", proxies.held)
    sittings = store.sittings(found.id, limit).rows
    print_rows(
        ("séance", "body", "acts", "as", "through"),
        (
            (
                one.date,
                one.label,
                one.acts,
                _format_counts(one.statuses),
                ", ".join(each.name for each in one.holders),
            )
            for one in sittings
        ),
    )
    _print_records("voted", store.ballots(found.id, limit).rows)
    _print_records("acts", store.acts(found.id, limit).rows)


def _format_counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{status} {number}" for status, number in counts.items())


def _print_proxies(title: str, found: Sequence[Proxy]) -> None:
    rows = ((one.other.name if one.other else None, one.days, one.acts, one.first, one.last) for one in found)
    print_rows((title, "days", "acts", "from", "to"), rows)


def _print_records(title: str, found: Sequence[ActRecord]) -> None:
    rows = ((one.date, ", ".join(one.statuses), one.uid, one.title) for one in found)
    print_rows((title, "as", "act", "title"), rows)


def print_decisions(found: Sequence[Decision], following: int | None) -> None:
    """Print one line per decision, latest first."""
    columns = ("decision", "kind", "person", "of", "by", "when", "why", "withdrawn")
    print_rows(columns, map(_decision_row, found))
    more = _("; go on with `--before {following}`").format(following=following) if following else ""
    out.print(
        ngettext("{number} decision shown{more}.", "{number} decisions shown{more}.", len(found)).format(more=more)
    )


def _decision_row(one: Decision) -> tuple[object, ...]:
    withdrawn = (
        f"{one.withdrawn.by}, {one.withdrawn.when.date().isoformat()}: {one.withdrawn.why}"
        if one.withdrawn
        else None
    )
    when = one.said.when.date().isoformat()
    return one.id, one.kind, one.person, one.target, one.said.by, when, one.said.why, withdrawn


persons = typer.Typer(help="List the persons named in acts; merge and split them.", no_args_is_help=True)
app.add_typer(persons, name="persons")

Who = Annotated[str, typer.Argument(metavar="PERSON", help="The person, as printed by `recueil persons list`.")]
By = Annotated[str | None, typer.Option("--by", help="Author of the decision (default: the system user).")]
Why = Annotated[str, typer.Option("--why", help="Reason.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Maximum number of rows.")]


@persons.command("list")
def listing(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Words of the name; * matches any ending.")
    ] = None,
    body: Annotated[str | None, typer.Option(help="Only persons named in the acts of this public body.")] = None,
    limit: Limit = 50,
    after: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Continue after this person, the last of a page.")
    ] = None,
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """List persons, with the number of their acts and the bodies that name them."""

    with open_for_reading(store, "persons list", unmasked=unmasked) as opened:
        print_persons(*opened.people.find(name, body, limit, after))


@persons.command()
def show(person: Who, limit: Limit = 20, unmasked: UnmaskedOption = False, store: StoreOption = None) -> None:
    """Print what acts say of a person: mandates, séances, proxies, votes and the latest acts."""

    with open_for_reading(store, "persons show", unmasked=unmasked) as opened:
        print_person(opened.people, person, limit)


@persons.command()
def merge(
    person: Who,
    target: Annotated[str, typer.Argument(metavar="INTO", help="The person to merge into, whose name is kept.")],
    why: Why = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Merge a person into another, for acts ingested later too."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        number = opened.people.merge(person, target, sign_now(by, why))
        print(
            _("Decision {number}: {person} is {target}.").format(
                number=number, person=person, target=opened.people.person(target).id
            )
        )


@persons.command()
def split(
    person: Who,
    act: Annotated[list[str] | None, typer.Option(help="An act in which this name means somebody else.")] = None,
    why: Why = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Take a name out of its group; or record which acts mean somebody else by it."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        if act:
            number, other = opened.people.split(person, act, sign_now(by, why))
            print(_("Decision {number}: these acts name {other}.").format(number=number, other=other))
        else:
            undone = opened.people.unmerge(person, sign_now(by, why))
            decisions = ", ".join(_("decision {number}").format(number=each) for each in undone)
            print(
                _("{person} stands for itself: withdrawn {decisions}.").format(person=person, decisions=decisions)
            )


@persons.command()
def withdraw(
    decision: Annotated[
        int, typer.Argument(help="Number of the decision, as printed by `recueil persons history`.")
    ],
    why: Why = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Undo a decision, as if it had never been made; the history keeps it."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        opened.people.withdraw(decision, sign_now(by, why))
    print(_("Decision {decision} is withdrawn.").format(decision=decision))


@persons.command()
def history(
    person: Annotated[
        str | None, typer.Argument(metavar="[PERSON]", help="Only decisions about this person.")
    ] = None,
    limit: Limit = 50,
    before: Annotated[int | None, typer.Option(min=1, help="Only decisions before this one.")] = None,
    store: StoreOption = None,
) -> None:
    """List decisions: who made them, when and why, and which were withdrawn."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        print_decisions(*opened.people.history(person, limit, before))
