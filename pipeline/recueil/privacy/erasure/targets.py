"""Resolve the body or the sources of an erasure, and find acts outside that give the same name.

A name shared by several bodies is refused.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, func, select

from recueil.bodies.candidates import BodyCandidate, describe_candidates
from recueil.bodies.filing import installed_referential
from recueil.errors import ForgetError
from recueil.privacy.erasure.erasure_scope import IssuedAct, Issuer, Scope, acts_by_docid, acts_issued_by
from recueil.privacy.erasure.find_names import NameFinder
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import starts_with
from recueil.store.engine.protocol import AllOf, Phrase
from recueil.store.engine.statements import chunks
from recueil.store.index.schema import search_acts
from recueil.store.schema import acts, documents, sources
from recueil.store.schema import bodies as known_bodies
from recueil.text import index_key
from recueil.translation import gettext as _
from recueil.translation import ngettext
from recueil.values.body import body_key, departement_of_label, name_of_label
from recueil.values.organisation import department_of, luhn

_MAX_SHOWN = 5
SIREN_DIGITS, SIRET_DIGITS = 9, 14


class KnownBody(NamedTuple):
    """A body from the settings: its name, and its SIRET if they give it."""

    name: str
    siret: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The target of an erasure: its name as given, its scope, and the number of acts in it now.

    ``undetermined`` counts acts filed under the name of the body that do not show which body of that name
    issued them, and are out of scope; ``examples`` are the uids of the first of these. ``formers`` are the bodies
    before a merger, or after it, whose acts are out of scope too.
    """

    name: str
    scope: Scope
    acts: int
    undetermined: int = 0
    examples: tuple[str, ...] = ()
    formers: tuple[str, ...] = ()


def distinct_issuers(found: Iterable[IssuedAct]) -> list[Issuer]:
    """Return the bodies that acts under one name distinguish: by SIREN, or else by département."""
    issuers = [each.issuer for each in found]
    by_siren = {issuer.siren: issuer for issuer in issuers if issuer.siren}
    departments = {issuer.department for issuer in by_siren.values()}
    others = {
        issuer.department: issuer
        for issuer in issuers
        if issuer.department and not issuer.siren and issuer.department not in departments
    }
    return sorted(
        [*by_siren.values(), *others.values()], key=lambda issuer: (issuer.department or "", issuer.siren or "")
    )


def resolve_siren(
    connection: Connection, body: str, siren: str, department: str | None, bodies: Sequence[KnownBody]
) -> Target:
    """Resolve the SIREN of a body, which is called ``body``. Raise ForgetError if no act is of it."""
    if department is not None:
        raise ForgetError(_("A SIREN is of one body: --department says nothing more."), _("Leave it out."))
    found = acts_issued_by(connection, siren=siren)
    names = Counter(each.issuer.key for each in found if each.issuer.key)
    configured = [body_key(each.name) for each in bodies if (each.siret or "").startswith(siren)]
    if not found and not configured:
        raise _unknown_siren(siren)
    key = names.most_common(1)[0][0] if names else configured[0] if configured else None
    under_name = acts_issued_by(connection, key=key) if key else []
    rivals = [each for each in distinct_issuers(under_name) if not _may_be_body(each, siren)]
    where = department_of(siren)
    exact = bool(rivals) or _has_namesakes(connection, siren, key)
    is_alone_there = where is not None and all(each.department not in (None, where) for each in rivals)
    scope = Scope(key, siren, where if exact and is_alone_there else None, exact)
    return _make_target(connection, body, scope, [*found, *under_name])


def _may_be_body(issuer: Issuer, siren: str) -> bool:
    """Return whether the issuer may be the body with this SIREN, as far as acts show."""
    if issuer.siren:
        return issuer.siren == siren
    return issuer.department == department_of(siren)


def resolve_name(connection: Connection, body: str, department: str | None, bodies: Sequence[KnownBody]) -> Target:
    """Resolve the name of a body. Raise ForgetError if none has it, or several."""
    if siren := _siren_of_label(connection, body):
        return resolve_siren(connection, body, siren, department, bodies)
    department = department or (where.zfill(3) if (where := departement_of_label(body)) else None)
    key = body_key(name_of_label(body))
    if key is None:
        raise ForgetError(_("{body!r} names no public body.").format(body=body), _("Give its name, or its SIREN."))
    under_name = acts_issued_by(connection, key=key)
    named = [each for each in bodies if body_key(each.name) == key]
    if not under_name and not named:
        raise _unknown_name(connection, body, key)
    configured = {each.siret[:SIREN_DIGITS] for each in named if each.siret}
    found = distinct_issuers(under_name)
    found += [
        Issuer.from_values(key, siren, None)
        for siren in sorted(configured)
        if not any(_may_be_body(each, siren) for each in found)
    ]
    namesakes = [each for each in found if department in (None, each.department)]
    if department is not None and not namesakes:
        raise ForgetError(
            _("No act of {body!r} tells that it is of département {department}.{connection}").format(
                body=body, department=department, connection=_describe_bodies(connection, under_name, found)
            ),
            _("Correct --department, or name the acts with --act or --source."),
        )
    if len(namesakes) > 1:
        raise ForgetError(
            _("{body!r} is the name of several bodies:{connection}").format(
                body=body, connection=_describe_bodies(connection, under_name, found)
            ),
            _("Say which: --body with its SIREN, or --department; acts that do not tell, with --act or --source."),
        )
    if department is None and (candidates := _candidates_of(connection, key)):
        listed = "".join(f"\n  {each.label}: SIREN {each.siren}" for each in candidates)
        raise ForgetError(
            _("{body!r} is the name of several bodies, and acts do not tell which:{listed}\n").format(
                body=body, listed=listed
            ),
            _("Say which: --body with its SIREN, or decide with `recueil bodies assign`."),
        )
    (one,) = namesakes or (Issuer(key, None, None),)
    # Acts that may be of another body of the name are out of scope.
    exact = len(found) > 1 or bool(_candidates_of(connection, key))
    scope = Scope(key, one.siren, one.department if exact or not one.siren else None, exact)
    return _make_target(connection, body, scope, under_name)


def _siren_of_label(connection: Connection, body: str) -> str | None:
    """Return the SIREN of the body with this label, if it tells it from its namesakes: « Saint-Denis (93) »."""
    if name_of_label(body) == body:
        return None
    query = select(known_bodies.c.siren).where(known_bodies.c.key == body_key(body))
    return connection.execute(query).scalar()


def _candidates_of(connection: Connection, key: str) -> tuple[BodyCandidate, ...]:
    """Return the bodies that a name may mean in acts that do not tell which."""
    query = select(acts.c.body_candidates).join_from(acts, search_acts)
    rows = connection.execute(query.where(search_acts.c.body == key, search_acts.c.ambiguous)).scalars()
    return describe_candidates(sorted({siren for candidates in rows for siren in candidates}))


def _has_namesakes(connection: Connection, siren: str, key: str | None) -> bool:
    """Return whether other bodies have the name of a body, in the store or not."""
    query = select(known_bodies.c.label).where(known_bodies.c.siren == siren)
    label = connection.execute(query.limit(1)).scalar()
    told_apart = label is not None and name_of_label(label) != label
    return told_apart or (key is not None and bool(_candidates_of(connection, key)))


def _make_target(connection: Connection, name: str, scope: Scope, found: Iterable[IssuedAct]) -> Target:
    by_number = {each.docid: each for each in found}
    concerned = {docid for docid, each in by_number.items() if scope.holds(each.issuer, ())}
    undetermined = [
        docid
        for docid, each in by_number.items()
        if docid not in concerned and _is_undetermined(each.issuer, scope)
    ]
    examples = select(acts.c.uid).where(acts.c.docid.in_(undetermined[:_MAX_SHOWN])).order_by(acts.c.docid)
    uids = tuple(connection.execute(examples).scalars())
    return Target(name, scope, len(concerned), len(undetermined), uids, _find_merged(connection, scope))


def _find_merged(connection: Connection, scope: Scope) -> tuple[str, ...]:
    """Return the other bodies of the store that there were before or after a merger of the one in scope."""
    referential = installed_referential()
    if referential is None:
        return ()
    in_scope = known_bodies.c.siren == scope.siren if scope.siren else known_bodies.c.name_key == scope.key
    own = connection.execute(select(known_bodies.c.label, known_bodies.c.code).where(in_scope)).all()
    periods = [referential.former_of_label(row.label) for row in own]
    today = {referential.commune_of_today(period) for period in periods if period}
    codes = {row.code for row in today if row} | {
        row.code for row, period in zip(own, periods, strict=True) if row.code and period is None
    }
    labels = {
        body.label
        for code in codes
        if (commune := referential.commune_of_code(code))
        for body in (referential.commune(commune), *map(referential.former_commune, referential.formers_of(code)))
    }
    others = labels - {row.label for row in own}
    with_acts = select(search_acts.c.docid).where(search_acts.c.body == known_bodies.c.key).exists()
    query = select(known_bodies.c.label).where(known_bodies.c.label.in_(sorted(others)), with_acts)
    return tuple(connection.execute(query.order_by(known_bodies.c.key)).scalars())


def _is_undetermined(issuer: Issuer, scope: Scope) -> bool:
    """Return whether an act filed under the name does not show that another body of that name issued it."""
    return scope.exact and not issuer.siren and issuer.department in (None, department_of(scope.siren))


def _describe_bodies(connection: Connection, found: Sequence[IssuedAct], bodies: Sequence[Issuer]) -> str:
    """Return a line per body of the name, and one for acts that do not show which body issued them."""
    lines = []
    for body in bodies:
        issued = [each for each in found if _is_issued_by(each.issuer, body)]
        lines.append(f"{describe_issuer(body)}: {_describe_acts(connection, issued)}")
    neither = [each for each in found if not each.issuer.siren and not each.issuer.department]
    if neither:
        lines.append(_("neither told: {connection}").format(connection=_describe_acts(connection, neither)))
    return "".join(f"\n  {line}" for line in lines) + "\n"


def _is_issued_by(issuer: Issuer, body: Issuer) -> bool:
    if issuer.siren or not issuer.department:
        return issuer.siren == body.siren and issuer.siren is not None
    return issuer.department == body.department


def describe_issuer(body: Issuer) -> str:
    """Describe what distinguishes a body from others of its name."""
    parts = [_("département {department}").format(department=body.department)] if body.department else []
    parts += [f"SIREN {body.siren}"] if body.siren else []
    return ", ".join(parts)


def _describe_acts(connection: Connection, found: Sequence[IssuedAct]) -> str:
    """Describe how many acts, from which folders; file names are left out, as they may name persons."""
    documents = sorted({each.document_id for each in found})
    folders: Counter[str] = Counter()
    for some in chunks(documents):
        addresses = select(sources.c.uri).where(sources.c.document_id.in_(some))
        folders.update(_url_path(uri).rpartition("/")[0] or "/" for uri in connection.execute(addresses).scalars())
    shown = [folder for folder, _ in folders.most_common(_MAX_SHOWN)]
    omitted = len(folders) - _MAX_SHOWN
    more = ngettext(" and {number} other folder", " and {number} other folders", omitted) if omitted > 0 else ""
    count = ngettext("{number} act", "{number} acts", len(found))
    return _("{acts}, from {folders}").format(acts=count, folders=", ".join(shown) + more) if shown else count


def _unknown_siren(siren: str) -> ForgetError:
    wrong = (
        ""
        if luhn(siren)
        else _(" {siren} is not a SIREN: its last digit does not check the others.").format(siren=siren)
    )
    return ForgetError(
        _("No act of the store is of a body with the SIREN {siren}.{wrong}").format(siren=siren, wrong=wrong),
        _(
            "Give the body's name; `recueil reprocess` reads the SIREN from headings of acts "
            "that are there already."
        ),
    )


def _unknown_name(connection: Connection, body: str, key: str) -> ForgetError:
    query = select(search_acts.c.body, func.max(acts.c.body)).join_from(search_acts, acts)
    rows = connection.execute(query.where(search_acts.c.body.is_not(None)).group_by(search_acts.c.body)).all()
    names: dict[str, str] = {row[0]: row[1] for row in rows}
    near = get_close_matches(key, sorted(names), n=_MAX_SHOWN, cutoff=0.6)
    parts = set(key.split("_"))
    near += [name for name in sorted(names) if name not in near and parts <= set(name.split("_"))][:_MAX_SHOWN]
    closest = _(" Closest: {near}.").format(near=", ".join(names[name] for name in near)) if near else ""
    return ForgetError(
        _("The store knows no body {body!r}.{closest}").format(body=body, closest=closest),
        _(
            "Give a name as `recueil search` shows it, a SIREN, or the acts with --act or "
            "--source; for acts to come, name the body in [[bodies]] or [[sources]] of "
            "recueil.toml."
        ),
    )


def resolve_source(connection: Connection, place: str) -> str:
    """Resolve an address to a known source, or to a folder (with final slash) that has some. Raise ForgetError."""
    if connection.execute(select(sources.c.uri).where(sources.c.uri == place.rstrip("/"))).first() is not None:
        return place.rstrip("/")
    folder = f"{place.rstrip('/')}/"
    if (
        connection.execute(select(sources.c.uri).where(starts_with(sources.c.uri, folder)).limit(1)).first()
        is not None
    ):
        return folder
    beside = connection.execute(
        select(sources.c.uri).where(starts_with(sources.c.uri, f"{folder.rstrip('/').rpartition('/')[0]}/"))
    ).scalars()
    near = get_close_matches(place, sorted(beside), n=_MAX_SHOWN, cutoff=0.6)
    closest = _(" Closest: {url_path}.").format(url_path=", ".join(map(_url_path, near))) if near else ""
    raise ForgetError(
        _("The store has no source {place}, and none in a folder of that name.{closest}").format(
            place=_url_path(place), closest=closest
        ),
        _("Give a file, a folder or a URL that was ingested."),
    )


def _url_path(address: str) -> str:
    return unquote(urlsplit(address).path)


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
            issuer = each.issuer._replace(printed=None)
            groups[issuer if issuer.key or issuer.siren else _UNKNOWN_ISSUER].append(each)
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
    keys = dict.fromkeys(filter(None, map(index_key, words)))
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
    elif issuer.key and (
        _candidates_of(connection, issuer.key)
        or len(distinct_issuers(acts_issued_by(connection, key=issuer.key))) > 1
    ):
        options = tuple(word for each in found for word in ("--act", uids[each.docid]))
    else:
        options = ("--body", name)
    return Namesake(name, issuer.siren, issuer.department, len(found), options)
