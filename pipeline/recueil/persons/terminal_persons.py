"""`recueil persons`: list and show persons, merge and split them, and list these decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from recueil.cli.format import counted, out, plain, table_of
from recueil.harmless import one_line

if TYPE_CHECKING:
    from recueil.corrections import Signed
    from recueil.persons.listing import Listed
    from recueil.persons.person_decisions import Decision
    from recueil.persons.person_pages import Person, Proxy
    from recueil.persons.person_records import Record
    from recueil.persons.store import People


def people(found: Sequence[Listed], following: str | None) -> None:
    """Print one line per person, and where the next page begins."""
    _rows(("person", "name", "acts", "from", "to", "bodies"), map(_listed, found))
    more = f"; go on with `--after {following}`" if following else ""
    out.print(plain(f"{counted(len(found), 'person')} shown{more}."), soft_wrap=True)


def _listed(one: Listed) -> tuple[object, ...]:
    acts = f"{one.acts}+" if one.has_more else one.acts
    return one.id, one.name, acts, one.first, one.last, "; ".join(one.bodies)


def person(store: People, who: str, limit: int) -> None:
    """Print everything known about a person, at most ``limit`` rows of each kind."""
    found = store.person(who)
    out.print(plain(found.name, "bold"), plain(f"{found.id}, {counted(found.acts, 'act')}"))
    _names(found)
    _mandates(found)
    proxies = store.proxies(found.id, limit)
    _proxies("gave proxies to", proxies.given)
    _proxies("held proxies of", proxies.held)
    sittings = store.sittings(found.id, limit).rows
    _rows(
        ("séance", "body", "acts", "as", "through"),
        (
            (one.date, one.label, one.acts, _told(one.statuses), ", ".join(each.name for each in one.holders))
            for one in sittings
        ),
    )
    _records("voted", store.ballots(found.id, limit).rows)
    _records("acts", store.acts(found.id, limit).rows)


def _names(found: Person) -> None:
    if len(found.names) > 1:
        _rows(("merged", "name"), ((one.id, one.name) for one in found.names))


def _mandates(found: Person) -> None:
    rows = ((one.label, one.acts, one.first, one.last, _told(one.days)) for one in found.mandates)
    _rows(("body", "acts", "from", "to", "days as"), rows)


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{status} {number}" for status, number in counts.items())


def _proxies(title: str, found: Sequence[Proxy]) -> None:
    rows = ((one.other.name if one.other else None, one.days, one.acts, one.first, one.last) for one in found)
    _rows((title, "days", "acts", "from", "to"), rows)


def _records(title: str, found: Sequence[Record]) -> None:
    rows = ((one.date, ", ".join(one.statuses), one.uid, one.title) for one in found)
    _rows((title, "as", "act", "title"), rows)


def decisions(found: Sequence[Decision], following: int | None) -> None:
    """Print one line per decision, latest first."""
    columns = ("decision", "kind", "person", "of", "by", "when", "why", "withdrawn")
    _rows(columns, map(_decision, found))
    more = f"; go on with `--before {following}`" if following else ""
    out.print(f"{counted(len(found), 'decision')} shown{more}.")


def _decision(one: Decision) -> tuple[object, ...]:
    withdrawn = f"{_by(one.withdrawn)}: {one.withdrawn.why}" if one.withdrawn else None
    when = one.said.when.date().isoformat()
    return one.id, one.kind, one.person, one.target, one.said.by, when, one.said.why, withdrawn


def _by(said: Signed) -> str:
    return f"{said.by}, {said.when.date().isoformat()}"


def _rows(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Print a table, unless it is empty."""
    table = table_of(*columns)
    for row in rows:
        table.add_row(*(plain("" if cell is None else one_line(str(cell))) for cell in row))
    if table.row_count:
        out.print(table)
