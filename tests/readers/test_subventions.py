"""Tables of SCDL subventions: each row becomes a record with the facts and the award that it states."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recueil.errors import FileBroken
from recueil.pipeline import extract_acts
from recueil.readers import subventions
from recueil.readers.reader import parse_document, sha256_of
from recueil.readers.rows import read_rows
from recueil.settings import Limits
from recueil.values import Act, Amount, Award, EnclosedAct, Mention, PartialDate, Reference, StatedFacts

if TYPE_CHECKING:
    from spacy.language import Language

    from recueil.readers.document import Document

PATH, LIMITS = Path("t.csv"), Limits()
SIRET, OTHER = "21340172200011", "38047555800058"
HEAD = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,rnaBeneficiaire,"
    "objet,montant,pourcentageSubvention\n"
)
MILLE_VOIX = f"Ville de Vornoy,{SIRET},2024-04-02,2024-12,Association Les Mille Voix,,W863004217,Chant,4800.50,1\n"
CLUB = f"Ville de Vornoy,{SIRET},03/05/2023,,Tennis club de Fontvergne,{OTHER},,Tournoi,1200,0.5\n"
PERSON = f"Ville de Vornoy,{SIRET},,,Odile PÉRIGNON,,,Bourse,300,\n"


def document(rows: str) -> Document:
    content = (HEAD + rows).encode()
    return parse_document(PATH, content, sha256_of(content), LIMITS)


def test_a_row_is_set_out_as_lines() -> None:
    read = document(MILLE_VOIX + CLUB)
    first = (
        f"nomAttribuant : Ville de Vornoy\nidAttribuant : {SIRET}\ndateConvention : 2024-04-02\n"
        "referenceDecision : 2024-12\nnomBeneficiaire : Association Les Mille Voix\nrnaBeneficiaire : W863004217\n"
        "objet : Chant\nmontant : 4800.50 €\npourcentageSubvention : 1\n\n"
    )
    assert (read.media, read.text[: len(first)]) == ("text/csv", first)
    stated = StatedFacts(
        "table", "subvention", None, PartialDate(2024, 4, 2), "Chant", "Ville de Vornoy", SIRET[:9]
    )
    assert read.enclosed[0] == EnclosedAct(0, len(first), stated)
    assert [each.stated.date for each in read.enclosed] == [PartialDate(2024, 4, 2), PartialDate(2023, 5, 3)]
    assert read.enclosed[1].end == len(read.text)


@pytest.mark.parametrize(
    "row",
    [
        f"Vornoy,{SIRET},,,,,,Chant,10,1\n",
        f"Vornoy,{SIRET},,,Club,,,Chant,,1\n",
        f"Vornoy,{SIRET},,,Club,,,Chant,environ 10,1\n",
    ],
    ids=["no beneficiary", "no amount", "words for an amount"],
)
def test_a_row_that_awards_nothing_is_left_out(row: str) -> None:
    with pytest.raises(FileBroken, match="no row has a beneficiary and an amount"):
        document(row)
    assert document(row + CLUB + CLUB).text == document(CLUB).text


def test_other_tables_are_text() -> None:
    content = b"jour,plat\n1,pain\n"
    assert parse_document(PATH, content, "", LIMITS).media == "text/plain"


def test_rows_of_any_format_make_one_table_for_each_body_and_year() -> None:
    rows = read_rows(PATH, (HEAD + MILLE_VOIX + CLUB + PERSON).encode(), LIMITS)
    tables = subventions.write_tables(rows)
    assert list(tables) == [f"subventions-{SIRET[:9]}-{year}.csv" for year in ("2023", "2024", "sans-date")]
    spaced = (HEAD + MILLE_VOIX + CLUB + PERSON).replace(",", ";").encode("utf-8-sig")
    assert subventions.write_tables(read_rows(PATH, spaced, LIMITS)) == tables
    (again,) = subventions.write_tables(
        read_rows(PATH, tables[f"subventions-{SIRET[:9]}-2023.csv"], LIMITS)
    ).items()
    assert again == (f"subventions-{SIRET[:9]}-2023.csv", tables[f"subventions-{SIRET[:9]}-2023.csv"])


def award_of(act: Act) -> Award:
    (award,) = act.facts.awards
    return award


def test_a_record_is_no_act_and_has_one_exact_award(nlp: Language) -> None:
    read = document(MILLE_VOIX + CLUB + PERSON)
    (whole,) = extract_acts(nlp, [read])
    assert isinstance(whole, Act)
    first, second, third = whole.parts
    identity = first.facts.identity
    assert (identity.kind, identity.number, identity.title) == ("subvention", None, "Chant")
    assert (identity.date, identity.body, identity.siren) == (
        PartialDate(2024, 4, 2),
        "Ville de Vornoy",
        SIRET[:9],
    )
    at = read.text.index("4800.50 €")
    money = Mention(at, at + 9, Amount(Decimal("4800.50"), role="subvention"), "scdl-subvention")
    cited = read.text.index("2024-12\n")
    decision = Mention(cited, cited + 7, Reference("délibération", "2024-12"), "scdl-subvention")
    assert award_of(first) == Award(
        0,
        first.end,
        "subvention",
        "Association Les Mille Voix",
        read.text.index("Association"),
        money,
        "association",
        "Chant",
        rna="W863004217",
        recalls=decision,
    )
    assert [str(each.value) for each in first.entities if each.kind in ("amount", "reference")] == [
        "délibération #2024-12",
        "4800.50 EUR @subvention",
    ]
    half = award_of(second)
    assert (half.siret, half.recalls, half.amount and half.amount.doubtful) == (OTHER, None, True)
    assert (award_of(third).recipient, third.date, whole.findings) == ("person", None, ())
