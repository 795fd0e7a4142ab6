"""From a document to its act, and to the acts it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from recueil.facts.stated import apply_stated_facts
from recueil.pipeline import extract_acts
from recueil.readers.document import Document, Page, Word, Words
from recueil.values import Act, Annex, EnclosedAct, Mention, PartialDate, Section, StatedFacts

if TYPE_CHECKING:
    from spacy.language import Language

HEAD = """COMMUNE DE VERTMONT
PROCÈS-VERBAL DE LA SÉANCE DU CONSEIL MUNICIPAL DU 3 MARS 2021
Convocation du 25 février 2021
Présents : Mme Léa PICQ, maire, M. Jean ORVAL, Mme Rose TALLEC, M. Paul GRIMAUD
Absents : M. Luc BASTIDE, M. Jean ORVAL
Secrétaire de séance : M. Paul GRIMAUD

"""
GRANT = """2021-03-1 SUBVENTION AU COMITÉ DES FÊTES
Rapporteur : Mme Rose TALLEC
Le conseil municipal, après en avoir délibéré, à l'unanimité, décide de verser une subvention de 1 200,00 € au \
Comité des fêtes.

Arrivée de M. Luc BASTIDE à 19h15.

"""
SALE = """2021-03-2 VENTE D'UN CHEMIN
Le conseil municipal, par 4 voix pour et 1 abstention, adopte la vente au prix de 350,00 €, soit 10 % de moins.
Il prend date du mardi 4 mars 2021.
"""
ORDERS = """RECUEIL DES ACTES ADMINISTRATIFS
du 5 mars 2021

Arrêté n° 2021-1 du 3 mars 2021
portant réglementation de la circulation
Vu le code de la route
ARRÊTE :
Article 1 : La rue est barrée le 8 mars 2021.
Fait à Vertmont, le 3 mars 2021
Le maire, Léa PICQ
Arrêté n° 2021-2 du 4 mars 2021
portant ouverture de la chasse
Vu le code de l'environnement
ARRÊTE :
Article 1 : La chasse est ouverte du mardi 9 mars 2022.
Fait à Vertmont, le 4 mars 2021
Le maire, Léa PICQ
"""
REGISTER = "".join(
    f"""Envoyé en préfecture le 05/03/2021
Reçu en préfecture le 05/03/2021
ID : 099-219900420-20210303-D2021_0{number}-DE
EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL
Séance du 3 mars 2021
Présents : Mme Léa PICQ, M. Jean ORVAL{more}
OBJET : {title}
Le conseil municipal, à l'unanimité, approuve.
"""
    for number, title, more in ((1, "Tarifs", ", M. Luc BASTIDE"), (2, "Emprunt", ""))
)


def read(nlp: Language, text: str) -> Act:
    (act,) = extract_acts(nlp, [Document(text, (Page(1, 0, len(text)),), "ab" * 32, len(text), "text/plain")])
    assert isinstance(act, Act)
    return act


def test_what_ocr_read_accuses_nobody(nlp: Language) -> None:
    text = "La commission se réunira le lundi 3 mars 2021."
    words = [Word(match.start(), match.end(), 0, 0, 1, 1, 96) for match in re.finditer(r"\S+", text)]
    pages = (Page(1, 0, len(text)), Page(1, 0, len(text), words=Words(words)))
    documents = [Document(text, (page,), "ab" * 32, len(text), "text/plain") for page in pages]
    typed, scanned = extract_acts(nlp, documents)
    assert isinstance(typed, Act)
    assert isinstance(scanned, Act)
    assert [finding.check for finding in typed.findings] == ["jour-semaine"]
    assert scanned.findings == ()


def names(mentions: tuple[Mention, ...]) -> list[str | None]:
    return [mention.full_name for mention in mentions]


def said(act: Act) -> tuple[object, ...]:
    identity = act.facts.identity
    when = identity.date and str(identity.date)
    return (act.start, act.end, act.kind, act.number, act.title, when)


def test_minutes_hold_the_deliberations_of_their_seance(nlp: Language) -> None:
    act = read(nlp, HEAD + GRANT + SALE)
    middle = len(HEAD + GRANT)
    assert said(act) == (
        0,
        len(HEAD + GRANT + SALE),
        "pv",
        None,
        "Procès-verbal de la séance du 3 mars 2021",
        "2021-03-03",
    )
    assert list(map(said, act.parts)) == [
        (len(HEAD), middle, "deliberation", "2021-03-1", "SUBVENTION AU COMITÉ DES FÊTES", "2021-03-03"),
        (middle, act.end, "deliberation", "2021-03-2", "VENTE D'UN CHEMIN", "2021-03-03"),
    ]
    first, second = (part.facts for part in act.parts)
    assert first.identity.rapporteur is not None
    assert first.identity.rapporteur.full_name == "Rose TALLEC"
    assert second.identity.rapporteur is None
    assert [(vote.unanimous, vote.votes_for) for vote in act.facts.votes] == [(True, None), (False, 4)]
    assert first.votes + second.votes == act.facts.votes
    assert [award.beneficiary for award in first.awards] == ["Comité des fêtes"]


def test_who_came_during_the_seance_sat_from_then_on(nlp: Language) -> None:
    first, second = (part.facts.attendance for part in read(nlp, HEAD + GRANT + SALE).parts)
    assert names(first.present) == ["Léa PICQ", "Jean ORVAL", "Rose TALLEC", "Paul GRIMAUD"]
    assert names(first.absent) == ["Luc BASTIDE", "Jean ORVAL"]
    assert names(second.present) == ["Léa PICQ", "Jean ORVAL", "Rose TALLEC", "Paul GRIMAUD", "Luc BASTIDE"]
    assert names(second.absent) == ["Jean ORVAL"]


def test_each_entity_and_each_finding_belongs_to_one_act(nlp: Language) -> None:
    act = read(nlp, HEAD + GRANT + SALE)
    head, first, second = act.apart
    assert said(head) == (0, len(HEAD), "pv", None, "Procès-verbal de la séance du 3 mars 2021", "2021-03-03")
    assert head.facts.votes == ()
    assert head.entities + first.entities + second.entities == act.entities
    assert [[finding.check for finding in one.findings] for one in (head, first, second)] == [
        ["present-et-absent"],
        [],
        ["jour-semaine"],
    ]
    assert [(entity.text, entity.part) for entity in first.entities] == [
        ("COMITÉ DES FÊTES", "header"),
        ("Rose TALLEC", "expose"),
        ("1 200,00 €", "dispositif"),
        ("Comité des fêtes", "dispositif"),
        ("Luc BASTIDE", "dispositif"),
    ]


def test_the_acts_of_a_recueil_have_their_own_day(nlp: Language) -> None:
    act = read(nlp, ORDERS)
    first, second = ORDERS.index("Arrêté n° 2021-1"), ORDERS.index("Arrêté n° 2021-2")
    assert list(map(said, act.apart)) == [
        (0, first, "recueil", None, "Recueil des actes administratifs du 5 mars 2021", "2021-03-05"),
        (first, second, "arrete", "2021-1", "portant réglementation de la circulation", "2021-03-03"),
        (second, len(ORDERS), "arrete", "2021-2", "portant ouverture de la chasse", "2021-03-04"),
    ]
    assert [[finding.check for finding in one.findings] for one in act.apart] == [[], [], ["jour-semaine"]]
    assert [ORDERS[slice(*span)] for span in act.findings[0].spans] == ["mardi 9 mars 2022"]


def test_extracts_of_a_register_have_each_their_attendance(nlp: Language) -> None:
    act = read(nlp, REGISTER)
    assert act.apart == act.parts
    assert [(part.number, part.title, names(part.facts.attendance.present)) for part in act.parts] == [
        (None, "Tarifs", ["Léa PICQ", "Jean ORVAL", "Luc BASTIDE"]),
        (None, "Emprunt", ["Léa PICQ", "Jean ORVAL"]),
    ]


ROLL = (
    "Séance du conseil municipal du 3 mars 2024\n\nL'an deux mille vingt-quatre, le trois mars, le conseil municipal "
    "s'est réuni sous la présidence de Mme Odile VERNIOLLES, maire.\n"
    "Présents : Mme Odile VERNIOLLES, M. Luc ARBEL.\nAbsente : Mme Ana PICQ.\n\n"
)
SEANCES = (
    "COMMUNE DE VERTMONT\nLISTE DES DÉLIBÉRATIONS DES SÉANCES DES 3 ET 17 MARS 2024\n\n"
    f"{ROLL}2024-12 Tarifs du camping\nAdopté à l'unanimité\n2024-13 Vote des taux\nAdopté à l'unanimité\n\n"
    "Séance du conseil municipal du 17 mars 2024\n\n2024-14 Vente d'un chemin\nAdopté par 2 voix pour et 1 voix contre\n"
    "2024-15 Emprunt\nAdopté à l'unanimité\n"
)


def test_each_act_of_a_list_of_several_seances_is_of_its_own(nlp: Language) -> None:
    act = read(nlp, SEANCES)
    assert (act.title, act.facts.identity.title_made) == (
        "Procès-verbal des séances du 3 mars 2024 au 17 mars 2024",
        True,
    )
    assert (act.facts.attendance.present, act.facts.identity.president) == ((), None)
    assert [
        (
            part.number,
            str(part.date),
            part.facts.identity.body,
            [str(member.value) for member in part.facts.attendance.present],
            [(vote.outcome, vote.votes_for, vote.against) for vote in part.facts.votes],
        )
        for part in act.parts
    ] == [
        ("2024-12", "2024-03-03", "Vertmont", ["VERNIOLLES, Odile", "ARBEL, Luc"], [("adopted", None, None)]),
        ("2024-13", "2024-03-03", "Vertmont", ["VERNIOLLES, Odile", "ARBEL, Luc"], [("adopted", None, None)]),
        ("2024-14", "2024-03-17", "Vertmont", [], [("adopted", 2, 1)]),
        ("2024-15", "2024-03-17", "Vertmont", [], [("adopted", None, None)]),
    ]
    assert [vote for part in act.apart[1:] for vote in part.facts.votes] == list(act.facts.votes)
    assert act.apart[0].facts.votes == ()


@pytest.mark.parametrize(
    "more",
    [
        "Séance du 12 avril 2024\nDate à retenir\n",  # decides nothing
        "Conseil municipal du 12 avril 2024 : il a été approuvé à l'unanimité\n",  # a sentence
    ],
)
def test_a_day_that_is_announced_is_no_seance(nlp: Language, more: str) -> None:
    head = "COMMUNE DE VERTMONT\nProcès-verbal\nSéance du 3 mars 2024\n"
    act = read(nlp, f"{head}2024-12 Tarifs\nAdopté à l'unanimité\n2024-13 Taux\nAdopté à l'unanimité\n{more}")
    assert {str(part.date) for part in act.parts} == {"2024-03-03"}


def test_one_act_holds_no_other(nlp: Language) -> None:
    act = read(
        nlp, "ARRÊTÉ N° 12\nVu le code\nARRÊTE :\nArticle 1 : La rue est barrée.\nFait à Vertmont, le 3 mars 2021"
    )
    assert (act.parts, act.apart) == ((), (act,))


def test_an_act_of_an_envelope_is_one_with_its_annexes(nlp: Language) -> None:
    annex = ORDERS + "Subvention de 5 000 € à l'association Les Mille Voix, le lundi 3 mars 2021.\n"
    text = GRANT + annex
    stated = StatedFacts("envelope", "deliberation", "D7", PartialDate(2021, 3, 3))
    enclosed = (EnclosedAct(0, len(text), stated, (Annex("a.pdf", len(GRANT), len(text)),)),)
    page = Page(1, 0, len(text))
    document = Document(text, (page,), "ab" * 32, len(text), "application/x-tar", enclosed=enclosed)
    (act,) = extract_acts(nlp, [document])
    assert isinstance(act, Act)
    assert (act.start, act.end, act.parts, act.findings) == (0, len(text), (), ())
    assert [award.beneficiary for award in act.facts.awards] == ["Comité des fêtes"]
    assert act.facts.sections[-1] == Section("annex", len(GRANT), len(text), "a.pdf")
    assert {entity.part for entity in act.entities if entity.start >= len(GRANT)} == {"annex"}
    (filed,) = apply_stated_facts([act], [], enclosed)
    assert said(filed)[2:] == ("deliberation", "D7", "Délibération n° D7 du 3 mars 2021", "2021-03-03")


def test_the_acts_of_an_envelope_are_apart(nlp: Language) -> None:
    text = GRANT + SALE
    stated = StatedFacts("envelope")
    enclosed = (EnclosedAct(0, len(GRANT), stated), EnclosedAct(len(GRANT), len(text), stated))
    document = Document(
        text, (Page(1, 0, len(text)),), "ab" * 32, len(text), "application/x-tar", enclosed=enclosed
    )
    (act,) = extract_acts(nlp, [document])
    assert isinstance(act, Act)
    assert [(part.start, part.end, len(part.facts.votes)) for part in act.apart] == [
        (0, len(GRANT), 1),
        (len(GRANT), len(text), 1),
    ]
    assert [[finding.check for finding in part.findings] for part in act.apart] == [[], ["jour-semaine"]]


def test_words_are_kept_up_to_a_limit(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the first texts are known to the next; beyond the limit, each batch forgets its own."""
    monkeypatch.setattr("recueil.pipeline._KEPT_STRINGS", len(nlp.vocab.strings) + 1)
    for word in ("Vouvantelle", "Brinquereuse"):
        text = f"Le conseil remercie {word}."
        extract_acts(nlp, [Document(text, (Page(1, 0, len(text)),), "ab" * 32, len(text), "text/plain")])
    assert [word in nlp.vocab.strings for word in ("Vouvantelle", "Brinquereuse")] == [True, False]
