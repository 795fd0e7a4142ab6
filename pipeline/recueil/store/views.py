"""The public SQL views of the store, under stable names.

One definition serves SQLite, PostgreSQL and the exports. ``docs/exports.md`` describes the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Label,
    Select,
    Text,
    case,
    exists,
    false,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.compiler import DDLCompiler

from recueil.cross_checks.schema import cross_finding_places, cross_findings
from recueil.store.engine.column_types import Millionths
from recueil.store.index.person_status import NAME_ONLY
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import (
    persons,
    search_acts,
    search_awards,
    search_findings,
    search_persons,
    search_votes,
)
from recueil.store.schema import acts, documents, entities, ledger, pages, sources
from recueil.values import (
    Amount,
    BudgetLine,
    Date,
    Organisation,
    Percentage,
    Period,
    Person,
    Place,
    Reference,
)

# Six decimals make the division exact in PostgreSQL, and keep it from being an integer division in SQLite.
_MILLION: ColumnElement[Any] = literal_column("1000000.000000")


@dataclass(frozen=True, slots=True)
class View:
    """A view. ``statement`` selects its rows with exact numbers; ``order`` sorts the rows of an act."""

    name: str
    statement: Select[Any]
    order: tuple[ColumnElement[Any], ...] = ()

    @property
    def columns(self) -> tuple[ColumnElement[Any], ...]:
        return tuple(self.statement.selected_columns)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.statement.selected_columns.keys())

    def of(self, docids: Sequence[int]) -> Select[Any]:
        """Select the rows of some acts, the latest act first."""
        return self.statement.where(acts.c.docid.in_(docids)).order_by(acts.c.docid.desc(), *self.order)

    def readable(self) -> Select[Any]:
        """Select with numbers for SQL users: NUMERIC in PostgreSQL, REAL in SQLite."""
        return self.statement.with_only_columns(*map(_readable, self.columns), maintain_column_froms=True)


class _CreateView(ExecutableDDLElement):
    def __init__(self, view: View) -> None:
        self.view = view


@compiles(_CreateView)
def _compile_create_view(element: _CreateView, compiler: DDLCompiler, **options: Any) -> str:
    body = compiler.sql_compiler.process(element.view.readable(), literal_binds=True)
    return f"CREATE VIEW v_{element.view.name} AS {body}"


class _DropView(ExecutableDDLElement):
    def __init__(self, view: View) -> None:
        self.view = view


@compiles(_DropView)
def _compile_drop_view(element: _DropView, compiler: DDLCompiler, **options: Any) -> str:
    return f"DROP VIEW IF EXISTS v_{element.view.name}"


def create_views(connection: Connection) -> None:
    """Create the views, which must not exist."""
    for view in VIEWS:
        connection.execute(_CreateView(view))


def drop_views(connection: Connection) -> None:
    """Drop the views that exist."""
    for view in VIEWS:
        connection.execute(_DropView(view))


def _readable(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if not isinstance(column.type, Millionths):
        return column
    exact = column.element if isinstance(column, Label) else column
    return (type_coerce(exact, BigInteger) / _MILLION).label(column.key)


def _exact_number(column: ColumnElement[Any], name: str) -> list[ColumnElement[Any]]:
    """Select a number both as a decimal and as the stored count of millionths."""
    return [column.label(name), type_coerce(column, BigInteger).label(f"{name}_millionths")]


def _act_columns() -> list[ColumnElement[Any]]:
    """Return the first columns of every view of acts, which identify the act."""
    return [
        acts.c.uid.label("act"),
        select(func.min(sources.c.uri))
        .where(sources.c.document_id == acts.c.document_id)
        .scalar_subquery()
        .label("source"),
        documents.c.handle.label("document"),
        acts.c.body,
        acts.c.date.label("act_date"),
        acts.c.date_from.label("act_day"),
        acts.c.kind.label("act_kind"),
        acts.c.number.label("act_number"),
        acts.c.title.label("act_title"),
    ]


def _page_of(start: ColumnElement[int]) -> ColumnElement[Any]:
    """Select the page of a character of the document."""
    before = (pages.c.document_id == acts.c.document_id) & (pages.c.start <= start)
    return select(func.max(pages.c.number)).where(before).scalar_subquery().label("page")


def _text_range(start: ColumnElement[int], end: ColumnElement[int]) -> ColumnElement[Any]:
    return func.substr(documents.c.text, start + 1, end - start, type_=Text()).label("text")


def _fact(*path: str) -> ColumnElement[str]:
    """Select a value from the facts of an act by its path."""
    found: Any = acts.c.facts
    for name in path:
        found = found[name]
    return found.as_string().label(path[-1])  # type: ignore[no-any-return]


def _siren() -> ColumnElement[str]:
    """Select the SIREN of the body of an act; where it is unknown, not ambiguous, the one that the act prints."""
    printed = case((acts.c.body_candidates.is_(None), acts.c.facts["identity"]["siren"].as_string()))
    return func.coalesce(acts.c.siren, printed).label("siren")


def _head_count(name: str) -> ColumnElement[int]:
    """Select a head count from the attendance in the facts of an act."""
    counts: Any = acts.c.facts["attendance"]["counts"][name]
    return counts.as_integer().label(f"members_{name}")  # type: ignore[no-any-return]


def _members_read() -> ColumnElement[Any]:
    """Select how many members present were read by name; null where none was."""
    present = (search_persons.c.docid == acts.c.docid) & (search_persons.c.status == "present")
    read = select(func.nullif(func.count(), 0, type_=Integer())).select_from(search_persons).where(present)
    return read.scalar_subquery().label("members_read")


def _acts() -> View:
    names = (
        "ctes",
        "siren",
        "department",
        "subject",
        "document_date",
        "convocation",
        "signed",
        "transmitted",
        "received",
        "published",
    )
    counts = ("in_office", "present", "proxies", "absent", "voting")
    statement = (
        select(
            *_act_columns(),
            acts.c.date_to.label("act_last_day"),
            func.coalesce(acts.c.facts["identity"]["title_made"].as_boolean(), false()).label("title_made"),
            _fact("statements").label("stated"),
            *(_fact("identity", name) if name != "siren" else _siren() for name in names),
            *map(_head_count, counts),
            _members_read(),
            *_exact_number(search_acts.c.largest, "largest_amount"),
            acts.c.errors,
            _page_of(acts.c.start),
            acts.c.start,
            acts.c.end,
            acts.c.pipeline_version,
        )
        .join_from(acts, documents)
        .join(search_acts, search_acts.c.docid == acts.c.docid, isouter=True)
    )
    return View("acts", statement)


def _entities(name: str, kind: str, *columns: ColumnElement[Any]) -> View:
    """Build the view of the entities of one kind: the act, the value, its position and the rule that read
    it.
    """
    found = entities.c
    place = (found.page, found.start, found.end, found.text, found.rule, found.part, found.confidence)
    sure = (found.certainty, found.doubtful)
    corrected = found.correction_id.label("correction")
    statement = (
        select(*_act_columns(), *columns, *place, *sure, corrected, found.pipeline_version)
        .join_from(entities, acts, found.docid == acts.c.docid)
        .join(documents)
        .where(found.kind == kind)
    )
    return View(name, statement, (found.n,))


def _days() -> tuple[ColumnElement[Any], ...]:
    return entities.c.date_from.label("first_day"), entities.c.date_to.label("last_day")


def _persons() -> View:
    found = entities.c
    person = case((found.given.is_(None), found.family), else_=found.family + ", " + found.given)
    value = (person.label("person"), found.given, found.family, found.civility, found.key.label("person_key"))
    return _entities("persons", Person.kind, *value, _person_id(person).label("person_id"), entities.c.standing)


def _person_id(name: ColumnElement[str]) -> ColumnElement[str]:
    """Select the id of the person with a name in the act, among the homonyms of its body."""
    body = select(search_acts.c.body).where(search_acts.c.docid == acts.c.docid).correlate(acts).scalar_subquery()
    who = (persons.c.name == name) & (persons.c.body == func.coalesce(body, ""))
    in_act = exists().where(
        search_persons.c.person_id == persons.c.person_id,
        search_persons.c.docid == acts.c.docid,
        search_persons.c.status.in_(NAME_ONLY),
    )
    whose = select(persons.c.head).where(who, in_act.correlate(persons, acts))
    return whose.correlate(acts, entities).scalar_subquery()


def _attendance() -> View:
    """Build the view of persons' roles: present, absent, president, giver of a proxy and to whom."""
    named, holder, place = search_persons.c, persons.alias("holders"), entities.c
    statement = (
        select(
            *_act_columns(),
            persons.c.name.label("person"),
            persons.c.head.label("person_id"),
            named.status,
            holder.c.name.label("holder"),
            holder.c.head.label("holder_id"),
            *(place.page, place.start, place.end, place.text, place.rule, place.part, place.confidence),
            *(named.certainty, named.doubtful),
            place.correction_id.label("correction"),
            acts.c.pipeline_version,
        )
        .join_from(search_persons, acts, named.docid == acts.c.docid)
        .join(documents, documents.c.document_id == acts.c.document_id)
        .join(persons, persons.c.person_id == named.person_id)
        .join(holder, holder.c.person_id == named.other, isouter=True)
        .join(entities, (place.docid == named.docid) & (place.n == named.n), isouter=True)
        .where(named.status.not_in(NAME_ONLY))
    )
    return View("attendance", statement, (named.n, persons.c.name, named.status))


def _votes() -> View:
    vote = search_votes.c
    statement = (
        select(
            *_act_columns(),
            vote.n.label("vote"),
            *(vote.outcome, vote.unanimous, vote.votes_for, vote.against, vote.abstentions, vote.not_voting),
            *(_page_of(vote.start), vote.start, vote.end, _text_range(vote.start, vote.end)),
            acts.c.pipeline_version,
        )
        .join_from(search_votes, acts, vote.docid == acts.c.docid)
        .join(documents)
    )
    return View("votes", statement, (vote.n,))


def _awards() -> View:
    award = search_awards.c
    statement = (
        select(
            *_act_columns(),
            award.n.label("award"),
            *(award.what, award.beneficiary, award.recipient),
            *_exact_number(award.amount, "amount"),
            *(award.currency, award.purpose, award.level, award.code, award.siret, award.rna),
            *(award.recalls, is_repeat().label("repeated")),
            *(_page_of(award.start), award.start, award.end, _text_range(award.start, award.end), award.doubtful),
            acts.c.pipeline_version,
        )
        .join_from(search_awards, acts, award.docid == acts.c.docid)
        .join(documents)
    )
    return View("awards", statement, (award.n,))


def _findings() -> View:
    finding = search_findings.c
    statement = (
        select(
            *_act_columns(),
            *(
                finding.rule.label("check_id"),
                finding.severity,
                finding.message,
                finding.basis,
                finding.expected,
                finding.found,
            ),
            acts.c.pipeline_version,
        )
        .join_from(search_findings, acts, finding.docid == acts.c.docid)
        .join(documents)
    )
    return View("findings", statement, (finding.n,))


def _cross_findings() -> View:
    """Build the view of findings across acts: a row for each place, its words in those of the act it is of.

    Names in these words are masked as that act masks them, which another act does not.
    """
    finding, place, own = cross_findings.c, cross_finding_places.c, acts.alias("finding_acts")
    is_own = place.docid == finding.docid
    words = (
        case((is_own, column)).label(column.name) for column in (finding.message, finding.expected, finding.found)
    )
    statement = (
        select(
            *_act_columns(),
            *(finding.finding_id, own.c.uid.label("finding_act"), finding.rule.label("check_id")),
            *(finding.severity, *words, finding.basis, finding.made),
            *(_page_of(place.start), place.start, place.end, _text_range(place.start, place.end)),
            acts.c.pipeline_version,
        )
        .join_from(cross_finding_places, acts, place.docid == acts.c.docid)
        .join(documents, documents.c.document_id == acts.c.document_id)
        .join(cross_findings, finding.finding_id == place.finding_id)
        .join(own, own.c.docid == finding.docid)
    )
    return View("cross_findings", statement, (finding.finding_id, place.n))


def _sources() -> View:
    source, document = sources.c, documents.c
    statement = select(
        *(
            source.uri.label("source"),
            source.body,
            document.handle.label("document"),
            document.media,
            document.size,
        ),
        *(source.first_seen, source.last_seen),
    ).join_from(sources, documents, isouter=True)
    return View("sources", statement)


def _ledger() -> View:
    work = ledger.c
    of_work = documents.c.sha256 == work.sha256
    document = select(documents.c.handle).where(of_work).scalar_subquery().label("document")
    statement = select(
        *(sources.c.uri.label("source"), sources.c.body, document, work.state, work.reason, work.message),
        *(work.attempts, work.started, work.finished, work.next_attempt, work.pipeline_version),
    ).join_from(ledger, sources)
    return View("ledger", statement)


_found = entities.c
ACT_VIEWS: tuple[View, ...] = (
    _acts(),
    _entities("dates", Date.kind, _found.edtf.label("date"), *_days(), _found.role, _found.issue),
    _entities("periods", Period.kind, _found.edtf.label("period"), *_days()),
    _entities(
        "amounts",
        Amount.kind,
        *_exact_number(_found.amount, "amount"),
        *(_found.currency, _found.tax, _found.per, _found.role, _found.issue),
    ),
    _entities("percentages", Percentage.kind, *_exact_number(_found.percent, "percent"), _found.role),
    _entities(
        "budget",
        BudgetLine.kind,
        *(_found.level, _found.code, _found.nomenclature),
        *(_found.label.label("label"), _found.section, _found.budget),
    ),
    _persons(),
    _entities(
        "references",
        Reference.kind,
        *(_found.type, _found.number, _found.edtf.label("date"), *_days(), _found.article),
    ),
    _entities(
        "organisations",
        Organisation.kind,
        *(_found.name.label("organisation"), _found.key.label("organisation_key")),
    ),
    _entities(
        "places",
        Place.kind,
        *(_found.name.label("place"), _found.code.label("insee_code"), _found.key.label("place_key")),
    ),
    _attendance(),
    _votes(),
    _awards(),
    _findings(),
    _cross_findings(),
)
"""The views whose rows belong to acts: these are exported."""

VIEWS: tuple[View, ...] = (*ACT_VIEWS, _sources(), _ledger())
