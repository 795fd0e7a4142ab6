"""SCDL: what an act says in its columns, what keeps a row out, and files that the published schemas accept."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.export.making import (
    ADDRESS,
    AWARD,
    FACTS,
    IDENTITY,
    SIRET,
    TEXT,
    UID,
    VOTE,
    names,
    read,
    run,
)
from tests.tables import each_row

from recueil.errors import ExportError
from recueil.export.scdl import rows as deliberations
from recueil.export.scdl import rows as subventions
from recueil.export.scdl import table_schema
from recueil.export.scdl.file import ROW_MAKERS, RowValidator
from recueil.export.scdl.rows import BodyDirectory, day_cell
from recueil.export.scdl.table_schema import DELIBERATION_SCHEMA, SUBVENTION_SCHEMA, TableSchema
from recueil.store.acts.read import FiledAct
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Award,
    Facts,
    Headcount,
    Identity,
    Mention,
    PartialDate,
    Reference,
    Vote,
)
from recueil.values.organisation import is_siret

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "exports.md").read_text("utf-8")
SCHEMAS = ROOT.parent / "shared" / "domain" / "schemas"
BODIES = BodyDirectory([("Ville de Vornoy", SIRET)])


def filed(facts: Facts = FACTS, *, text: str = TEXT, sources: tuple[str, ...] = (ADDRESS,)) -> FiledAct:
    return FiledAct(UID, UID, sources, facts.identity.body, Act(0, len(text), facts, ()), text, "1")


def identified(**changes: Any) -> FiledAct:
    return filed(replace(FACTS, identity=replace(IDENTITY, **changes)))


# Délibérations

SAID = {
    "COLL_NOM": "Ville de Vornoy",
    "COLL_SIRET": SIRET,
    "DELIB_ID": "2023-12",
    "DELIB_DATE": "2023-03-14",
    "DELIB_MATIERE_CODE": "7.5",
    "DELIB_MATIERE_NOM": "finances locales/subventions",
    "DELIB_OBJET": "Subvention aux Voix du lac",
    "BUDGET_ANNEE": None,
    "BUDGET_NOM": None,
    "PREF_ID": None,
    "PREF_DATE": "2023-03-16",
    "VOTE_EFFECTIF": "25",
    "VOTE_REEL": "23",
    "VOTE_POUR": "20",
    "VOTE_CONTRE": "3",
    "VOTE_ABSTENTION": "0",
    "DELIB_URL": ADDRESS,
}
NO_VOTE = dict.fromkeys(("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION"))


def deliberation(act: FiledAct, bodies: BodyDirectory = BODIES) -> dict[str, str | None]:
    (row,) = deliberations.deliberation_rows(act, bodies)
    return row.cells


def test_a_deliberation_is_what_its_act_says() -> None:
    assert deliberation(filed()) == SAID
    assert tuple(SAID) == DELIBERATION_SCHEMA.columns


@pytest.mark.parametrize("kind", ["decision", "pv", "arrete", None])
def test_no_other_act_is_a_deliberation(kind: str | None) -> None:
    assert list(deliberations.deliberation_rows(identified(kind=kind), BODIES)) == []


CHANGES: list[tuple[dict[str, Any], dict[str, str | None]]] = [
    ({"subject": "7.10"}, {"DELIB_MATIERE_CODE": "7.10", "DELIB_MATIERE_NOM": "finances locales/divers"}),
    ({"subject": "7.5.2"}, {}),
    ({"subject": "7"}, {"DELIB_MATIERE_CODE": "7", "DELIB_MATIERE_NOM": None}),
    ({"subject": None}, {"DELIB_MATIERE_CODE": None, "DELIB_MATIERE_NOM": None}),
    ({"date": PartialDate(2023, 3)}, {"DELIB_DATE": None}),
    ({"date": PartialDate(2023, 2, 31)}, {"DELIB_DATE": None}),
    ({"date": None}, {"DELIB_DATE": None}),
    ({"received": None, "transmitted": PartialDate(2023, 3, 15)}, {"PREF_DATE": None}),
    ({"number": None, "title": " "}, {"DELIB_ID": None, "DELIB_OBJET": None}),
    ({"title": "Voix\ndu  lac"}, {"DELIB_OBJET": "Voix du lac"}),
    ({"siren": None}, {}),
    ({"siren": "213401722"}, {"COLL_NOM": "VILLE DE VORNOY", "COLL_SIRET": None}),
    ({"siren": None, "body": "Commune de VORNOY"}, {}),
    ({"siren": None, "body": "Vornoy-le-Bas"}, {"COLL_NOM": "Vornoy-le-Bas", "COLL_SIRET": None}),
    ({"siren": None, "body": None}, {"COLL_NOM": None, "COLL_SIRET": None}),
]


@each_row(("said", "cells"), CHANGES)
def test_what_an_act_says_otherwise(said: dict[str, Any], cells: dict[str, str | None]) -> None:
    assert deliberation(identified(**said)) == SAID | cells


def test_a_body_that_no_setting_names_has_no_siret() -> None:
    cells = deliberation(filed(), BodyDirectory([]))
    assert (cells["COLL_NOM"], cells["COLL_SIRET"]) == ("VILLE DE VORNOY", None)


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, votes=()),
        replace(FACTS, votes=(VOTE, VOTE)),
        replace(FACTS, votes=(replace(VOTE, abstentions=None),)),
        replace(FACTS, votes=(Vote(0, 1, "adopted", True),)),
        replace(FACTS, votes=(replace(VOTE, votes_for=None),)),
        replace(FACTS, attendance=Attendance(counts=Headcount(present=25))),
    ],
)
def test_votes_are_said_whole_or_not_at_all(facts: Facts) -> None:
    assert deliberation(filed(facts)) == SAID | NO_VOTE


@pytest.mark.parametrize(
    ("sources", "url"),
    [
        (("file:///a.pdf",), None),
        (("s3://actes/a.pdf",), None),
        (("file:///a.pdf", "https://b.example/a.pdf"), "https://b.example/a.pdf"),
    ],
)
def test_only_an_address_of_the_web_is_an_address(sources: tuple[str, ...], url: str | None) -> None:
    assert deliberation(filed(sources=sources))["DELIB_URL"] == url


# Subventions

GRANTED = {
    "nomAttribuant": "Ville de Vornoy",
    "idAttribuant": SIRET,
    "dateConvention": None,
    "referenceDecision": "2023-12",
    "nomBeneficiaire": "Voix du lac",
    "idBeneficiaire": None,
    "rnaBeneficiaire": "W380475558",
    "objet": "leur tournée",
    "montant": "1500.50",
    "nature": "aide en numéraire",
    "conditionsVersement": None,
    "datesPeriodeVersement": None,
    "idRAE": None,
    "notificationUE": None,
    "pourcentageSubvention": "1",
    "dispositifAide": None,
}


def awarded(text: str = TEXT, votes: tuple[Vote, ...] = (VOTE,), **changes: Any) -> FiledAct:
    return filed(replace(FACTS, votes=votes, awards=(replace(AWARD, **changes),)), text=text)


def amount(value: str, currency: str = "EUR") -> Mention:
    return Mention(0, 1, Amount(Decimal(value), currency), "figures")


def test_a_subvention_is_what_its_act_says() -> None:
    (row,) = subventions.subvention_rows(filed(), BODIES)
    assert row.cells == GRANTED
    assert row.doubts == ()
    assert tuple(GRANTED) == SUBVENTION_SCHEMA.columns


@pytest.mark.parametrize(
    "changes",
    [
        {"what": "cession"},
        {"what": "versement"},
        {"what": "garantie"},
        {"amount": None},
        {"amount": amount("12", "FRF")},
    ],
)
def test_what_is_no_subvention_in_euros(changes: dict[str, Any]) -> None:
    assert list(subventions.subvention_rows(awarded(**changes), BODIES)) == []


AWARDED: list[tuple[dict[str, Any], dict[str, str | None]]] = [
    ({"siret": "35600000000048"}, {"idBeneficiaire": "35600000000048"}),
    ({"siret": "732829320"}, {"idBeneficiaire": None}),
    ({"rna": None}, {"rnaBeneficiaire": None}),
    ({"purpose": None}, {"objet": None}),
    ({"amount": amount("12")}, {"montant": "12.00"}),
    ({"text": TEXT.replace("aux Voix", "en nature aux Voix")}, {"nature": None}),
    ({"text": TEXT.replace("aux Voix", "(mise à disposition de la salle) aux Voix")}, {"nature": None}),
    ({"text": TEXT.replace("aux Voix", "valorisés aux Voix")}, {"nature": None}),
    ({"text": TEXT.replace("aux Voix", "à titre gracieux aux Voix")}, {"nature": None}),
    ({"text": TEXT.replace("aux Voix", "à la Maison de la nature, aux Voix")}, {}),
]


@each_row(("changes", "cells"), AWARDED)
def test_what_an_award_says_otherwise(changes: dict[str, Any], cells: dict[str, str | None]) -> None:
    (row,) = subventions.subvention_rows(awarded(**changes), BODIES)
    assert row.cells == GRANTED | cells


def test_what_was_not_decided_or_is_taken_back_is_doubted() -> None:
    (row,) = subventions.subvention_rows(awarded(votes=(VOTE, replace(VOTE, outcome="rejected"))), BODIES)
    assert row.doubts == ("a vote that did not adopt",)
    (row,) = subventions.subvention_rows(awarded(amount=amount("-12")), BODIES)
    assert row.doubts == ("montant below zero",)
    guessed = replace(amount("12"), rule="model.beneficiary", certainty=Decimal("0.60"), doubtful=True)
    (row,) = subventions.subvention_rows(awarded(amount=guessed), BODIES)
    assert row.doubts == ("a beneficiary of which the model is in doubt",)
    made = Mention(0, 9, Reference("délibération", "2022-40", PartialDate(2022, 12, 5)), "gold")
    (row,) = subventions.subvention_rows(awarded(recalls=made), BODIES)
    assert row.doubts == ("made by another act: délibération #2022-40 | 2022-12-05",)


def test_a_record_of_a_table_has_its_own_cells() -> None:
    text = (
        "nomAttribuant : Ville de Vornoy\nidAttribuant : 21869000600012\ndateConvention : 02/04/2024\n"
        "referenceDecision : 2024-12\nnomBeneficiaire : Les Mille Voix\nobjet : Chant\nmontant : 12 €\n"
        "nature : aide en nature\nnotificationUE : non\npourcentageSubvention : 1\n"
    )
    decided = Mention(0, 9, Reference("délibération", "2024-12"), "gold")
    award = Award(0, len(text), "subvention", "Les Mille Voix", 0, amount("12"), recalls=decided)
    identity = Identity("subvention", date=PartialDate(2024, 4, 2))
    record = filed(Facts(identity, awards=(award,)), text=text)
    (row,) = subventions.subvention_rows(record, BODIES)
    assert {name: cell for name, cell in row.cells.items() if cell} == {
        "nomAttribuant": "Ville de Vornoy",
        "idAttribuant": "21869000600012",
        "dateConvention": "2024-04-02",
        "referenceDecision": "2024-12",
        "nomBeneficiaire": "Les Mille Voix",
        "objet": "Chant",
        "montant": "12.00",
        "nature": "aide en nature",
        "notificationUE": "non",
        "pourcentageSubvention": "1",
    }
    assert row.doubts == ()
    (row,) = subventions.subvention_rows(replace(record, repeated=frozenset({1})), BODIES)
    assert row.doubts == ("made by an act of the store",)


# Checks

WRONG: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = [
    ("deliberations", {"COLL_SIRET": "21869000600019"}, ("COLL_SIRET: no SIRET",)),
    ("deliberations", {"COLL_SIRET": "35600000049837"}, ()),
    ("deliberations", {"COLL_SIRET": "2186900060001"}, ("COLL_SIRET: pattern", "COLL_SIRET: no SIRET")),
    ("deliberations", {"DELIB_DATE": "2023-02-31", "PREF_DATE": None}, ("DELIB_DATE: type",)),
    ("deliberations", {"DELIB_MATIERE_CODE": "9.99"}, ("DELIB_MATIERE_CODE: not in the national list",)),
    ("deliberations", {"DELIB_MATIERE_CODE": "7.1"}, ("DELIB_MATIERE_NOM: not that of DELIB_MATIERE_CODE",)),
    (
        "deliberations",
        {"DELIB_MATIERE_NOM": "Finances locales/Subventions"},
        ("DELIB_MATIERE_NOM: not that of DELIB_MATIERE_CODE",),
    ),
    ("deliberations", {"BUDGET_ANNEE": "2017/2018", "BUDGET_NOM": "eau"}, ()),
    ("deliberations", {"BUDGET_ANNEE": "2018/2017", "BUDGET_NOM": "eau"}, ("BUDGET_ANNEE: no span of years",)),
    ("deliberations", {"BUDGET_ANNEE": "2018"}, ("BUDGET_ANNEE, BUDGET_NOM: all or none",)),
    ("deliberations", {"PREF_DATE": "2023-03-13"}, ("PREF_DATE before DELIB_DATE",)),
    (
        "deliberations",
        {"VOTE_EFFECTIF": None},
        ("VOTE_EFFECTIF, VOTE_REEL, VOTE_POUR, VOTE_CONTRE, VOTE_ABSTENTION: all or none",),
    ),
    ("deliberations", {"VOTE_EFFECTIF": "22"}, ("VOTE_EFFECTIF below VOTE_REEL",)),
    (
        "deliberations",
        {"VOTE_REEL": "19"},
        ("VOTE_REEL below VOTE_POUR", "VOTE_REEL not the sum of VOTE_POUR, VOTE_CONTRE, VOTE_ABSTENTION"),
    ),
    ("deliberations", {"VOTE_POUR": "9"}, ("VOTE_REEL not the sum of VOTE_POUR, VOTE_CONTRE, VOTE_ABSTENTION",)),
    ("deliberations", NO_VOTE, ()),
    ("subventions", {"idBeneficiaire": "38047555800059"}, ("idBeneficiaire: no SIRET",)),
    ("subventions", {"rnaBeneficiaire": None}, ("idBeneficiaire or rnaBeneficiaire: neither",)),
    ("subventions", {"rnaBeneficiaire": "W38047555"}, ("rnaBeneficiaire: pattern",)),
    ("subventions", {"objet": "x" * 257}, ("objet: maxLength",)),
    ("subventions", {"nature": "aide en nature;aide en numéraire"}, ()),
    ("subventions", {"nature": "argent"}, ("nature: enum",)),
    ("subventions", {"pourcentageSubvention": "49"}, ("pourcentageSubvention: maximum",)),
    ("subventions", {"pourcentageSubvention": "0"}, ("pourcentageSubvention: minimum",)),
    ("subventions", {"notificationUE": "no"}, ("notificationUE: type",)),
    ("subventions", {"datesPeriodeVersement": "2017-03-14/2018-03-14"}, ()),
    (
        "subventions",
        {"datesPeriodeVersement": "2018-03-14/2017-03-14"},
        ("datesPeriodeVersement: no day or span of days",),
    ),
    ("subventions", {"datesPeriodeVersement": "2017-02-30"}, ("datesPeriodeVersement: no day or span of days",)),
    (
        "subventions",
        {"datesPeriodeVersement": "2017"},
        ("datesPeriodeVersement: pattern", "datesPeriodeVersement: no day or span of days"),
    ),
]
COMPLETE = GRANTED | {
    "dateConvention": "2023-03-20",
    "conditionsVersement": "unique",
    "datesPeriodeVersement": "2023-04-01",
    "notificationUE": "non",
}
GOOD = {"deliberations": SAID, "subventions": COMPLETE}


@each_row(("name", "cells", "wrong"), WRONG)
def test_what_is_wrong_with_a_row(name: str, cells: dict[str, str | None], wrong: tuple[str, ...]) -> None:
    rules, _ = ROW_MAKERS[name]
    assert rules.wrong(GOOD[name]) == ()
    assert rules.wrong(GOOD[name] | cells) == wrong


def test_what_is_missing_in_a_row() -> None:
    rules, _ = ROW_MAKERS["subventions"]
    assert rules.missing(GRANTED) == (
        *("dateConvention", "conditionsVersement", "datesPeriodeVersement", "notificationUE"),
    )


def write(file: Path, layout: TableSchema, rows: list[dict[str, str | None]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, layout.columns)
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.mark.parametrize(("name", "cells", "wrong"), WRONG, ids=str)
def test_a_file_is_held_against_the_same_rules(
    tmp_path: Path, name: str, cells: dict[str, str | None], wrong: tuple[str, ...]
) -> None:
    rules, _ = ROW_MAKERS[name]
    file = write(tmp_path / "a.csv", rules.layout, [GOOD[name], GOOD[name] | cells])
    if wrong:
        with pytest.raises(ExportError, match=f"^{name} would not be valid: "):
            rules.validate(file)
    else:
        rules.validate(file)


def test_a_matiere_stays_text(tmp_path: Path) -> None:
    other = SAID | {"DELIB_MATIERE_CODE": "7.10", "DELIB_MATIERE_NOM": "finances locales/divers"}
    file = write(tmp_path / "a.csv", DELIBERATION_SCHEMA, [other])
    ROW_MAKERS["deliberations"][0].validate(file)
    assert ",7.10,finances locales/divers," in file.read_text("utf-8")


def test_the_names_of_matieres_are_as_they_are_wanted() -> None:
    found = table_schema.matiere_names()
    assert len(found) == 57
    for code, name in found.items():
        assert name == name.lower()
        assert name.count("/") == 1
        assert not set(name) & set(",()")
        assert "/ " not in name
        assert " /" not in name
        assert table_schema.national_levels(f"{code}.3") == table_schema.national_levels(code) == code
    assert found["7.1"] == "finances locales/décisions budgétaires"
    assert found["7.10"] == "finances locales/divers"
    assert found["8.9"] == "domaines de compétences par thèmes/culture"


@given(st.text("0123456789", min_size=13, max_size=13))
def test_each_thirteen_digits_have_one_check_digit(digits: str) -> None:
    valid = [last for last in "0123456789" if is_siret(digits + last)]
    assert len(valid) == (2 if digits.startswith("356000000") else 1)


@given(st.dates())
def test_days_are_written_whole(date: Any) -> None:
    assert day_cell(PartialDate(date.year, date.month, date.day)) == date.isoformat()
    assert day_cell(PartialDate(date.year, date.month)) is None


@pytest.mark.parametrize("text", ["", "2186900060001", "2186900060001a", "218690006000184", "²1869000600018"])
def test_what_is_no_siret(text: str) -> None:
    assert not is_siret(text)


# The command


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator says which SIRET Vornoy has."""
    said = [{"name": "Ville de Vornoy", "siret": f"{SIRET[:3]} {SIRET[3:6]} {SIRET[6:9]} {SIRET[9:]}"}]
    monkeypatch.setenv("RECUEIL_BODIES", json.dumps(said))


def as_read(cells: dict[str, str | None]) -> dict[str, str]:
    return {name: cell or "" for name, cell in cells.items()}


@pytest.mark.usefixtures("bodies")
def test_a_complete_deliberation_is_in_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert run(monkeypatch, "--format", "scdl-deliberations", "--output", "d.csv") == 0
    assert capsys.readouterr().out == ("d.csv: 1 row, valid.\nd.incomplete.csv: 0 rows that cannot be in it.\n")
    assert read(folder / "d.csv") == [as_read(SAID)]
    assert read(folder / "d.incomplete.csv") == []


LACKS = "COLL_SIRET: the SIREN is known, the establishment is not"


def test_what_is_not_complete_is_listed(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "--format", "scdl-deliberations", "--output", "d.csv") == 0
    assert capsys.readouterr().out == (
        f"d.csv: 0 rows, valid.\nd.incomplete.csv: 1 row that cannot be in it, for want of:\n      1  {LACKS}\n"
    )
    assert (folder / "d.csv").read_bytes() == ",".join(DELIBERATION_SCHEMA.columns).encode() + b"\r\n"
    cells = as_read(SAID | {"COLL_NOM": "VILLE DE VORNOY", "COLL_SIRET": None})
    assert read(folder / "d.incomplete.csv") == [
        {"act": UID, "source": ADDRESS, "missing": LACKS, "wrong": "", **cells}
    ]


@pytest.mark.usefixtures("bodies")
def test_a_subvention_lacks_what_no_act_says(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "--format", "scdl-subventions", "--output", "s.csv") == 0
    missing = ("dateConvention", "conditionsVersement", "datesPeriodeVersement", "notificationUE")
    assert capsys.readouterr().out.splitlines()[2:] == [f"      1  {name}" for name in missing]
    assert read(folder / "s.csv") == []
    assert read(folder / "s.incomplete.csv") == [
        {"act": UID, "source": ADDRESS, "missing": " | ".join(missing), "wrong": "", **as_read(GRANTED)}
    ]


def test_a_file_that_is_not_valid_gets_no_name(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(RowValidator, "wrong", lambda rules, cells: ())
    monkeypatch.setattr(RowValidator, "missing", lambda rules, cells: ())
    assert run(monkeypatch, "--format", "scdl-deliberations", "--output", "d.csv") == 1
    assert capsys.readouterr().err.startswith("recueil: deliberations would not be valid: ")
    assert names(folder) == []


# The published schemas

OFFICIAL = {
    "deliberations": (SCHEMAS / "deliberations_2.1.5_schema.json", DELIBERATION_SCHEMA),
    "subventions": (SCHEMAS / "subventions_2.1.1_schema.json", SUBVENTION_SCHEMA),
}
needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the published schemas are not in ../shared/domain"
)


@needs_schemas
@pytest.mark.parametrize("name", OFFICIAL)
def test_our_layout_is_that_of_the_published_schema(name: str) -> None:
    file, layout = OFFICIAL[name]
    published = json.loads(file.read_text("utf-8"))
    told = ("name", "type", "format", "constraints", "trueValues", "falseValues")
    fields = [{key: field[key] for key in told if key in field} for field in published["fields"]]
    ours = layout.descriptor()
    for field in ours["fields"]:
        constraints = {key: value for key, value in field["constraints"].items() if value is not False}
        field.pop("constraints")
        if constraints:
            field["constraints"] = constraints
    assert [dict(sorted(field.items())) for field in ours["fields"]] == [
        dict(sorted(field.items())) for field in fields
    ]
    assert ours["version"] == published["version"]


@needs_schemas
@pytest.mark.parametrize("name", OFFICIAL)
@pytest.mark.parametrize("rows", [0, 1])
def test_what_we_write_is_valid_by_the_published_schema(tmp_path: Path, name: str, rows: int) -> None:
    file, layout = OFFICIAL[name]
    write(tmp_path / "a.csv", layout, [GOOD[name]] * rows)
    schema = frictionless.Schema.from_descriptor(json.loads(file.read_text("utf-8")))
    report = frictionless.Resource(path="a.csv", basepath=str(tmp_path), schema=schema).validate()
    assert report.flatten(["message"]) == []


@needs_schemas
@pytest.mark.parametrize("name", OFFICIAL)
def test_what_the_command_writes_of_the_corpus_is_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus_store: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUEIL_STORE", corpus_store)
    assert run(monkeypatch, "--format", f"scdl-{name}", "--output", "a.csv") == 0
    schema = frictionless.Schema.from_descriptor(json.loads(OFFICIAL[name][0].read_text("utf-8")))
    report = frictionless.Resource(path="a.csv", basepath=str(tmp_path), schema=schema).validate()
    assert report.flatten(["message"]) == []
    assert len(read(tmp_path / "a.incomplete.csv")) > 10


# docs/exports.md


@pytest.mark.parametrize(
    ("title", "layout"), [("Délibérations", DELIBERATION_SCHEMA), ("Subventions", SUBVENTION_SCHEMA)]
)
def test_every_column_is_documented(title: str, layout: TableSchema) -> None:
    section = DOCS.partition(f"### {title}\n")[2].partition("\n### ")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \| .+ \|$", section, re.MULTILINE)) == layout.columns
