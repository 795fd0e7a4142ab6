"""The bodies of a store: how many acts each has, which are ambiguous, and persons' decisions about them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    literal,
    select,
    true,
    union_all,
)

from recueil.accounts.audit import note
from recueil.bodies.candidates import BodyCandidate, describe_candidates
from recueil.errors import BodyRefused
from recueil.store.acts.write import refile_acts
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import upsert
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.index.schema import search_acts, select_ambiguous
from recueil.store.schema import acts, bodies, body_assignments
from recueil.store.search.facets import body_labels
from recueil.store.search.informative import is_act
from recueil.text import fold_words
from recueil.translation import gettext as _
from recueil.values.body import body_key, drop_leading_words
from recueil.values.organisation import is_siren

if TYPE_CHECKING:
    from recueil.store.columns.keeper import ColumnsKeeper

_SUGGESTED = 100
"""Bodies on a page of those that a name may mean."""


@dataclass(frozen=True, slots=True)
class StoredBody:
    """A body that acts are filed under. ``kind``, ``siren`` and what follows are None where they are not known.

    ``candidates`` are those that the name may mean, for an ambiguous one.
    """

    key: str
    label: str
    acts: int
    kind: str | None = None
    siren: str | None = None
    departement: str | None = None
    population: int | None = None
    publication: str | None = None
    candidates: tuple[BodyCandidate, ...] = ()


class Assignment(NamedTuple):
    """A person's decision that a name stands for a SIREN, in files under the address ``source`` ("": all)."""

    name: str
    source: str
    siren: str
    made_by: str
    made: datetime.datetime


class NamedBody(NamedTuple):
    """A body that acts are filed under, by its key, as its latest act spells it."""

    key: str
    label: str


class ChosenBody(NamedTuple):
    """The body that a name means; if it means no single one, those it may mean, and where the rest begins."""

    body: NamedBody | None
    others: Sequence[StoredBody] = ()
    following: str | None = None


class Bodies:
    """``Store.bodies``. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.columns: ColumnsKeeper | None = None
        """In memory, where SQL would read the key of every body, or all its acts; see ``Store.keep_columns``."""

    def all(self, *, ambiguous: bool = False) -> list[StoredBody]:
        """Return the bodies by label, or only the ambiguous ones."""
        with read_transaction(self._engine) as connection:
            places = _find_places(connection, ambiguous=ambiguous)
            found = _describe_bodies(connection, _count_acts(connection, places, all_acts=True))
        return sorted(found, key=lambda each: (each.key, bool(each.candidates)))

    def page(
        self, name: str = "", departement: str = "", *, limit: int, after: str | None = None
    ) -> tuple[list[StoredBody], str | None]:
        """Return bodies whose names have all these words, the ambiguous ones first, and where the rest begins."""
        words = drop_leading_words(fold_words(name))
        with read_transaction(self._engine) as connection:
            columns = None if self.columns is None else self.columns.current(connection)
            if columns is None:
                acts_of = _count_acts(connection, _find_places(connection, words, departement, limit + 1, after))
            else:
                from recueil.bodies import column_bodies  # NumPy, for which short commands would wait

                if words and not departement:
                    places = column_bodies.find_named(columns, words, after, limit + 1)
                else:
                    places = _find_places(connection, words, departement, limit + 1, after)
                acts_of = column_bodies.count_acts(columns, places)
            found = _describe_bodies(connection, acts_of)
        last = found[limit - 1] if len(found) > limit else None
        return found[:limit], f"{0 if last.candidates else 1}:{last.key}" if last else None

    def choose(self, name: str, after: str | None = None) -> ChosenBody:
        """Return the body of that name or, if its words are in one name only, that; else those that have them,
        or those of these beyond a place.
        """
        key = body_key(name)
        if key is not None:
            with read_transaction(self._engine) as connection:
                labels = body_labels(connection, [key])
            if labels:
                return ChosenBody(NamedBody(key, labels[key]))
        others, following = self.page(name, limit=_SUGGESTED, after=after)
        if key is not None and after is None and len(others) == 1 and not others[0].candidates:
            return ChosenBody(NamedBody(others[0].key, others[0].label))
        return ChosenBody(None, others, following)

    def candidates(self, key: str) -> tuple[BodyCandidate, ...]:
        """Return the bodies that an ambiguous one may be, by the key of its label; none for another."""
        query = select(acts.c.body_candidates).join_from(acts, search_acts, acts.c.docid == search_acts.c.docid)
        query = query.where(search_acts.c.body == key, search_acts.c.ambiguous)
        with read_transaction(self._engine) as connection:
            found = connection.execute(query.order_by(acts.c.docid.desc()).limit(1)).scalar()
        return describe_candidates(found or ())

    def assignments(self) -> list[Assignment]:
        """Return the decisions by name."""
        columns = (body_assignments.c[name] for name in Assignment._fields)
        query = select(*columns).order_by(body_assignments.c.key, body_assignments.c.source)
        with read_transaction(self._engine) as connection:
            return [Assignment(*row) for row in connection.execute(query)]

    def assign(self, names: Sequence[str], siren: str, who: str, when: datetime.datetime, source: str = "") -> int:
        """Decide that names stand for the body with a SIREN, and file their acts under it; return how many moved.

        ``source``: only in files whose address begins with it. Acts that print the number of their body stay with
        that. The decision applies to acts that come. Raise BodyRefused for what is no SIREN or no name.
        """
        keys = {key: name for name in names if (key := body_key(name))}
        if not is_siren(siren):
            raise BodyRefused(
                _("{siren!r} is not a SIREN.").format(siren=siren),
                _("Give nine digits, of which the last checks the others."),
            )
        if not keys or len(keys) < len(set(names)):
            raise BodyRefused(_("One of the names has no word."), _("Give names as `recueil bodies` shows them."))

        def decide(connection: Connection) -> int:
            rows = [
                {"key": key, "source": source, "name": name, "siren": siren, "made_by": who, "made": when}
                for key, name in keys.items()
            ]
            replace = upsert(
                dialect_of(connection),
                body_assignments,
                ("key", "source"),
                lambda new: {column: new[column] for column in ("name", "siren", "made_by", "made")},
            )
            before = _bodies_of_decisions(connection, set(keys), source)
            connection.execute(replace, rows)
            note(connection, when, who, "body.assign", f"siren:{siren}", names=list(names), source=source)
            return _refile(connection, {*keys, *before})

        return write_transaction(self._engine, decide)

    def withdraw(self, names: Sequence[str], who: str, when: datetime.datetime, source: str = "") -> int:
        """Withdraw the decisions about names, and file the acts as they say themselves; return how many moved."""
        keys = {key for name in names if (key := body_key(name))}

        def undo(connection: Connection) -> int:
            these = body_assignments.c.key.in_(keys), body_assignments.c.source == source
            before = _bodies_of_decisions(connection, keys, source)
            if not connection.execute(delete(body_assignments).where(*these)).rowcount:
                raise BodyRefused(
                    _("Nothing is decided about these names."), _("See `recueil bodies --assigned`.")
                )
            note(connection, when, who, "body.withdraw", None, names=list(names), source=source)
            return _refile(connection, {*keys, *before})

        return write_transaction(self._engine, undo)


def _bodies_of_decisions(connection: Connection, keys: set[str], source: str) -> set[str]:
    """Return the keys of the bodies under which decisions about names have filed acts."""
    these = body_assignments.c.key.in_(keys), body_assignments.c.source == source
    sirens = select(body_assignments.c.siren).where(*these)
    of_siren = select(search_acts.c.body).join_from(search_acts, acts).where(acts.c.siren.in_(sirens))
    return {key for key in connection.execute(of_siren.distinct()).scalars() if key}


def _refile(connection: Connection, keys: set[str]) -> int:
    """File the documents of bodies anew; return how many of their acts have another body now."""
    query = select(acts.c.document_id).join_from(acts, search_acts).where(search_acts.c.body.in_(keys))
    numbers = connection.execute(query.distinct().order_by(acts.c.document_id)).scalars().all()
    return sum(refile_acts(connection, number) for number in numbers)


def _select_keys(
    words: Sequence[str], departement: str, after: str | None, *, ambiguous: bool
) -> Iterator[Select[Any]]:
    """Yield the statements that select the keys of bodies with ambiguous acts, and with others."""

    def is_asked(key: ColumnElement[str], place: str) -> list[ColumnElement[bool]]:
        padded = literal("_").concat(key).concat("_")
        asked = [padded.contains(f"_{word}_", autoescape=True) for word in words]
        return asked + ([literal(place).concat(key) > after] if after else [])

    body = search_acts.c.body
    if not departement:
        unclear: Select[Any] = select(body.label("key"), true().label("ambiguous")).where(body.is_not(None))
        yield unclear.where(search_acts.c.docid.in_(select_ambiguous()), *is_asked(body, "0:")).distinct()
    if ambiguous:
        return
    certain: Select[Any]
    if departement:
        key: ColumnElement[Any] = bodies.c.key
        certain = select(key.label("key"), false().label("ambiguous"))
        certain = certain.where(bodies.c.departement == departement.upper())
    else:
        key = _distinct_keys(after[2:] if after and after.startswith("1:") else "").c.key
        certain = select(key.label("key"), false().label("ambiguous"))
    has_act = exists().where(search_acts.c.body == key, ~search_acts.c.ambiguous)
    yield certain.where(*is_asked(key, "1:"), has_act)


def _distinct_keys(after: str, most: int | None = None) -> CTE:
    """Select the keys of all bodies beyond one, or of so many at most, each by an index lookup: the rows of their
    acts are not read.
    """
    first = select(func.min(search_acts.c.body).label("key"), literal(1).label("n")).where(
        search_acts.c.body > after
    )
    keys = first.cte("body_keys", recursive=True)
    following = search_acts.alias("following").c.body
    after_it = select(func.min(following)).where(following > keys.c.key).scalar_subquery()
    goes_on = keys.c.key.is_not(None) if most is None else and_(keys.c.key.is_not(None), keys.c.n < most)
    return keys.union_all(select(after_it, keys.c.n + 1).where(goes_on))


_Place = tuple[str, bool]
"""The key of a body, and whether it is ambiguous."""


def _find_first(connection: Connection, after: str | None, limit: int) -> list[_Place]:
    """Return the first bodies, or those beyond a place; of the others no key is read."""
    unclear, _ = _select_keys((), "", after, ambiguous=False)
    found = [(key, True) for key in connection.execute(unclear.order_by("key").limit(limit)).scalars()]
    last = after[2:] if after and after.startswith("1:") else ""
    while len(found) < limit:
        keys = _distinct_keys(last, limit).c.key
        is_certain = exists().where(search_acts.c.body == keys, ~search_acts.c.ambiguous)
        read = connection.execute(select(keys, is_certain).where(keys.is_not(None)).order_by(keys)).all()
        found += [(key, False) for key, has_act in read if has_act]
        if len(read) < limit:
            break
        last = read[-1][0]
    return found[:limit]


def _find_places(
    connection: Connection,
    words: Sequence[str] = (),
    departement: str = "",
    limit: int | None = None,
    after: str | None = None,
    *,
    ambiguous: bool = False,
) -> list[_Place]:
    """Return the places of bodies, the ambiguous ones first or alone, by key; ``after`` is that of the last one
    before.
    """
    if limit is not None and not words and not departement and not ambiguous:
        return _find_first(connection, after, limit)
    chosen = union_all(*_select_keys(words, departement, after, ambiguous=ambiguous)).subquery()
    ordered = select(chosen.c.key, chosen.c.ambiguous).order_by(chosen.c.ambiguous.desc(), chosen.c.key)
    return [(key, bool(is_ambiguous)) for key, is_ambiguous in connection.execute(ordered.limit(limit))]


def _count_acts(
    connection: Connection, places: Sequence[_Place], *, all_acts: bool = False
) -> dict[_Place, tuple[int, int]]:
    """Return how many acts the bodies of places have, and the docid of the latest document of each.

    ``all_acts``: they are most of the store.
    """
    act = search_acts.c
    grouped = select(act.body, act.ambiguous, func.count(case((is_act(act.docid), 1))), func.max(act.docid))
    # With the keys as parameters, databases look up their acts; joined with a subquery, they would read all.
    among = act.body.is_not(None) if all_acts else act.body.in_(sorted({key for key, _ in places}))
    found = connection.execute(grouped.where(among).group_by(act.body, act.ambiguous))
    counted = {(key, bool(is_ambiguous)): (number, latest) for key, is_ambiguous, number, latest in found}
    return {place: counted[place] for place in places}


def _describe_bodies(connection: Connection, acts_of: Mapping[_Place, tuple[int, int]]) -> list[StoredBody]:
    """Return the bodies of places, in their order, given the number of their acts and the docid of the latest."""
    if not acts_of:
        return []
    columns = (bodies.c[name] for name in ("kind", "siren", "departement", "population", "publication"))
    latest = dialect_of(connection).rows_of([docid for _, docid in acts_of.values()])
    query = (
        select(acts.c.docid, acts.c.body.label("label"), acts.c.body_candidates, *columns)
        .join_from(search_acts, acts)
        .outerjoin(bodies, (bodies.c.key == search_acts.c.body) & ~search_acts.c.ambiguous)
        .where(search_acts.c.docid.in_(latest))
    )
    rows = {row.docid: row for row in connection.execute(query)}
    return [_body_from_row(key, number, rows[docid]) for (key, _), (number, docid) in acts_of.items()]


def _body_from_row(key: str, number: int, row: Row[Any]) -> StoredBody:
    return StoredBody(
        *(key, row.label, number, row.kind, row.siren, row.departement, row.population, row.publication),
        describe_candidates(row.body_candidates or ()),
    )
