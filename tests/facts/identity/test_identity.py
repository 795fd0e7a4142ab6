"""All that an act says of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.evaluation import gold
from recueil.facts.identity.identity import extract_identity, fill_president
from recueil.values import Attendance, Mention, PartialDate, Person
from recueil.values.act import Identity

DELIBERATION = """Accusé de réception – Ministère de l’intérieur
034-213401722-20140522-0000072213-DE
Envoi Préfecture : <DATE 2014-05-27 transmission>27/05/2014</DATE>
Réception en Préfecture : <DATE 2014-05-27 reception>27/05/2014</DATE>
Extrait du registre des délibérations du Conseil Municipal de la Ville de Vertmont
n° 2014 / 193
Convoqué le <DATE 2014-05-16 convocation>vendredi 16 mai 2014</DATE>, le Conseil Municipal s'est réuni
le <DATE 2014-05-22 seance>jeudi 22 mai 2014</DATE>, sous la présidence de <PERSON PICQ, Anne>Anne PICQ</PERSON>.
Secrétaire de séance : <PERSON RUFFIN, Paul>Paul RUFFIN</PERSON>

Convention avec le collège

Monsieur <PERSON LOUP, Marc>Marc LOUP</PERSON> rapporte :
Vu la loi du <DATE 2013-07-08 legal>8 juillet 2013</DATE>
Le Conseil adopte.
Pour extrait conforme,
Madame le Maire, <PERSON PICQ, Anne>Anne PICQ</PERSON>
Publiée le : <DATE 2014-05-23 publication>23 mai 2014</DATE>
Matière : 8.1 Enseignement
"""


def by_kind(mentions: tuple[Mention, ...]) -> dict[str, list[Mention]]:
    return {kind: [each for each in mentions if each.kind == kind] for kind in ("date", "period", "person")}


def read(tagged: str) -> Identity:
    act = gold.parse_tagged(tagged)
    return extract_identity(act.text, by_kind(act.mentions))


def test_a_deliberation() -> None:
    act = gold.parse_tagged(DELIBERATION)
    persons = [mention for mention in act.mentions if isinstance(mention.value, Person)]
    assert extract_identity(act.text, by_kind(act.mentions)) == Identity(
        kind="deliberation",
        number="2014/193",
        title="Convention avec le collège",
        body="Vertmont",
        ctes="034-213401722-20140522-0000072213-DE",
        siren="213401722",
        department="034",
        subject="8.1",
        date=PartialDate(2014, 5, 22),
        convocation=PartialDate(2014, 5, 16),
        signed=None,
        transmitted=PartialDate(2014, 5, 27),
        received=PartialDate(2014, 5, 27),
        published=PartialDate(2014, 5, 23),
        president=persons[0],
        secretary=persons[1],
        rapporteur=persons[2],
        signatory=persons[3],
    )


def test_a_text_that_says_nothing() -> None:
    assert read("Le bourg en images") == Identity(kind="autre")
    assert extract_identity("", {}) == Identity(kind="autre")


SEANCE = "Séance du <DATE 2017-06-27 seance>27 juin 2017</DATE>. "


@each_row(
    ("tagged", "field", "day"),
    [
        ("Date d'affichage : <DATE 2017-06-21 publication>21 juin 2017</DATE>", "published", None),
        ("Affiché le <DATE 2017-06-30 publication>30 juin 2017</DATE>", "published", "2017-06-30"),
        ("Publié le <DATE 2017-06-30>30/06/2017</DATE> Affiché le <DATE 2017-07-01>01/07/2017</DATE>", "published", "2017-06-30"),
        # out of order, as printed: a rule will say so
        ("Reçu en préfecture le <DATE 2017-06-22 reception>22/06/2017</DATE>", "received", "2017-06-22"),
        ("Convocation du <DATE 2017-06-28 convocation>28 juin 2017</DATE>", "convocation", "2017-06-28"),
        # a year misread, another séance's convocation, the letter of convocation signed
        ("Transmis en préfecture le <DATE 2077-06-29 transmission>29 JUIN 2077</DATE>", "transmitted", None),
        ("convocation du <DATE 2016-12-11 convocation>11 décembre 2016</DATE>", "convocation", None),
        ("Fait le <DATE 2017-06-21 signature>21 juin 2017</DATE>", "signed", None),
        ("Fait le <DATE 2017-06-28 signature>28 juin 2017</DATE>", "signed", "2017-06-28"),
        ("Fait le <DATE 2017-06-31 signature !impossible>31 juin 2017</DATE>", "signed", None),
    ],
)  # fmt: skip
def test_days_of_the_same_act(tagged: str, field: str, day: str | None) -> None:
    assert getattr(read(SEANCE + tagged), field) == (day and PartialDate.parse(day))


def test_a_recueil_is_not_signed() -> None:
    tagged = "RECUEIL DES ACTES ADMINISTRATIFS du <DATE 2017-09-21>21 septembre 2017</DATE>\nFait le <DATE 2017-09-24 signature>24/09/2017</DATE>"
    assert read(tagged) == Identity(kind="recueil", date=PartialDate(2017, 9, 21))


LISTED = "Présents : <PERSON PICQ, A.>PICQ A.</PERSON>, présidente\nLa Présidente, <PERSON PICQ, Anne>Anne PICQ</PERSON>"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (Identity(kind="deliberation"), "A. PICQ"),
        (Identity(kind="arrete"), None),
        (Identity(kind="autre"), None),
    ],
)
def test_the_list_of_members_tells_who_presided(said: Identity, name: str | None) -> None:
    act = gold.parse_tagged(LISTED)
    found = fill_president(said, act.text, Attendance(present=act.mentions[:1])).president
    assert (found and found.full_name) == name


def test_who_presided_is_named_in_full_where_the_same_signs() -> None:
    act = gold.parse_tagged(LISTED)
    one = (Person("A.", "PICQ", key="picq"), Person("Anne", "PICQ", key="picq"))
    listed, signing = (replace(mention, value=person) for mention, person in zip(act.mentions, one, strict=True))
    said = Identity(kind="deliberation", signatory=signing)
    assert fill_president(said, act.text, Attendance(present=(listed,))).president == signing


def test_who_presided_is_named_in_full_as_the_one_member_of_that_initial() -> None:
    act = gold.parse_tagged(LISTED)
    listed, signing = act.mentions
    listed, signing = replace(listed, value=signing.value), replace(signing, value=listed.value)
    said, other = Identity(kind="pv", president=signing), replace(listed, value=Person("Aude", "PICQ"))
    assert fill_president(said, act.text, Attendance(present=(listed,))).president == listed
    assert fill_president(said, act.text, Attendance(present=(listed, other))).president == signing


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Monsieur {} cède la parole à M. RUFFIN", "Anne PICQ"),
        ("M. {} redonne ensuite la parole à l'assemblée", "Anne PICQ"),
        ("Mme {} lève la séance à 20 h", "Anne PICQ"),
        ("{}, met au vote le projet", "Anne PICQ"),
        ("Mme {} prend la parole", None),
        ("M. RUFFIN cède la parole à Mme {}, qui présente le budget", None),
    ],
)
def test_the_first_listed_presides_who_gives_the_floor(words: str, name: str | None) -> None:
    tagged = f"Présents : {{}}, RUFFIN\n{words}".replace("{}", "<PERSON PICQ, Anne>Anne PICQ</PERSON>")
    act = gold.parse_tagged(tagged)
    persons = [replace(mention, value=Person("Anne", "PICQ", key="picq")) for mention in act.mentions]
    attendance = Attendance(present=(persons[0],))
    found = fill_president(Identity(kind="pv"), act.text, attendance, persons).president
    assert (found and found.full_name) == name


def test_who_gives_the_floor_without_being_listed_first_does_not_preside() -> None:
    act = gold.parse_tagged(
        "Présents : <PERSON ROUX>ROUX</PERSON>, <PERSON PICQ>PICQ</PERSON>\n<PERSON PICQ>PICQ</PERSON> lève la séance"
    )
    persons = [
        replace(mention, value=replace(mention.value, key=mention.value.family))
        for mention in act.mentions
        if isinstance(mention.value, Person)
    ]
    attendance = Attendance(present=tuple(persons[:2]))
    assert fill_president(Identity(kind="pv"), act.text, attendance, persons).president is None


@pytest.mark.parametrize(
    ("signature", "name"),
    [
        ("Le Maire,⏎{}", "Anne PICQ"),
        ("La Maire⏎Vice-présidente du territoire⏎{}", "Anne PICQ"),
        ("Le Maire,      La secrétaire de séance,⏎{}    Paul RUFFIN", "Anne PICQ"),
        ("Pour le Maire,⏎{}", None),
        ("Pour le Maire et par délégation, l'adjointe⏎{}", None),
        ("La maire adjointe,⏎{}", None),
        ("Compte administratif. Le Maire,⏎{}", None),
    ],
)
def test_the_maire_who_sat_and_signs_presided(signature: str, name: str | None) -> None:
    tagged = "Présents : {0}\n" + signature.replace("⏎", "\n")
    act = gold.parse_tagged(tagged.replace("{0}", "{}").replace("{}", "<PERSON PICQ, Anne>Anne PICQ</PERSON>"))
    listed, signing = (replace(mention, value=Person("Anne", "PICQ", key="picq")) for mention in act.mentions)
    said = Identity(kind="deliberation", signatory=signing)
    found = fill_president(said, act.text, Attendance(present=(listed,))).president
    assert (found and found.full_name) == name


def test_what_is_said_comes_before_the_list_of_members() -> None:
    act = gold.parse_tagged(LISTED)
    said = Identity(kind="deliberation", president=act.mentions[1])
    assert fill_president(said, act.text, Attendance(present=act.mentions[:1])) == said


def test_a_hostile_text_takes_time_in_proportion(size: int) -> None:
    def make(size: int) -> tuple[str, list[Mention]]:
        text = repeated("COMMUNE DE Séance du Le Maire, Publié le Délibération n° Objet : \n")(size)
        return text, [Mention(at, at + 5, Person(None, "PICQ"), "test") for at in range(0, len(text) - 5, 60)]

    assert_grows_linearly(lambda given: extract_identity(given[0], {"person": given[1]}), make, size)
