"""What the fields of the act itself find, those that say more of a value, words cut short, and words near others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.handles import letter_of
from tests.tables import each_row

from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.search.facets import FACETS, FacetCount
from recueil.store.store import Store
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Award,
    BudgetLine,
    Facts,
    Finding,
    Identity,
    Mention,
    PartialDate,
    Person,
    Proxy,
    Section,
    Vote,
)
from recueil.values.act import Part

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]

TEXTS = {
    "a": "Subventions aux associations sportives : l'Étoile Cycliste reçoit <AMOUNT 1500.00 EUR @subvention>1 500 "
    "€</AMOUNT> au <BUDGET chapitre 65>chapitre 65</BUDGET>, <BUDGET fonction 415>fonction 415</BUDGET>, et le loyer "
    "du stade est de <AMOUNT 900.00 EUR @loyer>900 €</AMOUNT>. Vu la <REFERENCE loi #2013-595 | 2013-07-08>loi n° "
    "2013-595</REFERENCE>. <PERSON SAUREL, Philippe>Philippe SAUREL</PERSON> préside, <PERSON ABERT, Anne>Anne "
    "ABERT</PERSON> a donné pouvoir à <PERSON LE GUEN, Marc>Marc LE GUEN</PERSON>, et <PERSON MOREL, Luc>Luc MOREL"
    "</PERSON> expose.",
    "b": "Travaux de voirie et d'école, rue de l'Étoile. Le conseil vote un crédit de <AMOUNT 250000.00 EUR>250 000 "
    "€</AMOUNT> à l'<BUDGET opération 1205>opération 1205</BUDGET>, vu l'<REFERENCE code #CGCT art. L2121-29>article "
    "L. 2121-29 du CGCT</REFERENCE>. <PERSON ABERT, Anne>Anne ABERT</PERSON> préside.",
    "c": "École de musique. Une subvention d'équipement est demandée. Le devis des écoliers, des écoles et de "
    "l'économat, subventionné, est de <AMOUNT 80.00 EUR>80 €</AMOUNT>. École, encore l'école, toujours l'école.",
}


def _facts(letter: str, act: Act) -> Facts:
    who = {str(entity.value): Mention(entity.start, entity.end, entity.value, "") for entity in act.entities}
    match letter:
        case "a":
            saurel, abert, guen = (who[name] for name in ("SAUREL, Philippe", "ABERT, Anne", "LE GUEN, Marc"))
            identity = Identity(
                "deliberation",
                "2023-05-12",
                "Subventions aux associations",
                "Ville de Saint-Aubrac",
                None,
                "213400011",
                "034",
                "7.10",
                PartialDate(2023, 5, 12),
                president=saurel,
            )
            sat = Attendance((saurel, guen), (abert,), proxies=(Proxy(abert, guen),))
            vote = Vote(0, 10, "adopted", False, 20, 3, 2, names_against=(guen,))
            line = Mention(0, 5, BudgetLine("chapitre", "65"), "")
            amount = Mention(5, 9, Amount(Decimal("1500.00")), "")
            club = Award(0, 9, "subvention", "Association L'Étoile Cycliste", 0, amount, "association", line=line)
            paid = Mention(9, 12, Amount(Decimal("900.00")), "")
            account = Mention(9, 12, BudgetLine("article", "6132"), "")
            town = Award(9, 12, "participation", "Ville de Rennes", 9, paid, "public body", line=account)
            return Facts(identity, (Section("dispositif", 0, 300),), sat, (vote,), (club, town))
        case "b":
            identity = Identity(
                "deliberation",
                "12",
                "Programme de voirie",
                "SAINT-AUBRAC",
                subject="1.1",
                date=PartialDate(2022, 3),
            )
            abert = who["ABERT, Anne"]
            sat = Attendance((abert,), absent=(Mention(0, 7, Person("Marc", "LE GUEN"), ""),))
            return Facts(replace(identity, president=abert), (), sat, (Vote(0, 10, "adopted", True),))
    return Facts(
        Identity("arrete", None, "École de musique", "Département de l'Orne", date=PartialDate(2023, 2, 1))
    )


ORNE = "Département de l'Orne"
FINDINGS = {"a": (Finding("votes-total", "error", "20 + 3 + 2 is 25, not 26", "arithmetic", ((0, 10),)),)}

FOUND = [
    # the act itself
    ("commune:aubrac", "ab"),
    ('commune:"Saint Aubrac"', "ab"),
    ('organisme:"saint-aubrac"', "ab"),
    ("commune:aubr", ""),
    ("commune:orne", "c"),
    ("commune:*", "acb"),
    ("commune:=aubrac", ""),
    ("commune:=saint-aubrac", "ab"),
    ('commune:"=Mairie de SAINT AUBRAC"', "ab"),
    ("commune:=la", ""),
    ("numero:2023-05-12", "a"),
    ("numero:2023-05", ""),
    ("numero:*", "ab"),
    ("departement:034", "ab"),
    ("siren:213400011", "ab"),
    ("matiere:7", "a"),
    ("matiere:7.10", "a"),
    ("matiere:7.1", ""),
    ("matiere:1.1", "b"),
    ("titre:subvention", "a"),
    ("titre:école", "c"),
    ("titre:sportives", ""),
    ('titre:"associations subventions"', "a"),
    ("titre:* -titre:voirie", "ac"),
    ("seance:*", "acb"),
    ("seance:2022", "b"),
    ("seance:2022-03-20", "b"),
    ("seance:2022-04..2023-02", "c"),
    ("nature:*", "acb"),
    # votes and checks
    ("vote:unanimite", "b"),
    ("vote:majorite", "a"),
    ("vote:adopte", "ab"),
    ("vote:rejete", ""),
    ("vote:*", "ab"),
    ("pour:20", "a"),
    ("contre:>2", "a"),
    ("contre:>3", ""),
    ("abstention:*", "a"),
    ("controle:*", "a"),
    ("controle:votes-total", "a"),
    ("controle:erreur", "a"),
    ("controle:avertissement", ""),
    # whom money is for
    ("beneficiaire:étoile", "a"),
    ('beneficiaire:"cycliste etoile"', "a"),
    ('beneficiaire:"cycl* etoile"', "a"),
    ("beneficiaire:cycl", ""),
    ("beneficiaire:*", "a"),
    ("attribue:>1000", "a"),
    ("attribue:250000", ""),
    ('beneficiaire:"=association l\'etoile CYCLISTE"', "a"),
    ("beneficiaire:=étoile", ""),
    ("beneficiaire:étoile@subvention", "a"),
    ("beneficiaire:*@subvention", "a"),
    ("beneficiaire:*@marche", ""),
    ("attribue:>1000@subvention", "a"),
    ("attribue:>1000@marche", ""),
    # what the beneficiary is, and the line of the same award
    ("beneficiaire:@association", "a"),
    ("beneficiaire:@entreprise", ""),
    ("beneficiaire:@commune", "a"),
    ("beneficiaire:@organisme-public", "a"),
    ("beneficiaire:@intercommunalite", ""),
    ("beneficiaire:étoile@association", "a"),
    ("beneficiaire:étoile@commune", ""),
    ("beneficiaire:rennes@commune@participation@6132", "a"),
    ("beneficiaire:@association@subvention", "a"),
    ("beneficiaire:@association@participation", ""),
    ("beneficiaire:@association@65", "a"),
    ("beneficiaire:@association@6132", ""),
    ("attribue:>1000@association", "a"),
    ("attribue:>1000@commune", ""),
    ("attribue:900@commune", "a"),
    ("attribue:>1000@65", "a"),
    ("attribue:900@6132", "a"),
    ("attribue:>1000@6132", ""),
    ("montant:>1000@65", "a"),
    ("montant:900@6132", "a"),
    ("montant:900@6132@loyer", "a"),
    ("montant:1500@6132", ""),
    ("montant:>1000@21", ""),
    ("rennes beneficiaire:@commune", ""),
    ("stade beneficiaire:@commune", "a"),
    # exclusions alone
    ("-vote:unanimite", "ac"),
    ("-école", "a"),
    ("-école -chapitre:65", ""),
    ("-beneficiaire:@association", "cb"),
    ("-personne:morel@corps", "cb"),
    ("vote:divise", "a"),
    # codes and texts
    ("fonction:415", "a"),
    ("operation:1205", "b"),
    ("chapitre:*", "a"),
    ("reference:2013-595", "a"),
    ('reference:"loi 2013-595"', "a"),
    ('reference:"loi Peillon"', "a"),
    ('reference:"loi NOTRe"', ""),
    ("reference:cgct", "b"),
    ('reference:"CGCT L2121-29"', "b"),
    ("reference:L2121-29", "b"),
    ("reference:L2121", ""),
    ('reference:"loi L2121-29"', ""),
    ("montant:*", "acb"),
    ("pourcentage:*", ""),
    # what a value is for, and where it stands
    ("montant:>800@loyer", "a"),
    ("montant:>1000@loyer", ""),
    ("montant:*@subvention", "a"),
    ("montant:1500@dispositif", "a"),
    ("montant:1500@visas", ""),
    # persons and what they were
    ("personne:saurel@president", "a"),
    ("personne:saurel est:president", "a"),
    ("personne:abert est:president", "b"),
    ("personne:abert est:pouvoir", "a"),
    ("personne:abert@represente", "a"),
    ('personne:"le guen" est:mandataire', "a"),
    ('personne:"le guen" est:absent', "b"),
    ('personne:"le guen"@contre', "a"),
    ("personne:saurel@corps", ""),
    ("personne:morel@corps", "a"),
    ("personne:*@corps", "a"),
    ("personne:morel@corps PRES/1 expose", "a"),
    ("personne:morel@corps PRES/1 cycliste", ""),
    ("est:absent", "b"),
    ("est:secretaire", ""),
    ("est:*", "ab"),
    ("est:president -personne:saurel", "b"),
    # words cut short
    ("ecol*", "cb"),
    ("écol*", "cb"),
    ("subvention*", "ac"),
    ("subventionn*", "c"),
    ("econo*", "c"),
    ("zz*", ""),
    ("étoil* -cycl*", "b"),
    # near one another
    ('"cycliste associations"~3', "a"),
    ('"cycliste associations"~1', ""),
    ('"associations étoile cycliste"~1', "a"),
    ('"voirie étoile"~2', "b"),
    ('"voirie étoile"~1', ""),
    # a value near a word
    ("montant:* PRES loyer", "a"),
    ("montant:>1000 PRES/2 loyer", ""),
    ("montant:>1000 PRES loyer", "a"),
    ("montant:900 PRES/2 stade", "a"),
    ("montant:900 PRES/1 stade", "a"),
    ("montant:900 PRES/1 loyer", ""),
    ('montant:* PRES/3 "conseil vote"', "b"),
    ('montant:* PRES/3 "vote conseil"', ""),
    ("chapitre:65 PRES/2 fonction", "a"),
    ("personne:abert PRES/3 pouvoir", "a"),
    ("personne:saurel PRES/1 pouvoir", ""),
    ("reference:2013-595 PRES/1 saurel", ""),
    ("montant:* PRES voirie -titre:musique", "b"),
    ("école -(montant:* PRES voirie)", "c"),
    ("titre:musique OU (montant:* PRES loyer)", "ac"),
    ("reference:cgct OU ecol*", "cb"),
]


@pytest.fixture(scope="module")
def filled(shared: Store, make: Make, record: Record) -> Store:
    """A store of these acts, only read."""
    for letter, tagged in TEXTS.items():
        document, act = make(tagged)
        part: Part | None = "dispositif" if letter == "a" else None
        entities = tuple(replace(entity, part=part) for entity in act.entities)
        act = replace(act, facts=_facts(letter, act), entities=entities, findings=FINDINGS.get(letter, ()))
        record(shared, f"{letter}.txt", replace(document, sha256=letter * 64), [act])
    return shared


@each_row(("query", "letters"), FOUND)
def test_a_field_finds(filled: Store, query: str, letters: str) -> None:
    results = filled.search(parse(query), order="date")
    assert (results.total, "".join(letter_of(hit.uid) for hit in results.hits)) == (len(letters), letters)


def test_words_of_what_was_undone_are_learnt_again(
    store: Store, make: Make, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, act = make("Zone artisanale et zonage")
    parts = replace(act, end=16), replace(act, start=16)
    with monkeypatch.context() as patch:
        patch.setattr("recueil.store.ledger.runs.advance", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            record(store, "a.txt", document, parts)
    assert store.count(parse("zon*")) == 0
    record(store, "a.txt", document, parts, "2")
    assert store.count(parse("zon*")) == 2


def test_facets_count_the_acts_of_each_value(filled: Store) -> None:
    assert filled.facets(None, FACETS) == {
        "commune": (
            FacetCount("saint_aubrac", "Ville de Saint-Aubrac", 2),
            FacetCount("departement_de_l_orne", ORNE, 1),
        ),
        "departement": (FacetCount("034", "Hérault", 2), FacetCount("061", "Orne", 1)),
        "epci": (),
        "annee": (FacetCount("2023", "2023", 2), FacetCount("2022", "2022", 1)),
        "nature": (FacetCount("deliberation", "deliberation", 2), FacetCount("arrete", "arrete", 1)),
        "matiere": (FacetCount("1_1", "1.1", 1), FacetCount("7_10", "7.10", 1)),
        "chapitre": (FacetCount("65", "65", 1),),
        "vote": (
            FacetCount("adopted", "adopted", 2),
            FacetCount("majority", "majority", 1),
            FacetCount("unanimous", "unanimous", 1),
        ),
        "controle": (FacetCount("votes-total", "votes-total", 1),),
        "organisation": (),
        "lieu": (),
        "confiance": (),
    }
    assert filled.facets(parse("école"), ["commune", "nature", "vote"], 1) == {
        "commune": (FacetCount("departement_de_l_orne", ORNE, 1),),
        "nature": (FacetCount("arrete", "arrete", 1),),
        "vote": (FacetCount("adopted", "adopted", 1),),
    }


def test_an_act_that_names_a_chapter_twice_counts_once(store: Store, make: Make, record: Record) -> None:
    named = "<BUDGET chapitre 65>chapitre 65</BUDGET>"
    document, act = make(f"Crédits du {named}, puis du {named}")
    record(store, "a.txt", document, [act])
    assert store.facets(None, ["chapitre"]) == {"chapitre": (FacetCount("65", "65", 1),)}
