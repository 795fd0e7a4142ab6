"""Where else a name stands than in the acts in which it is to be forgotten: by body, and how to reach these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from recueil import analysis
from recueil.privacy.erasure.finding import NameFinder
from recueil.privacy.erasure.suppression_scopes import IssuedAct, Issuer, acts_by_docid, acts_issued_by
from recueil.privacy.erasure.suppression_targets import distinct_issuers
from recueil.store.engine import dialect_of
from recueil.store.engine.chunks import chunks
from recueil.store.engine.expressions import AllOf, Phrase
from recueil.store.schema import acts, documents


@dataclass(frozen=True, slots=True)
class Namesake:
    """A body outside the scope whose acts give the same name, and the options that select these acts."""

    body: str
    siren: str | None
    department: str | None
    acts: int
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActsElsewhere:
    """Acts outside the scope that give the name and stay as they are.

    They are of other ``bodies``, or ``without_body``: the uids of acts whose body was not read.
    """

    bodies: tuple[Namesake, ...] = ()
    without_body: tuple[str, ...] = ()

    @property
    def acts(self) -> int:
        """Return the number of acts of other bodies."""
        return sum(each.acts for each in self.bodies)


def find_elsewhere(
    connection: Connection, words: Sequence[str], finder: NameFinder, within: Collection[int]
) -> ActsElsewhere:
    """Find the acts that give a name of these words in full, except those of the documents ``within``.

    It searches the full-text index: a name with a line end in the middle of a word is not found.
    """
    naming = _acts_with_name(connection, words, finder, within)
    groups: dict[Issuer, list[IssuedAct]] = defaultdict(list)
    for docids in chunks(sorted(naming)):
        for each in acts_by_docid(connection, docids):
            groups[each.issuer if each.issuer.key or each.issuer.siren else _UNKNOWN_ISSUER].append(each)
    without = sorted(naming[each.docid] for each in groups.pop(_UNKNOWN_ISSUER, ()))
    found = [_make_namesake(connection, issuer, some, naming) for issuer, some in groups.items()]
    return ActsElsewhere(
        tuple(sorted(found, key=lambda each: (-each.acts, each.body, each.options))), tuple(without)
    )


_UNKNOWN_ISSUER = Issuer(None, None, None)


def _acts_with_name(
    connection: Connection, words: Sequence[str], finder: NameFinder, within: Collection[int]
) -> dict[int, str]:
    """Return the uids of the acts that give the name, by docid."""
    keys = dict.fromkeys(filter(None, map(analysis.index_key, words)))
    dialect = dialect_of(connection)
    having = select(dialect.docid).where(dialect.matches(AllOf(tuple(Phrase((key,)) for key in keys))))
    text = func.substr(documents.c.text, acts.c.start + 1, acts.c.end - acts.c.start)
    query = select(acts.c.docid, acts.c.uid, acts.c.document_id, text.label("text")).join_from(acts, documents)
    query = query.where(acts.c.docid.in_(having)) if keys else query
    rows = connection.execute(query.execution_options(yield_per=20))
    return {row.docid: row.uid for row in rows if row.document_id not in within and finder.full(row.text)}


def _make_namesake(
    connection: Connection, issuer: Issuer, found: Sequence[IssuedAct], uids: dict[int, str]
) -> Namesake:
    name = next((each.body for each in found if each.body), "")
    if issuer.siren:
        options: tuple[str, ...] = ("--body", issuer.siren)
    elif issuer.department:
        options = ("--body", name, "--department", issuer.department)
    elif len(distinct_issuers(acts_issued_by(connection, key=issuer.key))) > 1:
        options = tuple(word for each in found for word in ("--act", uids[each.docid]))
    else:
        options = ("--body", name)
    return Namesake(name, issuer.siren, issuer.department, len(found), options)
