"""Predicates of query fields and nodes on one act: table predicates, docid ranges and full-text tokens.

A field compiles to conditions that must all hold, a whole node to one SQL condition. This builds
expressions and runs nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union_all,
)

from recueil.cross_checks.schema import RULES as CROSS_RULES
from recueil.cross_checks.schema import found_across
from recueil.query import (
    And,
    Anything,
    Criterion,
    Exactly,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Range,
    Span,
    Words,
    leaves,
)
from recueil.query.vocabulary import OUTSIDE_ROLL
from recueil.store.acts import handles
from recueil.store.engine.column_types import starts_with
from recueil.store.engine.protocol import AllOf, AnyOf, Dialect, Expression, Phrase, ReadWords, TokenTerm
from recueil.store.index import terms
from recueil.store.index.amount_bands import NEAR, bands_of_range, near_axis
from recueil.store.index.person_status import LISTED, NAME_ONLY, NAMED, PRIVATE
from recueil.store.index.schema import (
    person_words,
    persons,
    search_acts,
    search_amounts,
    search_awards,
    search_certainties,
    search_dates,
    search_findings,
    search_percentages,
    search_persons,
    search_terms,
    search_votes,
)
from recueil.store.index.terms import (
    MASKED_PREFIX,
    MAX_NAME_LENGTH,
    index_token,
    masked_key,
    name_key,
    normalise_term,
)
from recueil.store.schema import bodies, entities
from recueil.text import fold_words, index_key, index_keys, pad_with_spaces, words_with_wildcards
from recueil.values import Date, Organisation, Period, Person, Place
from recueil.values.body import EPCI_KINDS, body_key

AXES = {
    "chapitre": terms.CHAPTER,
    "article": terms.ACCOUNT,
    "fonction": terms.FUNCTION,
    "operation": terms.OPERATION,
    "reference": terms.REFERENCE,
    "nature": terms.NATURE,
    "numero": terms.NUMBER,
    "matiere": terms.SUBJECT,
    "vote": terms.VOTE,
    "est": terms.STATUS,
    "partiel": terms.PARTIAL,
}
"""The fields whose value is one term, with its axis."""
_MASKABLE_FIELDS = ("numero", "reference")
"""Those whose value may be words that are masked."""
_ENTITY_FIELDS = ("chapitre", "article", "fonction", "operation", "reference")
NAME_AXES: dict[str, tuple[type[Organisation] | type[Place], str, str]] = {
    "organisation": (Organisation, terms.ORGANISATION, terms.WHOLE_ORGANISATION),
    "lieu": (Place, terms.PLACE, terms.WHOLE_PLACE),
}
"""The fields whose value is a name, with the axes of its words and of its key."""
_DATE_KINDS = {"date": Date.kind, "periode": Period.kind}
_NUMBER_COLUMNS = {
    "montant": (search_amounts, search_amounts.c.value, True),
    "pourcentage": (search_percentages, search_percentages.c.value, True),
    "confiance": (search_certainties, search_certainties.c.value, True),
    "attribue": (search_awards, search_awards.c.amount, False),
    "pour": (search_votes, search_votes.c.votes_for, False),
    "contre": (search_votes, search_votes.c.against, False),
    "abstention": (search_votes, search_votes.c.abstentions, False),
}

# An alias of the act's own row, for a statement that already selects from ``search_acts``.
_act_dates = search_acts.alias("dated")
_act_bodies = search_acts.alias("issued")


Term = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class FieldPredicate:
    """The predicate that an act has a row of ``table`` for which ``where`` holds.

    ``has_entity``: a row identifies its entity (``n``). ``prefer_list``: enumerating the acts (an IN
    list) is faster than testing each act, by a factor of a thousand for hundreds of persons. ``implied``
    follows from ``where``: indexes find such rows, where they are not those of a few known acts.
    """

    table: FromClause
    where: ColumnElement[bool]
    has_entity: bool = False
    prefer_list: bool = False
    implied: ColumnElement[bool] = field(default_factory=true)

    @property
    def indexed(self) -> ColumnElement[bool]:
        """Return the predicate with what is implied."""
        return and_(self.implied, self.where)


@dataclass(frozen=True, slots=True)
class Condition:
    """A conjunction: the act has such ``rows``, and its docid is in the range ``docids``.

    ``expression`` is the full-text equivalent of ``rows``, or the only condition if there are no rows.
    ``term`` is the axis and value shared by all rows, of which each act has exactly one that is
    ``first``.
    """

    rows: FieldPredicate | None = None
    docids: tuple[int, int] | None = None
    expression: Expression | None = None
    term: Term | None = None

    @property
    def needs_full_text(self) -> bool:
        return self.rows is None and self.docids is None


@lru_cache(maxsize=512)
def compile_field(term: Filter) -> tuple[Condition, ...]:
    """Compile a field to conditions, which must all hold."""
    if term.field in AXES:
        return (_compile_term_field(term),)
    return tuple(_COMPILERS[term.field](term))


def entity_predicate(term: Filter, among: Sequence[BindParameter[int]] | None = None) -> FieldPredicate | None:
    """Return the predicate whose rows identify the entities that satisfy a field, in any act or in some
    acts.

    None if the field has no entities.
    """
    if term.field == "est":
        rows: FieldPredicate | None = _status_predicate(term.value)
    else:
        predicates = (condition.rows for condition in compile_field(term))
        rows = next((found for found in predicates if found is not None and found.has_entity), None)
    if rows is None or among is None:
        return rows
    by_name = rows.table is search_persons and rows.prefer_list
    where = _is_person_of_act(term) if by_name else rows.where
    return replace(rows, where=and_(rows.table.c.docid.in_(among), where))


def decision_predicate(term: Filter) -> FieldPredicate | None:
    """Return the predicate whose rows are the awards or the votes that satisfy a field; None of other fields."""
    if term.field == "vote":
        outcomes = {
            "unanimous": search_votes.c.unanimous.is_(True),
            "majority": search_votes.c.unanimous.is_(False),
        }
        is_so = outcomes.get(str(term.value), search_votes.c.outcome == str(term.value))
        return FieldPredicate(search_votes, true() if isinstance(term.value, Anything) else is_so)
    rows = [condition.rows for condition in compile_field(term) if condition.rows is not None]
    if term.field == "beneficiaire" and term.recipient and all(found.table is search_terms for found in rows):
        return FieldPredicate(search_awards, _is_recipient(term.recipient))
    return next((found for found in rows if found.table in (search_awards, search_votes)), None)


def select_mentions(term: Filter) -> Select[Any]:
    """Select the word positions of entities that satisfy a field, as ``docid``, ``at`` and ``until``."""
    places = select(entities.c.docid, entities.c.at, entities.c.until)
    if term.field == "personne":
        whole = entities.c.family + func.coalesce(", " + entities.c.given, "")
        is_so = (persons.c.name == whole) & (entities.c.kind == Person.kind)
        is_named = search_persons.c.status == (PRIVATE if term.role == PRIVATE else NAMED)
        who = search_persons.c.person_id.in_(select_person_ids(term.value)) & is_named
        if term.role == OUTSIDE_ROLL:
            places = places.where(entities.c.part.in_(_BODY_PARTS))
        places = places.join(search_persons, search_persons.c.docid == entities.c.docid)
        return places.join(persons, persons.c.person_id == search_persons.c.person_id).where(is_so, who)
    rows = entity_predicate(term)
    assert rows is not None, f"{term.field} is no field of entities"  # noqa: S101 (the parser sees to it)
    if term.field in NAME_AXES:
        # The index has the first mention of a name in each part of the act.
        first = entities.alias("first")
        alike = (entities.c[name] == first.c[name] for name in ("docid", "kind", "key"))
        places = places.join(first, and_(*alike, entities.c.part.is_not_distinct_from(first.c.part)))
        is_first = (first.c.docid == rows.table.c.docid) & (first.c.n == rows.table.c.n)
        return places.join(rows.table, is_first).where(rows.where)
    same = (entities.c.docid == rows.table.c.docid) & (entities.c.n == rows.table.c.n)
    return places.join(rows.table, same).where(rows.indexed)


_found_across = found_across.subquery("found_across")
_found_at_all = union_all(
    select(search_findings.c.docid, search_findings.c.rule, search_findings.c.severity), found_across
).subquery("found_at_all")


def _compile_check(term: Filter) -> list[Condition]:
    """Compile a check, a severity, or any: what rules found across acts is in no index of words."""
    match term.value:
        case "cross":
            return [Condition(FieldPredicate(_found_across, true()))]
        case "error" | "warning" as severity:
            return [_term_condition(terms.FINDING, severity)]
        case "information" as severity:
            return [Condition(FieldPredicate(_found_at_all, _found_at_all.c.severity == severity))]
        case str(rule) if rule in CROSS_RULES:
            return [Condition(FieldPredicate(_found_across, _found_across.c.rule == rule))]
        case str(rule):
            return [_term_condition(terms.FINDING, rule)]
    return [Condition(FieldPredicate(_found_at_all, true()))]


def _replace_law_name(value: str) -> str:
    """Return the number of the law that a value names; any other value as it is."""
    from recueil.entities.references.named_laws import load_laws
    from recueil.installed_pipeline import pipeline_package

    law = load_laws(pipeline_package()).find_by_name(value)
    return f"loi {law.number}" if law else value


def _compile_term_field(term: Filter) -> Condition:
    """Compile a field whose value is one term."""
    field, value = term.field, None if isinstance(term.value, Anything) else str(term.value)
    if field == "reference" and value:
        value = _replace_law_name(value)
    has_entity = field in _ENTITY_FIELDS
    if term.unmasked and field in _MASKABLE_FIELDS:
        found = _unmasked_term_condition(AXES[field], value, has_entity=has_entity)
    else:
        found = _term_condition(AXES[field], value, has_entity=has_entity)
    if term.role is None or found.rows is None:
        return found
    return Condition(_with_role(found.rows, term.role))


def _compile_name(term: Filter) -> list[Condition]:
    """Compile the field of an organisation or a place: all the words are in one name, or it is the whole name.

    Words without * are those of the name's key, so that « St-Jouan » finds « Saint-Jouan ».
    """
    kind, of_words, of_key = NAME_AXES[term.field]
    match term.value:
        case Exactly(name):
            found = _name_condition(of_key, [(name_key(kind(name)), False)], unmasked=term.unmasked)
        case str(name) if "*" in name:
            words = [(word, cut) for word, cut in words_with_wildcards(name) if cut or index_key(word)]
            found = _name_condition(of_words, words or list(words_with_wildcards(name)), unmasked=term.unmasked)
        case str(name):
            words = [(word, False) for word in dict.fromkeys(kind(name).key.split())]
            found = _name_condition(of_words, words, unmasked=term.unmasked)
        case _:
            found = _name_condition(of_key, [], unmasked=term.unmasked)
    if term.role is None or found.rows is None:
        return [found]
    return [Condition(_with_role(found.rows, term.role))]


def _name_condition(axis: str, words: list[tuple[str, bool]], *, unmasked: bool) -> Condition:
    """Build the condition that one entity has all words on an axis, each with whether it is cut short."""
    words = [(word[:MAX_NAME_LENGTH], cut) for word, cut in words]
    if len(words) < 2 and not any(cut for _, cut in words):
        value = words[0][0] if words else None
        condition = _unmasked_term_condition if unmasked else _term_condition
        return condition(axis, value, has_entity=True)
    axes = (axis, masked_key(axis)) if unmasked else (axis,)
    driver, *others = sorted(words, key=lambda word: (word[1], -len(word[0])))
    where = [_has_word(search_terms, axes, *driver)]
    for word in others:
        other = search_terms.alias()
        same = (other.c.docid == search_terms.c.docid) & (other.c.n == search_terms.c.n)
        where.append(exists().where(same, _has_word(other, axes, *word)).correlate(search_terms))
    return Condition(FieldPredicate(search_terms, and_(*where), has_entity=True))


def _has_word(rows: FromClause, axes: Sequence[str], word: str, cut: bool) -> ColumnElement[bool]:
    """Build the condition that a row is a word, or a word that begins so, on one of the axes."""
    value = normalise_term(word)
    is_word = starts_with(rows.c.value, value) if cut else rows.c.value == value
    return and_(or_(*(rows.c.axis == axis for axis in axes)), is_word)


def _unmasked_term_condition(axis: str, value: str | None, *, has_entity: bool) -> Condition:
    """Build the condition for a value of an axis, or any value, including masked words."""
    where = search_terms.c.axis.in_((axis, masked_key(axis)))
    if value is None:
        return Condition(
            FieldPredicate(search_terms, where, has_entity) if has_entity else None,
            expression=token_for(axis, "", unmasked=True),
        )
    spelling = normalise_term(value)
    rows = FieldPredicate(search_terms, and_(where, search_terms.c.value == spelling), has_entity)
    return Condition(rows, expression=token_for(axis, spelling, unmasked=True))


def token_for(axis: str, value: str, *, unmasked: bool) -> Expression:
    """Build the token of a value, with ``unmasked`` also that of masked words."""
    plain = TokenTerm(index_token(axis, value))
    return AnyOf((plain, TokenTerm(index_token(masked_key(axis), value)))) if unmasked else plain


def _term_condition(axis: str, value: str | None, *, has_entity: bool = False) -> Condition:
    """Build the condition for a value of an axis, or any value.

    The full-text index decides the latter at once, but does not identify the entities.
    """
    of_axis = search_terms.c.axis == axis
    if value is None:
        return Condition(
            FieldPredicate(search_terms, of_axis, has_entity) if has_entity else None,
            expression=TokenTerm(index_token(axis)),
        )
    spelling = normalise_term(value)
    rows = FieldPredicate(search_terms, and_(of_axis, search_terms.c.value == spelling), has_entity)
    return Condition(rows, expression=TokenTerm(index_token(axis, spelling)), term=(axis, spelling))


def _with_role(rows: FieldPredicate, role: str | None) -> FieldPredicate:
    """Restrict a predicate to entities with a role, or in a part or budget section of the act.

    Of certainties, the role is a kind or a part.
    """
    if role is None:
        return rows
    same = and_(entities.c.docid == rows.table.c.docid, entities.c.n == rows.table.c.n)
    names = ("kind", "part") if rows.table is search_certainties else ("role", "part", "section")
    plain = (func.replace(entities.c[name], "-", "") for name in names)
    has_role = exists().where(same, or_(*(column == role for column in plain))).correlate(rows.table)
    return replace(rows, where=and_(rows.where, has_role))


def _qualified_award(rows: FieldPredicate, term: Filter) -> list[Condition]:
    """Restrict a predicate on awards to those of a kind, for a recipient, on a budget line, all of it at once.

    The full-text index knows whether an act has such recipients at all.
    """
    where, tokens, implied = [rows.where], [], rows.implied
    if term.role is not None:  # « fonds de concours » is written fondsdeconcours
        where.append(func.replace(search_awards.c.what, " ", "") == term.role)
    if term.recipient is not None:
        where.append(_is_recipient(term.recipient))
        tokens.append(_term_condition(terms.RECIPIENT, term.recipient))
    if term.line is not None:
        where.append(_is_on_line(term.line))
        implied = _names_line(search_awards, term.line)
    return [*tokens, Condition(replace(rows, where=and_(*where), implied=implied))]


def _is_recipient(kind: str) -> ColumnElement[bool]:
    """Build the condition that the recipient of an award is of a kind."""
    if (begins := terms.PUBLIC_BODIES.get(kind)) is None:
        return search_awards.c.recipient == kind
    has_name = or_(*(starts_with(search_awards.c.key, start) for start in begins))
    return and_(search_awards.c.recipient == "public body", has_name)


def _is_on_line(code: str) -> ColumnElement[bool]:
    """Build the condition that an award is on a chapter or an account."""
    return or_(search_awards.c.chapter == code, search_awards.c.code == code)


def _amount_on_line(rows: FieldPredicate, code: str | None) -> FieldPredicate:
    """Restrict a predicate to amounts on a chapter or an account: by their line of text, or as those of awards."""
    if code is None:
        return rows
    amount, award = search_amounts.c, search_awards.c
    same = and_(award.docid == amount.docid, award.amount == amount.value, _is_on_line(code))
    awarded = exists().where(same).correlate(search_amounts)
    on_line = or_(amount.chapter == code, amount.account == code, awarded)
    return replace(rows, where=and_(rows.where, on_line), implied=_names_line(search_amounts, code))


def _names_line(rows: FromClause, code: str) -> ColumnElement[bool]:
    """Build the condition that the act of a row names the code, or awards on it: indexes find those acts."""
    named, award = search_terms.alias(), search_awards.alias()
    axes = (terms.CHAPTER, terms.ACCOUNT, terms.FUNCTION, terms.OPERATION)
    naming = select(named.c.docid).where(named.c.axis.in_(axes), named.c.value == code)
    return rows.c.docid.in_(naming.union(select(award.c.docid).where(award.c.code == code)))


def _compile_number(term: Filter) -> list[Condition]:
    """Compile a field with a numeric range."""
    table, column, has_entity = _NUMBER_COLUMNS[term.field]
    rows = FieldPredicate(table, _in_range(column, term.value), has_entity)
    if table is search_awards:
        return _qualified_award(rows, term)
    return [Condition(_amount_on_line(_with_role(rows, term.role), term.line))]


def _in_range(column: ColumnElement[object], value: Criterion) -> ColumnElement[bool]:
    """Build the condition that a column is in a range; without one, that it is not NULL."""
    limits: list[ColumnElement[bool]] = []
    if not isinstance(value, Range):
        return column.is_not(None)
    if value.low is not None:
        limits.append(column > value.low if value.strict else column >= value.low)
    if value.high is not None:
        limits.append(column < value.high if value.strict else column <= value.high)
    return and_(column.is_not(None), *limits)


def _compile_act_date(term: Filter) -> list[Condition]:
    """Compile the act's own date: as a docid range alone if the days bound whole years."""
    span = _to_span(term.value)
    if (exact := handles.of_years(span.first, span.last)) is not None:
        return [Condition(docids=exact)]
    rows = FieldPredicate(_act_dates, _overlaps(_act_dates.c.date_from, _act_dates.c.date_to, span))
    return [Condition(rows, handles.around(span.first, span.last))]


def _to_span(value: Criterion) -> Span:
    return value if isinstance(value, Span) else Span(None, None)


def _overlaps(
    start: ColumnElement[datetime.date], end: ColumnElement[datetime.date], span: Span
) -> ColumnElement[bool]:
    """Build the condition that two periods overlap: « mars 2023 » overlaps 2023-03-15."""
    limits: list[ColumnElement[bool]] = [start.is_not(None)]
    if span.last is not None:
        limits.append(start <= span.last)
    if span.first is not None:
        limits.append(end >= span.first)
    return and_(*limits)


def _compile_mentioned_date(term: Filter) -> list[Condition]:
    """Compile a date or period that is mentioned in the act."""
    dates, span = search_dates.c, _to_span(term.value)
    where = and_(dates.kind == _DATE_KINDS[term.field], _overlaps(dates.date_from, dates.date_to, span))
    if term.field == "date" and span.first is not None:
        where = and_(where, dates.date_from >= span.first - handles.ONE_YEAR)
    return [Condition(_with_role(FieldPredicate(search_dates, where, has_entity=True), term.role))]


_BODY_PARTS = ("visas", "considerants", "expose", "dispositif", "annex")


def _names_outside_roll(term: Filter) -> FieldPredicate:
    """Build the predicate that the act names a person in its text: not in its roll, a vote or a signature.

    Its rows are the mentions there. Whom the act names in full once is meant where it gives only the family name.
    """
    who, named, said = search_persons.alias(), entities.alias(), entities.alias()
    is_first = and_(named.c.docid == who.c.docid, named.c.n == who.c.n)
    same_name = and_(said.c.family == named.c.family, said.c.given.is_not_distinct_from(named.c.given))
    is_same = and_(said.c.docid == who.c.docid, said.c.kind == Person.kind)
    mentions = select(said.c.docid, said.c.n).join_from(who, named, is_first).join(said, is_same)
    status = who.c.status.in_(NAME_ONLY) if term.unmasked else who.c.status == NAMED
    meant = true() if isinstance(term.value, Anything) else who.c.person_id.in_(select_person_ids(term.value))
    mentions = mentions.where(status, meant, or_(said.c.key == named.c.key, same_name))
    role = search_persons.alias()
    listed = exists().where(role.c.docid == said.c.docid, role.c.n == said.c.n, role.c.status.in_(LISTED))
    outside = mentions.where(said.c.part.in_(_BODY_PARTS), ~listed.correlate(said)).subquery()
    return FieldPredicate(outside, true(), has_entity=True, prefer_list=not isinstance(term.value, Anything))


def _compile_person(term: Filter) -> list[Condition]:
    """Compile a person field."""
    if term.role == OUTSIDE_ROLL:
        return [Condition(_names_outside_roll(term))]
    prefer_list = not isinstance(term.value, Anything)
    return [
        Condition(
            FieldPredicate(
                search_persons, person_predicate(search_persons, term), has_entity=True, prefer_list=prefer_list
            )
        )
    ]


def person_predicate(rows: FromClause, term: Filter) -> ColumnElement[bool]:
    """Build the condition that one person's name has all the words; ``rows`` is ``search_persons`` or an alias."""
    is_so = rows.c.status == (term.role or NAMED)
    if isinstance(term.value, Anything):
        return is_so
    return and_(rows.c.person_id.in_(select_person_ids(term.value)), is_so)


def _is_person_of_act(term: Filter) -> ColumnElement[bool]:
    """Build ``person_predicate`` for the rows of few acts: the words of their persons are looked up."""
    # The + 0 keeps the planner from enumerating by person.
    is_same = person_words.c.person_id == search_persons.c.person_id + 0
    of_person = exists().where(is_same).correlate(search_persons)
    has_words = (of_person.where(is_word) for is_word in _word_conditions(term.value))
    return and_(search_persons.c.status == (term.role or NAMED), *has_words)


def _status_predicate(value: Criterion) -> FieldPredicate:
    """Build the predicate for persons with a status, or with any."""
    status = search_persons.c.status
    return FieldPredicate(
        search_persons,
        status.not_in(NAME_ONLY) if isinstance(value, Anything) else status == str(value),
        has_entity=True,
    )


def select_person_ids(value: Criterion) -> Select[Any]:
    """Select the ids of persons with all these words in their name, or in a name merged with it; some twice."""
    who = person_words.c.person_id
    by_word = [select(who).where(is_word) for is_word in _word_conditions(value)]
    if not by_word:
        return select(persons.c.person_id)
    return by_word[0].where(*(who.in_(other.correlate(None)) for other in by_word[1:]))


def _word_conditions(value: Criterion) -> Iterator[ColumnElement[bool]]:
    """Yield the condition on a word of a name for each word that is asked for."""
    column = person_words.c.word
    for word, is_prefix in words_with_wildcards(str(value)):
        yield starts_with(column, word) if is_prefix else column == word


def _compile_beneficiary(term: Filter) -> list[Condition]:
    """Compile a beneficiary field: all the words are in the name of one beneficiary.

    The full-text index only knows the whole words, of any beneficiary.
    """
    whole: list[str] = []
    named: ColumnElement[bool] = true()
    words_of_it: ColumnElement[str] = search_awards.c.words
    if term.unmasked:
        words_of_it = func.replace(words_of_it, f" {MASKED_PREFIX}", " ", type_=Text)
    match term.value:
        case Exactly(name):
            whole = fold_words(name)
            named = words_of_it == pad_with_spaces(whole)
        case str(name):
            words = list(words_with_wildcards(name))
            whole = [word for word, cut in words if not cut]
            inside = (words_of_it.contains(f" {word}" if cut else f" {word} ") for word, cut in words)
            named = and_(*inside)
    has = AllOf(tuple(token_for(terms.BENEFICIARY, word, unmasked=term.unmasked) for word in whole or [""]))
    rows = FieldPredicate(search_awards, named)
    if isinstance(term.value, Anything) and not term.is_qualified:
        return [Condition(rows, expression=has)]
    if isinstance(term.value, Anything) and term.recipient and not (term.role or term.line):
        return [_term_condition(terms.RECIPIENT, term.recipient)]
    conditions = _qualified_award(rows, term)
    return [Condition(expression=has), *conditions] if whole else conditions


def _compile_title(term: Filter) -> list[Condition]:
    """Compile a title field to tokens."""
    keys = [""] if isinstance(term.value, Anything) else index_keys(str(term.value))
    return [
        Condition(expression=AllOf(tuple(token_for(terms.TITLE, key, unmasked=term.unmasked) for key in keys)))
    ]


def _compile_body(term: Filter) -> list[Condition]:
    """Compile the body field: by words of its name, or by the whole name (« = »)."""
    if isinstance(term.value, Anything):
        return [_term_condition(terms.BODY, None)]
    if isinstance(term.value, Exactly):
        key = body_key(term.value.name)
        return [
            _term_condition(terms.WHOLE_BODY, key) if key else Condition(FieldPredicate(search_terms, false()))
        ]
    return [_term_condition(terms.BODY, word) for word in fold_words(str(term.value))]


def departement_of_body() -> ColumnElement[str]:
    """Build the code of the département of a row of ``bodies``, to three characters as in @CTES."""
    code = bodies.c.departement
    return case((func.length(code) == 2, "0" + code), else_=code)


def _compile_territory(term: Filter) -> list[Condition]:
    """Compile a field of the body: by what is known of it, else by the act's own number of it."""
    value = term.value
    match term.field:
        case "region":
            where = bodies.c.region.is_not(None) if isinstance(value, Anything) else bodies.c.region == value
        case "population":
            where = _in_range(bodies.c.population, value)
        case "epci":
            of_epci = or_(bodies.c.epci.is_not(None), bodies.c.kind.in_(EPCI_KINDS))
            is_epci = and_(bodies.c.siren == value, bodies.c.kind.in_(EPCI_KINDS))
            any_epci = isinstance(value, Anything)
            where = of_epci if any_epci else or_(bodies.c.epci == value, bodies.c.ept == value, is_epci)
        case field:
            return [Condition(FieldPredicate(_act_bodies, _of_number(field, value)))]
    of_body = _act_bodies.c.body.in_(select(bodies.c.key).where(where))
    return [Condition(FieldPredicate(_act_bodies, of_body))]


def _of_number(field: str, value: Criterion) -> ColumnElement[bool]:
    """Build the condition on the SIREN or the département of an act: of its body, or where unknown, as printed."""
    axis, known = (terms.SIREN, bodies.c.siren) if field == "siren" else (terms.DEPARTMENT, bodies.c.departement)
    of_value: ColumnElement[bool] = known.is_not(None)
    printed = search_terms.c.axis == axis
    if not isinstance(value, Anything):
        of_value = known == value if field == "siren" else departement_of_body() == value
        printed = and_(printed, search_terms.c.value == normalise_term(str(value)))
    decided = _act_bodies.c.body.in_(select(bodies.c.key).where(known.is_not(None)))
    return or_(
        _act_bodies.c.body.in_(select(bodies.c.key).where(of_value)),
        and_(
            or_(_act_bodies.c.body.is_(None), not_(decided)),
            _act_bodies.c.docid.in_(select(search_terms.c.docid).where(printed)),
        ),
    )


_COMPILERS: dict[str, Callable[[Filter], list[Condition]]] = {
    **dict.fromkeys(_NUMBER_COLUMNS, _compile_number),
    **dict.fromkeys(_DATE_KINDS, _compile_mentioned_date),
    "seance": _compile_act_date,
    "personne": _compile_person,
    **dict.fromkeys(NAME_AXES, _compile_name),
    "beneficiaire": _compile_beneficiary,
    "titre": _compile_title,
    "controle": _compile_check,
    "commune": _compile_body,
    **dict.fromkeys(("siren", "departement", "region", "epci", "population"), _compile_territory),
}


class FewActs(NamedTuple):
    """A few acts, and what reads their words."""

    docids: Sequence[int]
    read_words: ReadWords


class PredicateCompiler:
    """Compiler of query nodes to SQL predicates on one act.

    ``expression`` compiles a node to a full-text expression; acts of rare rows are enumerated instead
    of tested. ``among``: the only acts that are tested, where these are few, and what reads their words.
    """

    def __init__(
        self,
        dialect: Dialect,
        expression: Callable[[Node], Expression | None],
        phrase: Callable[[Words], Phrase],
        is_rare: Callable[[FieldPredicate], bool],
        among: FewActs | None = None,
    ) -> None:
        self._dialect = dialect
        self._expression = expression
        self._phrase = phrase
        self._is_rare = is_rare
        self._among = among

    def beside_full_text(self, node: Node, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """Compile a node to test beside a full-text match.

        The docid range of a field narrows the walk of the index. For other nodes, ``+ 0`` keeps the planner
        from driving by a list within an « or ».
        """
        probed = docid if isinstance(node, Filter) and not needs_full_text(node) else docid + 0
        return self.compile(node, probed, list_the_rare=False)

    def compile(self, node: Node, docid: ColumnElement[int], *, list_the_rare: bool = True) -> ColumnElement[bool]:
        """Compile a node to a predicate on ``docid``; ``list_the_rare`` enumerates the acts of rare rows."""
        match node:
            case Not(inner):
                return not_(self.compile(inner, docid, list_the_rare=list_the_rare))
            case Filter():
                conditions = compile_field(node)
                return and_(true(), *(self._compile_condition(one, docid, list_the_rare) for one in conditions))
            case Near():
                return self._compile_near(node, docid)
        expression = self._expression(node)
        if expression is not None and needs_full_text(node):
            return self._is_listed(expression, docid)
        if isinstance(node, And | Or):
            join = and_ if isinstance(node, And) else or_
            return join(*(self.compile(inner, docid, list_the_rare=list_the_rare) for inner in node.nodes))
        raise AssertionError(node)

    def _compile_near(self, node: Near, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """Compile a value near words: by tokens where these tell it, elsewhere by the places of both."""
        phrase, mentions = self._phrase(node.words), select_mentions(node.filter)
        if self._among is not None:
            mentions = mentions.where(entities.c.docid.in_(self._among.docids))
            return self._dialect.near(docid, mentions, phrase, node.within, self._among.read_words)
        tokens = near_tokens(node, phrase)
        if tokens is None:
            return self._dialect.near(docid, mentions, phrase, node.within)
        perhaps = select(self._dialect.docid).where(self._dialect.matches(tokens.perhaps))
        mentions = mentions.where(entities.c.docid.in_(perhaps.correlate(None)))
        by_place = self._dialect.near(docid, mentions, phrase, node.within)
        return or_(self._is_listed(tokens.sure, docid), by_place) if tokens.sure.parts else by_place

    def _compile_condition(
        self, condition: Condition, docid: ColumnElement[int], list_the_rare: bool
    ) -> ColumnElement[bool]:
        """Compile one condition of a field."""
        if condition.needs_full_text and condition.expression is not None:
            return self._is_listed(condition.expression, docid)
        among = true() if condition.docids is None else docid.between(*condition.docids)
        if condition.rows is None:
            return among
        column = condition.rows.table.c.docid
        if condition.rows.prefer_list:
            # With words the full-text index drives; the + 0 keeps the planner from driving by this list instead.
            probed = docid if list_the_rare else docid + 0
            return probed.in_(select(column).where(condition.rows.indexed))
        if list_the_rare and _is_enumerable(condition) and self._is_rare(condition.rows):
            return docid.in_(select(column).where(condition.rows.indexed))
        where = condition.rows.indexed if self._among is None else condition.rows.where
        return and_(among, exists().where(column == docid, where))

    def _is_listed(self, expression: Expression, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """Build the condition that the full-text index lists the act for an expression."""
        matching = select(self._dialect.docid).where(self._dialect.matches(expression))
        return docid.in_(matching.correlate(None))


class NearTokens(NamedTuple):
    """The tokens of the acts that match a value near words for ``sure``, and of those that ``perhaps`` do."""

    sure: AnyOf
    perhaps: AnyOf

    @property
    def any(self) -> AnyOf:
        """The tokens of which each act that matches has one."""
        return AnyOf((*self.sure.parts, *self.perhaps.parts))


# As many tokens as an expression may have: each is looked up in the index.
_MOST_NEAR_TOKENS = 500


def near_tokens(node: Near, phrase: Phrase) -> NearTokens | None:
    """Return what tokens tell of an amount near words; None of other values, or of words farther from it."""
    wanted = node.filter
    if wanted.field != "montant" or node.within > NEAR:
        return None
    low, high, strict = None, None, False
    if isinstance(wanted.value, Range):
        low, high, strict = wanted.value.low, wanted.value.high, wanted.value.strict
    whole, part = bands_of_range(low, high, strict=strict)
    if len(phrase.keys) > 1 or node.within < NEAR or wanted.is_qualified:
        whole, part = (), (*whole, *part)
    if len(phrase.keys) * (len(whole) + len(part)) > _MOST_NEAR_TOKENS:
        return None

    def tokens(axes: Iterable[str]) -> Iterator[Expression]:
        for axis in axes:
            yield from (token_for(axis, key, unmasked=key in phrase.unmasked) for key in phrase.keys)

    return NearTokens(
        AnyOf(tuple(tokens(map(near_axis, whole)))), AnyOf((*tokens(map(near_axis, part)), *tokens([near_axis()])))
    )


def enumerable_predicates(fields: Iterable[Filter]) -> Iterator[FieldPredicate]:
    """Yield the predicates that would be enumerated if their rows were rare."""
    conditions = (condition for field in fields for condition in compile_field(field))
    return (one.rows for one in conditions if one.rows is not None and _is_enumerable(one))


def _is_enumerable(condition: Condition) -> bool:
    """Return whether to enumerate if rare: persons always are, and a docid range is tested instead."""
    return condition.rows is not None and not condition.rows.prefer_list and condition.docids is None


def needs_full_text(node: Node) -> bool:
    """Return whether only the full-text index can decide a node, not the search tables."""
    return any(
        not isinstance(leaf, Filter) or any(condition.needs_full_text for condition in compile_field(leaf))
        for leaf in leaves(node)
    )
