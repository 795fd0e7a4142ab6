"""Identifiers, matières and the days that stamps bear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.dates.component import Dates
from recueil.facts.identity import stamps
from recueil.facts.identity.stamps import Identifier, Stamps
from recueil.values import Mention, PartialDate

DAY = PartialDate(2021, 2, 1)


def read(text: str) -> Stamps:
    return stamps.read_stamps(text, list(Dates().find(text, {})))


def days(
    *,
    sent: str | None = None,
    received: str | None = None,
    published: str | None = None,
    posted: str | None = None,
) -> Stamps:
    return Stamps(*(PartialDate.parse(day) if day else None for day in (sent, received, published, posted)))


@each_row(
    ("text", "identifier"),
    [
        ("ID : 013-211300553-20210201-1212-AI", Identifier("013-211300553-20210201-1212-AI", "013", "211300553", DAY)),
        # hyphens of the number, spaces for its underscores, dashes of a scanner, files of one act
        (
            "AR Prefecture\n068-200073963-20210201-2021-10-01-3-DE\nReçu",
            Identifier("068-200073963-20210201-2021-10-01-3-DE", "068", "200073963", DAY),
        ),
        (
            "082-218200798-20210201-D13 2021 02 01-DE",
            Identifier("082-218200798-20210201-D1320210201-DE", "082", "218200798", DAY),
        ),
        (
            "ID : 013—211300553—20210201—2021_03312_VDM—AR",
            Identifier("013-211300553-20210201-2021_03312_VDM-AR", "013", "211300553", DAY),
        ),
        (
            "034-213401722-20210201-lmc1274-DE-1-1\nActe",
            Identifier("034-213401722-20210201-lmc1274-DE-1-1", "034", "213401722", DAY),
        ),
        ("2A-211300553-20210201-1-DE 02A-211300553-20210201-DEL-DE",
         Identifier("02A-211300553-20210201-DEL-DE", "02A", "211300553", DAY)),
        # no such SIREN, no such department: what is printed is kept, nothing is told from it
        ("099-219900011-20210201-12-DE", Identifier("099-219900011-20210201-12-DE", None, None, DAY)),
        # one page misread
        (
            "013-211300563-20210201-12-AR\n013-211300553-20210201-12-AR\n013-211300563-20210201-12-AR",
            Identifier("013-211300553-20210201-12-AR", "013", "211300553", DAY),
        ),
        ("013-211300553-20211301-12-AR", None),
        ("013-211300553-20210201-12-XX", None),
        ("013-211300553-20210201", None),
        ("SIRET 213 401 722 00015", None),
    ],
)  # fmt: skip
def test_identifier(text: str, identifier: Identifier | None) -> None:
    assert stamps.find_identifier(text) == identifier


@each_row(
    ("text", "siren"),
    [
        ("COMMUNE DE FONTVERGNE\nSIREN : 213 400 179\n", "213400179"),
        ("Mairie de Fontvergne – N° SIRET 213 400 179 00017\nConseil municipal", "213400179"),
        ("SIREN n° 213400179", "213400179"),
        ("Siret : 21340017900017\nle même SIREN 213400179", "213400179"),
        ("SIREN : 213 400 172", None),  # its last digit is wrong
        ("SIREN : 552 100 554", None),  # of a firm
        ("SIREN : 213 400 179\nSIREN : 219 740 115", None),
        ("COMMUNE DE FONTVERGNE\nObjet : subvention au CCAS, SIREN 213 400 179", None),
        ("COMMUNE DE FONTVERGNE\nVu la demande du CCAS, SIREN 213 400 179", None),
        (f"{'x ' * 800}SIREN : 213 400 179", None),
        ("213 400 179", None),
    ],
)
def test_the_siren_of_a_heading(text: str, siren: str | None) -> None:
    assert stamps.find_siren(text) == siren


def test_a_number_of_the_series_of_new_communes_may_be_that_of_a_firm() -> None:
    head = "SIRET : 931 304 075 00012\nVu le code"
    assert (stamps.find_siren(head), stamps.find_new_siren(head)) == (None, "931304075")
    head = "SIRET : 213 401 722 00011, SIREN 931 304 075\n"
    assert (stamps.find_siren(head), stamps.find_new_siren(head)) == ("213401722", "931304075")
    assert stamps.find_new_siren("SIREN 931 304 076\n") is None


STAMPED = [
    (
        "Envoyé en préfecture le 09/02/2021\nReçu en préfecture le 10/02/2021\nPublié le 11/02/2021\nID : 013-",
        days(sent="2021-02-09", received="2021-02-10", published="2021-02-11"),
    ),
    (
        "Envoyé en préfecture le 09/02/2021 Reçu en préfecture le 09/02/2021 Publié le ID : 013-211300553",
        days(sent="2021-02-09", received="2021-02-09"),
    ),
    (
        "013-211300561-20211025-RA21-AR\nDate de télétransmission : 25/10/2021\nDate de réception préfecture : 26/10/2021",
        days(sent="2021-10-25", received="2021-10-26"),
    ),
    # two columns read one after the other
    (
        "Envoi Préfecture :\nRéception en Préfecture : \n26/05/2014 27/05/2014 034-213401722-20140522-72060-DE",
        days(sent="2014-05-26", received="2014-05-27"),
    ),
    ("Date de la convocation Date d’affichage 4 février 2020 17 février 2020", days(posted="2020-02-17")),
    ("AR Prefecture\n082-218200798-20230206-D13-DE\nReçu le 08/02/2023\nPublié le 09/02/2023",
     days(received="2023-02-08", published="2023-02-09")),
    ("Reçu au Contrôle de légalité le 13 août 2020", days(received="2020-08-13")),
    ("Déposé en préfecture le 25 septembre 2018  Affiché le 26 septembre 2018", days(sent="2018-09-25", posted="2018-09-26")),
    ("Publiée le : 23 mai 2014", days(published="2014-05-23")),
    ("Publiée le : vendredi 25 07 2014", days(published="2014-07-25")),
    ("Date de publication en ligne : 2 mars 2023 ARRETE", days(published="2023-03-02")),
    ("Publié sur le site de la ville le 27 mars 2023", days(published="2023-03-27")),
    ("Affiché ou notifié le 13/01/23", days(posted="2023-01-13")),
    ("Compte rendu affiché le 18 décembre 2025", days(posted="2025-12-18")),
    ("Affiché du 28/09/2015 au 28/11/2015", days(posted="2015-09-28")),
    (
        "Acte rendu exécutoire après envoi en Préfecture le 12/07/2023 et publication le 13/07/2023",
        days(sent="2023-07-12", published="2023-07-13"),
    ),
    ("Acte télétransmis le 09/12/2020, publié le 10/12/2020", days(sent="2020-12-09", published="2020-12-10")),
    # a page read badly does not outweigh two read well
    ("Reçu en préfecture le 09/02/2021\n" * 2 + "Reçu en préfecture le 08/02/2021\n", days(received="2021-02-09")),
]  # fmt: skip


@each_row(("text", "stamped"), STAMPED)
def test_stamps(text: str, stamped: Stamps) -> None:
    assert read(text) == stamped


BLANK = [
    "Affiché le\nID : 029-200054724-20241016-DE2024_112-DE",
    "Publié le\nSéance du 12 mars 2021",
    "Publié le\n12 mars 2021 : séance ordinaire",
    "Affiché le 43 à as",
    "Date de publication : L'an deux mille vingt-quatre, le 21 mars à 19h30",
    "Acte rendu exécutoire après dépôt en Préfecture le                   et publication du",
    "Envoyé en préfecture le\nReçu en préfecture le\nPublié le\n09/02/2021 09/02/2021",
]
OTHERS = [
    "L'avis d'appel public à la concurrence a été publié le 15 février 2022",
    "une demande de classement reçue en sous-préfecture le 19 juillet 2017",
    "le rapport, reçu en mairie le 16 mai 2018",
    "Reçu le 3 mai 2021, le courrier de l'association",
    "Reçu en préfecture le 31/02/2021",
    "Affichage de la convocation : 8 juin 2022",
    "Sa publication au Journal officiel du 3 mai 2021",
]


@each_row("text", [*BLANK, *OTHERS])
def test_no_stamp(text: str) -> None:
    assert read(text) == Stamps()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Matière: 6.1-Police municipale", "6.1"),
        ("Matières de l’acte : 8.8-Environnement", "8.8"),
        ("Nomenclature Actes : 7.5.1 Subventions", "7.5"),
        ("Classification 7.10 Divers", "7.10"),
        ("Code matière : 9.4", "9.4"),
        ("Matière : 9.9", None),
        ("Matière : 7.11", None),
        ("la vente des matières premières secondaires (1.1)", None),
        ("en la matière, 12.5 % du coût", None),
    ],
)
def test_subject(text: str, subject: str | None) -> None:
    assert stamps.find_subject(text) == subject


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        ("", "Envoyé en préfecture le "),
        ("", "Publié le 09/02/2021 "),
        ("", "013-211300553-20210201-"),
        ("Matière ", "a"),
        ("Affiché le", "\n"),
    ],
)
def test_a_hostile_text_takes_time_in_proportion(before: str, piece: str, size: int) -> None:
    def make(size: int) -> tuple[str, list[Mention]]:
        text = repeated(piece, before)(size)
        return text, list(Dates().find(text, {}))

    def work(given: tuple[str, list[Mention]]) -> None:
        text, dates = given
        stamps.read_stamps(text, dates)
        stamps.find_identifier(text)
        stamps.find_subject(text)

    assert_grows_linearly(work, make, size)


PIECES = [
    "Envoyé en préfecture le ",
    "Publié le",
    " : ",
    "\n",
    "09/02/2021",
    " 3 mai 2022 ",
    "ID : ",
    "exécutoire ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_every_day_is_one_that_the_text_bears(pieces: list[str]) -> None:
    found = read("".join(pieces))
    written = {None, PartialDate(2021, 2, 9), PartialDate(2022, 5, 3)}
    assert {found.transmitted, found.received, found.published, found.posted} <= written
