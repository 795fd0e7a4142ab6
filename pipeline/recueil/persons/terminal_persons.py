"""`recueil persons`: list and show persons, merge and split them, and list these decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from recueil.cli.format import new_table, out, pluralize, safe_text
from recueil.harmless import join_lines

if TYPE_CHECKING:
    from recueil.corrections import Attribution
    from recueil.persons.listing import PersonSummary
    from recueil.persons.person_decisions import Decision
    from recueil.persons.person_pages import PersonProfile, Proxy
    from recueil.persons.person_records import ActRecord
    from recueil.persons.store import People


def print_persons(found: Sequence[PersonSummary], following: str | None) -> None:
    """Print one line per person, and where the next page begins."""
    _print_rows(("person", "name", "acts", "from", "to", "bodies"), map(_summary_row, found))
    more = f"; go on with `--after {following}`" if following else ""
    out.print(safe_text(f"{pluralize(len(found), 'person')} shown{more}."), soft_wrap=True)


def _summary_row(one: PersonSummary) -> tuple[object, ...]:
    acts = f"{one.acts}+" if one.has_more else one.acts
    return one.id, one.name, acts, one.first, one.last, "; ".join(one.bodies)


def print_person(store: People, who: str, limit: int) -> None:
    """Print everything known about a person, at most ``limit`` rows of each kind."""
    found = store.person(who)
    out.print(safe_text(found.name, "bold"), safe_text(f"{found.id}, {pluralize(found.acts, 'act')}"))
    _print_names(found)
    _print_mandates(found)
    proxies = store.proxies(found.id, limit)
    _print_proxies("gave proxies to", proxies.given)
    _print_proxies("held proxies of", proxies.held)
    sittings = store.sittings(found.id, limit).rows
    _print_rows(
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


def _print_names(found: PersonProfile) -> None:
    if len(found.names) > 1:
        _print_rows(("merged", "name"), ((one.id, one.name) for one in found.names))


def _print_mandates(found: PersonProfile) -> None:
    rows = ((one.label, one.acts, one.first, one.last, _format_counts(one.days)) for one in found.mandates)
    _print_rows(("body", "acts", "from", "to", "days as"), rows)


def _format_counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{status} {number}" for status, number in counts.items())


def _print_proxies(title: str, found: Sequence[Proxy]) -> None:
    rows = ((one.other.name if one.other else None, one.days, one.acts, one.first, one.last) for one in found)
    _print_rows((title, "days", "acts", "from", "to"), rows)


def _print_records(title: str, found: Sequence[ActRecord]) -> None:
    rows = ((one.date, ", ".join(one.statuses), one.uid, one.title) for one in found)
    _print_rows((title, "as", "act", "title"), rows)


def print_decisions(found: Sequence[Decision], following: int | None) -> None:
    """Print one line per decision, latest first."""
    columns = ("decision", "kind", "person", "of", "by", "when", "why", "withdrawn")
    _print_rows(columns, map(_decision_row, found))
    more = f"; go on with `--before {following}`" if following else ""
    out.print(f"{pluralize(len(found), 'decision')} shown{more}.")


def _decision_row(one: Decision) -> tuple[object, ...]:
    withdrawn = f"{_format_signature(one.withdrawn)}: {one.withdrawn.why}" if one.withdrawn else None
    when = one.said.when.date().isoformat()
    return one.id, one.kind, one.person, one.target, one.said.by, when, one.said.why, withdrawn


def _format_signature(said: Attribution) -> str:
    return f"{said.by}, {said.when.date().isoformat()}"


def _print_rows(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Print a table, unless it is empty."""
    table = new_table(*columns)
    for row in rows:
        table.add_row(*(safe_text("" if cell is None else join_lines(str(cell))) for cell in row))
    if table.row_count:
        out.print(table)
