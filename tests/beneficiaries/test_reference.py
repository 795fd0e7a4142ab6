"""Public registers: files of SIRENE and of the RNA are read row by row, what may match is kept, the rest refused."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select, update
from tests.beneficiaries.awarding import AUBRAC, Make, file_award
from tests.tables import each_row

from recueil.beneficiaries.reference import LoadResult
from recueil.beneficiaries.schema import reference_organisations
from recueil.beneficiaries.store import Registered
from recueil.corrections import Attribution
from recueil.errors import FileBroken, FileMissing, FormatUnknown, RecueilError
from recueil.store.schema import bodies
from recueil.store.store import Store

WHEN = datetime.datetime(2025, 4, 1, 9, 30, tzinfo=datetime.UTC)
UNITS = (
    "siren,statutDiffusionUniteLegale,identifiantAssociationUniteLegale,sigleUniteLegale,etatAdministratifUniteLegale,"
    "nicSiegeUniteLegale,denominationUniteLegale,categorieJuridiqueUniteLegale,dateDebut"
)
OFFICES = "siren,siret,etablissementSiege,codeCommuneEtablissement,libelleCommuneEtablissement"
RNA = "id;siret;titre;titre_court;adrs_codeinsee;adrs_libcommune;date_disso"
SIREN, SIRET, OTHER = "218601946", "21860194600013", "552100554"
JUDO = "judo-club-aubrac@saint_aubrac"


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


@pytest.fixture
def judo(store: Store, make: Make) -> Store:
    """An association of a commune with a code of INSEE."""
    file_award(store, make, "Judo-club de l'Aubrac", "1500")
    file_award(store, make, "Les Mille Voix", "20")
    with store._engine.execution_options(writes=True).begin() as connection:
        row = {"key": "saint_aubrac", "label": AUBRAC, "name": AUBRAC, "name_key": "saint_aubrac"}
        connection.execute(bodies.delete().where(bodies.c.key == "saint_aubrac"))
        connection.execute(bodies.insert().values(**row, kind="commune", code="48999", departement="48"))
    return store


def kept(store: Store) -> list[Registered]:
    with store._engine.connect() as connection:
        columns = (reference_organisations.c[name] for name in Registered.__slots__)
        rows = connection.execute(select(*columns).order_by(reference_organisations.c.number))
        return [Registered(*row) for row in rows]


@pytest.mark.both_databases
def test_sirene_is_kept_where_it_may_match_and_proposed_where_it_is(judo: Store, tmp_path: Path) -> None:
    units = write(
        tmp_path / "StockUniteLegale.csv",
        UNITS,
        f"{SIREN},O,W481000001,JCA,A,00013,JUDO CLUB D'AUBRAC,9220,2001-01-01",
        f"{OTHER},O,,,C,00013,JUDO CLUB AUBRAC,9220,2012-05-31",
        "732829320,O,,,A,00074,BOULANGERIE DUPONT,5499,2001-01-01",
        "552049447,P,,,A,00013,JUDO CLUB AUBRAC,9220,2001-01-01",
        "542065479,O,,,A,00013,JUDO CLUB AUBRAC,1000,2001-01-01",
        "123456789,O,,,A,00013,JUDO CLUB AUBRAC,9220,2001-01-01",
    )
    assert judo.beneficiaries.load_register(units, WHEN) == LoadResult("StockUniteLegale", 6, 2, 0)
    archive = tmp_path / "StockEtablissement_utf8.zip"
    lines = (OFFICES, f"{SIREN},{SIRET},true,48999,SAINT-AUBRAC", f"{OTHER},{OTHER}00013,true,34172,MONTPELLIER")
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("StockEtablissement_utf8.csv", "\r\n".join(lines))
    assert judo.beneficiaries.load_register(archive, WHEN) == LoadResult("StockEtablissement", 2, 2, 1)
    entry = Registered(SIREN, "sirene", "JUDO CLUB D'AUBRAC", SIRET, "W481000001", "48999", "SAINT-AUBRAC", None)
    assert kept(judo)[0] == entry
    assert [(one.number, one.code, one.closed) for one in kept(judo)[1:]] == [(OTHER, "34172", "2012-05-31")]
    (proposed,), _ = judo.beneficiaries.proposals()
    assert (proposed.beneficiary, proposed.target, proposed.basis, proposed.score, proposed.place) == (
        *(JUDO, SIREN, "sirene", 100, "SAINT-AUBRAC"),
    )
    judo.beneficiaries.merge(JUDO, SIREN, Attribution("camille", WHEN, ""))
    profile = judo.beneficiaries.profile(JUDO)
    assert (profile.id, profile.name, profile.registered) == (SIREN, "Judo-club de l'Aubrac", (entry,))
    assert judo.beneficiaries.proposals() == ([], None)


def test_the_rna_is_proposed_in_its_commune_only(judo: Store, tmp_path: Path) -> None:
    file = write(
        tmp_path / "rna_waldec.csv",
        RNA,
        'W481000001;;"JUDO CLUB ""L\'AUBRAC""";JCA;48999;Saint-Aubrac;0001-01-01',
        "W481000002;;Judo club de l'Aubrac;;48998;Ailleurs;2019-02-03",
        "W481000003;;Les Mille Voix réunies;;48999;Saint-Aubrac;",
        "481000004;;Judo club de l'Aubrac;;48999;Saint-Aubrac;",
        encoding="cp1252",
    )
    assert judo.beneficiaries.load_register(file, WHEN) == LoadResult("RNA", 4, 2, 1)
    assert [(one.number, one.closed) for one in kept(judo)] == [("w481000001", None), ("w481000002", "2019-02-03")]
    found, _ = judo.beneficiaries.proposals()
    assert [(one.beneficiary, one.target, one.basis) for one in found] == [(JUDO, "w481000001", "rna")]
    # Once more: nothing is there twice.
    assert judo.beneficiaries.load_register(file, WHEN) == LoadResult("RNA", 4, 2, 1)
    assert (len(kept(judo)), len(judo.beneficiaries.proposals()[0])) == (2, 1)


def test_a_homonym_in_the_departement_is_proposed_if_it_is_the_only_one(judo: Store, tmp_path: Path) -> None:
    with judo._engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(bodies).values(code=None))
    lines = [
        RNA,
        "W481000001;;Judo club de l'Aubrac;;48001;Mende;",
        "W341000001;;Judo club de l'Aubrac;;34172;Sète;",
    ]
    judo.beneficiaries.load_register(write(tmp_path / "rna.csv", *lines), WHEN)
    assert [(one.target, one.score) for one in judo.beneficiaries.proposals()[0]] == [("w481000001", 90)]
    lines.append("W481000002;;Judo club de l'Aubrac;;48002;Florac;")
    judo.beneficiaries.load_register(write(tmp_path / "rna.csv", *lines), WHEN)
    assert judo.beneficiaries.proposals() == ([], None)


HOSTILE: list[tuple[Sequence[bytes], type[RecueilError], str]] = [
    ((b"",), FormatUnknown, "neither a stock file of SIRENE nor one of the RNA"),
    ((b"nom,prenom", b"a,b"), FormatUnknown, "neither a stock file of SIRENE nor one of the RNA"),
    (
        (UNITS.encode(), b"218601946,O"),
        FileBroken,
        "line 2 is no line of a CSV (2 cells, where the heading has 9)",
    ),
    ((UNITS.encode(), b"x" * (1 << 21)), FileBroken, "line 2 is no line of a CSV (more than 1048576 characters)"),
    ((RNA.encode(), b"W48;\0;;;;;"), FileBroken, "line 2 is no line of a CSV (a NUL character)"),
    ((RNA.encode(), (b'"' + b"x" * 99_000 + b'\n";') * 12), FileBroken, "line 12 is no line of a CSV (more than"),
    ((RNA.encode() + b";x" * 300,), FileBroken, "line 1 is no line of a CSV (307 columns)"),
    ((b"PK\x03\x04" + b"\0" * 60,), FileBroken, "line 1 is no line of a CSV (a NUL character)"),
]


@each_row(("lines", "kind", "reason"), HOSTILE)
def test_hostile_files_are_refused_with_their_line_and_the_reason(
    store: Store, tmp_path: Path, lines: Sequence[bytes], kind: type[RecueilError], reason: str
) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(b"\n".join(lines))
    with pytest.raises(kind) as refused:
        store.beneficiaries.load_register(file, WHEN)
    assert reason in str(refused.value)
    assert "register.csv" in str(refused.value)


def test_what_is_no_single_file_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        store.beneficiaries.load_register(tmp_path / "none.csv", WHEN)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as zipped:
        zipped.writestr("a.csv", RNA)
        zipped.writestr("b.csv", RNA)
    with pytest.raises(FormatUnknown, match="an archive with 2 CSV files"):
        store.beneficiaries.load_register(tmp_path / "two.zip", WHEN)
