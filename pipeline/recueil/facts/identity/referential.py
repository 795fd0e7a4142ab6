"""The public bodies of France, by SIREN, by code and by name, from the gazetteers of the pipeline's package.

Communes, EPCI and établissements publics territoriaux have their SIREN there; of départements and régions few
have, and syndicates and préfectures are not in it. A SIREN is looked up, never computed from a code. Communes that
have merged since 2012 are bodies of their own, of which few have a SIREN there.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import NamedTuple, TypeVar

from recueil.entities.places.communes import CommuneRow, CommuneTable, fold_name, fold_names, load_communes
from recueil.facts.identity.body_spelling import OfficialNames, load_official_names
from recueil.facts.identity.commune_periods import CommunePeriod, Turn, read_commune_periods
from recueil.values.body import LEADING_WORDS, Body, BodyKind, body_key, label_of_former, name_of_label
from recueil.values.date import PartialDate

_WRITTEN_IN_FULL = {
    "CC ": "Communauté de communes ",
    "CA ": "Communauté d'agglomération ",
    "CU ": "Communauté urbaine ",
}
_TYPES_OF_EPCI: Sequence[tuple[str, BodyKind]] = (
    ("communaute de communes", "cc"),
    ("communaute d agglomeration", "ca"),
    ("communaute urbaine", "cu"),
    ("metropole", "metropole"),
    ("etablissement public territorial", "ept"),
    ("cc", "cc"),
    ("ca", "ca"),
    ("cu", "cu"),
    ("ept", "ept"),
)
_NAMES_ITS_TYPE = re.compile(r"\b(?:agglo|agglomération|métropole)\b", re.IGNORECASE)
_MOST_MERGERS = 4
_FIRST_DAY = datetime.date(2012, 1, 1)
_NEVER = Turn(datetime.date.min, datetime.date.min)
_T = TypeVar("_T")
_LINKS = LEADING_WORDS | {"en", "et", "sur", "sous", "a", "au", "aux"}


class EpciRow(NamedTuple):
    """A row of the table of EPCI and établissements publics territoriaux."""

    siren: str
    name: str
    kind: BodyKind
    departement: str
    population: str


class TerritoryRow(NamedTuple):
    """A row of the table of départements and régions; ``region`` is the code of a département's région."""

    kind: str
    code: str
    name: str
    region: str
    siren: str


class DatedCommune(NamedTuple):
    """A commune that an act of some day may mean; a former one has a ``period``, and a ``row`` as of today.

    ``is_certain``: there was such a body on that day; it may have begun or ended about then if not.
    """

    row: CommuneRow
    period: CommunePeriod | None = None
    is_certain: bool = True


@dataclass(frozen=True)
class Referential:
    """The tables of public bodies; each index is made when it is first asked for."""

    communes: CommuneTable
    periods: tuple[CommunePeriod, ...]
    epci: tuple[EpciRow, ...]
    territories: tuple[TerritoryRow, ...]
    publications: tuple[tuple[str, str, str], ...]
    names: OfficialNames

    @classmethod
    def read(cls, folder: Traversable, communes: CommuneTable, names: OfficialNames) -> Referential:
        return cls(
            communes,
            read_commune_periods(folder),
            read_epci(folder),
            read_territories(folder),
            tuple((kind, where, named) for kind, where, named in _read_rows(folder / "populations.csv")),
            names,
        )

    def body_of(self, siren: str) -> Body | None:
        """Return the body of a SIREN; None for one that the tables do not have."""
        if commune := self._commune_by_siren.get(siren):
            return self.commune(commune)
        if former := self._former_by_siren.get(siren):
            return self.former_commune(former)
        if epci := self._epci_by_siren.get(siren):
            return self._epci_body(epci)
        territory = next((row for row in self.territories if row.siren == siren), None)
        return self._territory(territory) if territory else None

    def commune(self, row: CommuneRow) -> Body:
        """Return the body of a commune of today."""
        epci = tuple(row.epci.split())
        return Body(
            label=self._commune_label(row),
            kind="commune",
            name=row.name,
            siren=row.siren or None,
            code=row.code,
            departement=row.departement,
            region=self._regions.get(row.departement),
            epci=epci,
            population=int(row.population) if row.population else None,
            publication=self._publication("commune", row.departement) if row.population else None,
        )

    def former_commune(self, period: CommunePeriod) -> Body:
        """Return the body of a commune that has merged."""
        return Body(
            label=self._former_label(period, _drop_articles(fold_name(period.name))),
            kind="commune",
            name=period.name,
            siren=period.siren or None,
            code=period.code,
            departement=period.departement,
            region=self._regions.get(period.departement),
            last_year=period.last_year,
        )

    def former_of_label(self, label: str) -> CommunePeriod | None:
        """Return the former commune that has this label, in any spelling; None for another body."""
        return self._former_by_key.get(body_key(label) or "")

    def formers_of(self, code: str) -> Sequence[CommunePeriod]:
        """Return the former communes that are now in the commune with this code, the last ones first."""
        return self._formers_by_commune.get(code, ())

    def commune_of_today(self, period: CommunePeriod) -> CommuneRow | None:
        """Return the commune of today in which a former one is."""
        return self.commune_of_code(self._last_code(period))

    def is_part(self, period: CommunePeriod) -> bool:
        """Return whether a former commune is a commune déléguée or associée today."""
        return period.code in self._parts_by_code

    def has_merged(self, name: str) -> bool:
        """Return whether a commune of a name has merged since 2012, or came of a merger."""
        current = (row for row in self.communes_named(name) if row.kind == "commune")
        return bool(self.formers_named(name)) or any(row.code in self._period_by_code for row in current)

    def communes_at(self, name: str, when: PartialDate | None) -> Sequence[DatedCommune]:
        """Return the communes that a name may mean in an act of a date, parts of others left out.

        Those of today where the date is not known or does not exist, or where none of the name has merged.
        """
        current = [DatedCommune(row) for row in self.communes_named(name) if row.kind == "commune"]
        if when is None or not when.exists:
            return current
        dated = [(each, self._period_by_code.get(each.row.code)) for each in current]
        standing = [(each, period.stands(when) if period else True) for each, period in dated]
        named = self.formers_named(name)
        formers = [(self._as_row(period), period.stands(when)) for period in named]
        found = [
            each._replace(is_certain=bool(is_so)) for each, is_so in (*standing, *formers) if is_so is not False
        ]
        return found or ([] if named else current)

    def formers_named(self, name: str) -> Sequence[CommunePeriod]:
        """Return the former communes of a name in any spelling, as ``communes_named`` finds those of today."""
        written = fold_name(name)
        found = self._formers_by_name.get(_drop_articles(written), ())
        exact = [period for period in found if fold_name(period.name) == written]
        return exact if exact and written != _drop_articles(written) else found

    def whole_at(self, code: str, when: PartialDate) -> Body | None:
        """Return the commune that what had this code was a part of, at a date that exists; None if not known.

        What became a part before 2012, on a day that the tables do not have, has been one of the commune of today
        since then, unless that one is younger.
        """
        periods = self._formers_by_code.get(code, ())
        if not periods and when.first_day() >= _FIRST_DAY:
            owners = (self.commune_of_code(row.current) for row in self._parts_by_code.get(code, ()))
            owner = next(owners, None)
            period = self._period_by_code.get(owner.code) if owner else None
            return self.commune(owner) if owner and (period is None or period.stands(when)) else None
        ended = [period for period in periods if period.has_ended(when)]
        following = max(ended, key=lambda period: period.until or _NEVER).successor if ended else ""
        for _ in range(_MOST_MERGERS):
            periods = self._formers_by_code.get(following, ())
            if former := next((period for period in periods if period.stands(when)), None):
                return self.former_commune(former)
            row, period = self.commune_of_code(following), self._period_by_code.get(following)
            if row and (period is None or period.stands(when)):
                return self.commune(row)
            past = [period for period in periods if period.has_ended(when)]
            following = max(past, key=lambda period: period.until or _NEVER).successor if past else ""
        return None

    def departement(self, code: str) -> Body | None:
        """Return the département of a code: ``34``, ``2A``, ``974``; None for another one."""
        row = next((row for row in self.territories if (row.kind, row.code) == ("departement", code)), None)
        return self._territory(row) if row else None

    def departement_named(self, name: str) -> Body | None:
        """Return the département of this name, without « Département de »; None for another name."""
        return self._territory_named("departement", name)

    def region_named(self, name: str) -> Body | None:
        """Return the région of this name, without « Région »; None for another name."""
        return self._territory_named("region", name)

    def communes_named(self, name: str) -> Sequence[CommuneRow]:
        """Return the communes of a name in any spelling, parts of others included, current ones first.

        « Ormes » may be Les Ormes, since « commune des Ormes » hides the article; « Les Ormes » is not Ormes.
        """
        written = fold_name(name)
        found = self._communes_by_key.get(_drop_articles(written), ())
        rows = [self.communes.rows[number] for number in found]
        exact = [row for row, number in zip(rows, found, strict=True) if self.communes.keys[number] == written]
        if exact and written != _drop_articles(written):
            rows = exact
        return sorted(rows, key=lambda row: (row.kind != "commune", row.code))

    def commune_of_code(self, code: str) -> CommuneRow | None:
        """Return the commune of today that has this INSEE code."""
        return self._commune_by_code.get(code)

    def epci_named(self, name: str) -> Sequence[Body]:
        """Return the EPCI of a name: of that type, where the name has one."""
        kind, key = _split_type(name)
        found = [self._epci_body(row) for row in self._epci_by_key.get(key, ())]
        return [each for each in found if kind in (None, each.kind)]

    def has_absorbed(self, code: str | None) -> bool:
        """Return whether others are parts of the commune now: it may keep more councillors (L2113-7, L2113-8).

        So are the arrondissements of Paris, Lyon and Marseille, whose councils other articles set.
        """
        return code in self._absorbing

    def has_label(self, label: str) -> bool:
        """Return whether a body of the tables has this label, in any spelling."""
        key, name = body_key(label), name_of_label(label)
        communes = (self.commune(row) for row in self.communes_named(name) if row.kind == "commune")
        territories = (self.departement_named(_after_kind(name)), self.region_named(_after_kind(name)))
        bodies = chain(communes, self.epci_named(name), filter(None, territories))
        return any(body_key(body.label) == key for body in bodies)

    def departements_of_epci(self, siren: str) -> frozenset[str]:
        """Return the codes of the départements in which an EPCI has communes."""
        return self._departements_by_epci.get(siren, frozenset())

    def _territory_named(self, kind: str, name: str) -> Body | None:
        key = _drop_articles(fold_name(name))
        rows = self._territories_by_key.get((kind, key), ())
        return self._territory(rows[0]) if len(rows) == 1 else None

    def _territory(self, row: TerritoryRow) -> Body:
        departement = row.kind == "departement"
        label = (self.names.departement(row.code) if departement else None) or f"Région {row.name}"
        return Body(
            label=label,
            kind="departement" if departement else "region",
            name=row.name,
            siren=row.siren or None,
            code=row.code,
            departement=row.code if departement else None,
            region=row.region if departement else row.code,
        )

    def _epci_body(self, row: EpciRow) -> Body:
        namesakes = self._epci_by_label[label := _label_of_epci(row.name)]
        return Body(
            label=f"{label} ({row.departement})" if len(namesakes) > 1 else label,
            kind=row.kind,
            name=row.name,
            siren=row.siren,
            departement=row.departement,
            region=self._regions.get(row.departement),
            population=int(row.population) if row.population else None,
            publication=self._publication("epci", row.departement) if row.population else None,
        )

    def _commune_label(self, row: CommuneRow) -> str:
        numbers = self._communes_by_key[_drop_articles(fold_name(row.name))]
        namesakes = [each for number in numbers if (each := self.communes.rows[number]).kind == "commune"]
        if len(namesakes) == 1:
            return row.name
        alone = sum(each.departement == row.departement for each in namesakes) == 1
        return f"{row.name} ({row.departement if alone else row.code})"

    def _former_label(self, period: CommunePeriod, key: str) -> str:
        """Return the label of a former commune, with its département or its code if places share its name."""
        rows = (self.communes.rows[number] for number in self._communes_by_key.get(key, ()))
        codes = {row.code for row in rows if row.kind == "commune"} | {
            each.code for each in self._formers_by_name[key]
        }
        if codes == {period.code}:
            return label_of_former(period.name, None, period.last_year or 0)
        alone = sum(code.startswith(period.departement) for code in codes) == 1
        return label_of_former(period.name, period.departement if alone else period.code, period.last_year or 0)

    def _as_row(self, period: CommunePeriod) -> DatedCommune:
        """Return a former commune with the postal codes and the EPCI of the commune of today in which it is."""
        today = self.commune_of_today(period)
        postal_codes, epci = (today.postal_codes, today.epci) if today else ("", "")
        row = CommuneRow(
            period.code, period.name, "former", period.departement, "", postal_codes, period.siren, epci, ""
        )
        return DatedCommune(row, period)

    def _last_code(self, period: CommunePeriod) -> str:
        """Return the code of the commune of today in which a former one is."""
        later: CommunePeriod | None = period
        code = period.successor
        while later:
            code = later.successor
            following = self._formers_by_code.get(code, ())
            later = next((each for each in following if each.since and each.since == later.until), None)
        return code

    def _publication(self, kind: str, departement: str) -> str | None:
        """Return the publication of a population: of the département if it has its own."""
        named = [(where, name) for of, where, name in self.publications if of == kind]
        return max((each for each in named if departement.startswith(each[0])), default=("", None))[1]

    @cached_property
    def _communes_by_key(self) -> Mapping[str, Sequence[int]]:
        return _group((_drop_articles(key), number) for number, key in enumerate(self.communes.keys))

    @cached_property
    def _commune_by_siren(self) -> Mapping[str, CommuneRow]:
        return {row.siren: row for row in self.communes.rows if row.siren}

    @cached_property
    def _formers(self) -> Sequence[CommunePeriod]:
        return [period for period in self.periods if period.until]

    @cached_property
    def _period_by_code(self) -> Mapping[str, CommunePeriod]:
        return {period.code: period for period in self.periods if not period.until}

    @cached_property
    def _former_by_siren(self) -> Mapping[str, CommunePeriod]:
        return {period.siren: period for period in self._formers if period.siren}

    @cached_property
    def _former_by_key(self) -> Mapping[str, CommunePeriod]:
        named = ((period, key) for key, periods in self._formers_by_name.items() for period in periods)
        return {body_key(self._former_label(period, key)) or "": period for period, key in named}

    @cached_property
    def _formers_by_code(self) -> Mapping[str, Sequence[CommunePeriod]]:
        return _group((period.code, period) for period in self._formers)

    @cached_property
    def _formers_by_name(self) -> Mapping[str, Sequence[CommunePeriod]]:
        keys = fold_names(period.name for period in self._formers)
        return _group((_drop_articles(key), period) for key, period in zip(keys, self._formers, strict=True))

    @cached_property
    def _formers_by_commune(self) -> Mapping[str, Sequence[CommunePeriod]]:
        latest = sorted(self._formers, key=lambda period: period.until or _NEVER, reverse=True)
        return _group((self._last_code(period), period) for period in latest)

    @cached_property
    def _parts_by_code(self) -> Mapping[str, Sequence[CommuneRow]]:
        return _group((row.code, row) for row in self.communes.rows if row.kind != "commune")

    @cached_property
    def _absorbing(self) -> frozenset[str]:
        return frozenset(row.current for row in self.communes.rows if row.kind != "commune")

    @cached_property
    def _commune_by_code(self) -> Mapping[str, CommuneRow]:
        return {row.code: row for row in self.communes.rows if row.kind == "commune"}

    @cached_property
    def _epci_by_siren(self) -> Mapping[str, EpciRow]:
        return {row.siren: row for row in self.epci}

    @cached_property
    def _epci_by_key(self) -> Mapping[str, Sequence[EpciRow]]:
        return _group((_split_type(row.name)[1], row) for row in self.epci)

    @cached_property
    def _epci_by_label(self) -> Mapping[str, Sequence[EpciRow]]:
        return _group((_label_of_epci(row.name), row) for row in self.epci)

    @cached_property
    def _departements_by_epci(self) -> Mapping[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.communes.rows:
            for siren in row.epci.split():
                found[siren].add(row.departement)
        return {siren: frozenset(codes) for siren, codes in found.items()}

    @cached_property
    def _territories_by_key(self) -> Mapping[tuple[str, str], Sequence[TerritoryRow]]:
        found: defaultdict[tuple[str, str], list[TerritoryRow]] = defaultdict(list)
        for row, key in zip(self.territories, fold_names(row.name for row in self.territories), strict=True):
            found[row.kind, _drop_articles(key)].append(row)
        return dict(found)

    @cached_property
    def _regions(self) -> Mapping[str, str]:
        return {row.code: row.region for row in self.territories if row.kind == "departement" and row.region}


def _group(pairs: Iterable[tuple[str, _T]]) -> dict[str, list[_T]]:
    found: defaultdict[str, list[_T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def read_epci(folder: Traversable) -> tuple[EpciRow, ...]:
    """Read the table of EPCI and établissements publics territoriaux in a folder of gazetteers."""
    return tuple(map(EpciRow._make, _read_rows(folder / "epci.csv")))


def read_territories(folder: Traversable) -> tuple[TerritoryRow, ...]:
    """Read the table of départements and régions in a folder of gazetteers."""
    return tuple(map(TerritoryRow._make, _read_rows(folder / "territories.csv")))


def _read_rows(table: Traversable) -> list[list[str]]:
    return list(csv.reader(table.read_text("utf-8").splitlines()))[1:]


def _drop_articles(key: str) -> str:
    rest = key
    while rest.partition(" ")[0] in LEADING_WORDS:
        rest = rest.partition(" ")[2]
    return rest or key


def _after_kind(name: str) -> str:
    """Return the name of a territory without « Département » or « Région »."""
    return re.sub(r"(?i)\A(?:département|region|région)\s", "", name)


def _split_type(name: str) -> tuple[BodyKind | None, str]:
    """Return the type that the name of an EPCI begins with, and the key of the rest: words without small ones."""
    key = fold_name(name)
    for words, kind in _TYPES_OF_EPCI:
        if key.startswith(f"{words} "):
            return kind, _without_links(key[len(words) :])
    return None, _without_links(key)


def _without_links(key: str) -> str:
    return " ".join(word for word in key.split() if word not in _LINKS)


def _label_of_epci(name: str) -> str:
    """Return the name of an EPCI in full: « Laval Agglomération », « Communauté de communes du Perche »."""
    kind, own = name[:3], name[3:]
    if kind not in _WRITTEN_IN_FULL:
        return name
    return own if _NAMES_ITS_TYPE.search(own) else _WRITTEN_IN_FULL[kind] + own


@cache
def load_referential(package: str) -> Referential:
    """Load the tables of a package; cached."""
    return Referential.read(files(package) / "gazetteers", load_communes(package), load_official_names(package))
