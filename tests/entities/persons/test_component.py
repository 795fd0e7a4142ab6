"""The component of persons: rules, roster, recogniser; what is no person; texts that nobody would write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.component import mentions
from recueil.entities.persons.component import Persons
from recueil.entities.persons.name_words import load_lexicon
from recueil.evaluation import gold
from recueil.values import Mention

SENTENCES = [
    "Monsieur <PERSON MALLETON, Philippe>Philippe MALLETON</PERSON> est nommé secrétaire de séance",
    "Le Maire signale que M <PERSON Chenet>Chenet</PERSON> et Mme <PERSON SALOMONE>SALOMONE</PERSON> quittent la salle",
    "Maître <PERSON LAURENTY>LAURENTY</PERSON> et le Docteur <PERSON LEGENDREL>LEGENDREL</PERSON>",
    "M. <PERSON de LATRESNE>de LATRESNE</PERSON>, Melle <PERSON WENGLER, Meryll>Meryll WENGLER</PERSON>",
    "un portrait d’<PERSON PICHERET, André>André PICHERET</PERSON> et de <PERSON LHOSTAL, Véronique>Véronique LHOSTAL</PERSON>",
    "Présents : <PERSON GIRARDEL, France>France GIRARDEL</PERSON>",
    "l’association Les Amis, représentée par <PERSON MARCHAL, Luc>Luc MARCHAL</PERSON>",
    "présidente de l’association Mme <PERSON VERDIN, Anne>Anne VERDIN</PERSON>",
    "le cabinet de <PERSON FENEAU, Marc>Marc FENEAU</PERSON>",
    "Conseil Savoie Mont Blanc <PERSON GÉRARDY, Fabien>Fabien GÉRARDY</PERSON>",
    "la vallée du Rhône <PERSON MARCHAL, Luc>Luc MARCHAL</PERSON>",
    # common words as surnames, a site in the line above
    "Madame <PERSON DOYEN>DOYEN</PERSON> : Il revient quand ?",
    "ÉCLAIRAGE DU PARC\nMonsieur <PERSON LEROYER>LEROYER</PERSON> donne lecture du rapport",
    # a blank line, hyphens that the layout lost or added, words that ran together
    "À L’EXCEPTION DE MESDAMES\n\n<PERSON MAZIL>MAZIL</PERSON>, <PERSON SEIL>SEIL</PERSON> QUI S’ABSTIENNENT",
    "nommant Monsieur <PERSON CHARPENTEL-TITRY, Jean-Pierre>Jean -Pierre CHARPENTEL -TITRY</PERSON> chef",
    "Présents : <PERSON REYNAL, Louis>Louis REYNAL</PERSON>-<PERSON ROUVAL, Georges>Georges ROUVAL</PERSON>-<PERSON GÉRARDY, Jacques>Jacques GÉRARDY</PERSON>",
    "Présents : <PERSON VELUDEL, Solène>SolèneVELUDEL</PERSON>, <PERSON SORINEL, Jean-Paul>Jean-PaulSORINEL</PERSON>-ABSENT",
    "Signé : <PERSON BLANCHET, Luc>Luc BLANCHET</PERSON>Direction départementale",
    # a column of crosses
    "Présent\n<PERSON BOSSUEL, Maëva>Maëva    BOSSUEL</PERSON>      X\n<PERSON GIRARDEL, Nicolas>Nicolas    GIRARDEL</PERSON>      X",
    # a town before the name, a heading behind it: the act has the name elsewhere
    "Présents : Langeac <PERSON GHANEL, Hédia>Hédia GHANEL</PERSON>. Absente : Madame <PERSON GHANEL, Hédia>Hédia GHANEL</PERSON>",
    "M. <PERSON HURELLE, Jean>Jean HURELLE</PERSON> expose. <PERSON HURELLE, Jean>Jean HURELLE</PERSON> THERMOGRAPHIE AÉRIENNE",
    # behind a place, where the act has the name of a member
    "Présente : <PERSON VERDIN, Anne>Anne VERDIN</PERSON>. 4- budget annexe camping municipal <PERSON VERDIN, Anne>Anne VERDIN</PERSON>, rue Luc MARCHAL",
    "au nom de <PERSON MARCHAL, Luc>Luc MARCHAL</PERSON>, adjoint aux sports ; Adjoint aux sports <PERSON VERDIN, Anne>Anne VERDIN</PERSON>",
    # columns that ran together in an act that writes given names first
    "Présents : <PERSON VERDIN, Anne>Anne VERDIN</PERSON>, <PERSON HURELLE, Jean>Jean HURELLE</PERSON>, <PERSON GHANEL, Hédia>Hédia GHANEL</PERSON>, "
    "<PERSON ROUVAL, Luc>Luc ROUVAL</PERSON>, <PERSON SEILLET, Rémi>Rémi SEILLET</PERSON>. Pouvoir à M. <PERSON CAPELLE>CAPELLE</PERSON> "
    "<PERSON MARCHAL, Louis>Louis MARCHAL</PERSON>",
    # a roman number opens the next point
    "SECRÉTAIRE DE SÉANCE : Mme <PERSON MARION>MARION</PERSON>\nI - Approbation du compte rendu\nII - Travaux",
    # the roster: told in capitals once, in prose without a cue
    "Présents : <PERSON SAUREY, Philippe>Philippe SAUREY</PERSON>. Depuis, nul ne contredit <PERSON Saurey, Philippe>Philippe Saurey</PERSON>",
]

NOT_PERSONS = [
    # streets, schools, halls
    "rue Elsa TRIOLET, avenue Salvador ALLENDE, 12, QUAI JEAN JAURES, RUE SURCOUF",
    "rue du Général Jean MOULIN, place du Docteur Émile ROUX, avenue⏎Roger SALENGRO",
    "rues Jean MOULIN et Paul ELUARD",
    "l’école Pierre Le LEC, le groupe scolaire François RABELAIS, l’EHPAD Simone VEIL, la salle Jean FERON",
    'le collège "Jean MOULIN" et les gymnases Marcel CERDAN',
    "le Groupe Scolaire Jean MACÉ, le Centre Hospitalier Jean de GRANDLIEU, la Salle des Fêtes Léo FERRÉ",
    "la Maison de l'Enfance Jacques PRÉVERT, le centre aquatique Alain MIMOUN, la halle aux sports Colette BESSON",
    "le bassin Jacques Cœur, le bassin d'orage Jacques MONOD, la base nautique Éric TABARLY, le site Antoine Lavoisier",
    "le nom de « Gisèle HALIMI » est donné à l'école, la salle est dénommée « Simone SIGNORET »",
    "Résidence Ambroise CROIZAT, Eglise ST MALO, chemin Jean-Marie VIANNEY",
    # companies, associations
    "la SARL Jean DUPONTEL, la S.A.S.U BESAN, l’association Pierre NOALET, Menuiserie Paul DESLANDES",
    # laws, headings, amounts
    "la loi NOTRe, la loi ALUR, Budget Primitif, Commune DE PUTANGES, montant de 5 M€ HT",
    "groupe scolaire Approbation du marché, Code Général des Collectivités Territoriales",
    "Vu la délibération du Conseil Municipal, Le Maire expose, Le Conseil adopte",
    "MM. le Député-Maire, Accompagnement des PA, MM. Qualification SSIAP, RESPONSABILITÉ S",
    "L AN DEUX MILLE QUATORZE, le livret A de la Banque, articles L 2121-20 et R. 2321-3",
    "urba.francois@mairie.fr, jean.DUPONT@mairie.fr",
]


@pytest.fixture(scope="module")
def persons() -> Persons:
    return Persons(load_lexicon("fr_recueil"))


@each_row("sentence", SENTENCES)
def test_persons_are_read(persons: Persons, sentence: str) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, persons.find(text, {})) == sentence


@each_row("sentence", NOT_PERSONS)
def test_what_is_named_after_a_person_is_none(persons: Persons, sentence: str) -> None:
    text = sentence.replace("⏎", "\n")
    assert gold.render_tagged(text, persons.find(text, {})) == text


class _Newspaper:
    """A recogniser that takes given pairs of words for persons, and remembers what it was shown."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.shown: list[str] = []

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        for doc in stream:
            self.shown.append(doc.text)
            spans = (
                doc.char_span(doc.text.find(name), doc.text.find(name) + len(name), "PER") for name in self.names
            )
            doc.ents = tuple(span for span in spans if isinstance(span, Span))
            yield doc


PROSE = [
    ("le devis de <PERSON Marchal, Luc>Luc Marchal</PERSON> est retenu", "Luc Marchal"),
    ("le devis de <PERSON ONFRAY, Alain>ONFRAY Alain</PERSON> est retenu", "Onfray Alain"),
    ("le devis de <PERSON MARCHAL, LUC>LUC⏎MARCHAL</PERSON> est retenu", "Luc Marchal"),
    ("le devis de <PERSON Duval, Jean-Luc>Jean-⏎Luc Duval</PERSON> est retenu", "Jean-Luc Duval"),
]

NOT_PROSE = [
    ("la maison de santé pluridisciplinaire (MSP) Luc Marchal", "Luc Marchal"),
    ("Luc Marchal, 12, rue de la Forge", "Luc Marchal"),
    (
        "141, avenue      5 580,34 €⏎ et juridique       Luc Marchal⏎                 79031 VERTBOURG",
        "Luc Marchal",
    ),
    ("le devis de Kanthala Phonsavang", "Kanthala Phonsavang"),
    ("le devis de Luc Marchal", "devis"),
]


@pytest.mark.parametrize(("sentence", "name"), PROSE)
def test_the_recogniser_decides_in_prose(sentence: str, name: str) -> None:
    text = gold.parse_tagged(sentence.replace("⏎", "\n")).text
    assert gold.render_tagged(text, _recognised(text, _Newspaper(name))).replace("\n", "⏎") == sentence


@pytest.mark.parametrize(("text", "name"), NOT_PROSE)
def test_the_recogniser_alone_is_not_enough(text: str, name: str) -> None:
    assert _recognised(text.replace("⏎", "\n"), _Newspaper(name)) == []


def test_the_recogniser_is_shown_only_doubtful_windows() -> None:
    newspaper = _Newspaper()
    _recognised(
        "Présents : Luc MARCHAL. " + "Le Conseil délibère. " * 40 + "Le devis de Luc Verdin est retenu.", newspaper
    )
    (shown,) = newspaper.shown
    assert "Luc Verdin" in shown
    assert len(shown) < 200


def test_a_batch_keeps_each_text_its_own_names() -> None:
    nlp = spacy.blank("fr")
    component = Persons(load_lexicon("fr_recueil"), _Newspaper("Luc Marchal", "Anne Verdin"))
    texts = ["le devis de Luc Marchal", "rien", "le devis de Anne Verdin", "Mme ROUX"]
    docs = component.pipe(nlp.pipe(texts), batch_size=3)
    assert [[str(mention.value) for mention in mentions(doc, "person")] for doc in docs] == [
        ["Marchal, Luc"], [], ["Verdin, Anne"], ["ROUX"],
    ]  # fmt: skip


AWKWARD = st.text(alphabet="aéAÉM .,-’'\n\t:;()/0\u00a0LeJ", max_size=200)
PIECES = st.lists(
    st.sampled_from(
        [
            "Jean ",
            "MARTIN ",
            "M. ",
            "Mmes ",
            "rue ",
            "Présents : ",
            "et ",
            "de ",
            "St ",
            "J.",
            "\n",
            ", ",
            "(",
            "à ",
            "    ",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(AWKWARD, PIECES))
def test_any_text_is_read_without_overlap(text: str) -> None:
    found = Persons(load_lexicon("fr_recueil")).find(text, {})
    bounds = [bound for mention in found for bound in (mention.start, mention.end)]
    assert bounds == sorted(bounds)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in found)
    assert all(str(mention.value).strip() for mention in found)


@pytest.mark.parametrize(
    "piece",
    ["A", " ", "\n", "Jean ", "JEAN ", "J. ", "M. ", "Jean-", "Jean-\n", "présents : ", "123 ", "J.J.", "Jean de la ",
     "D'", "la M.J.", "Sa ndrine ", "DUPONT É ", "JP DUPONT ", "MM. DUPONT, ", "DUPONT Jean ", "rue Jean ", "Jean                      ", "Monsieur ", "A-", "A" + "." * 300],
)  # fmt: skip
def test_a_hostile_text_takes_time_in_proportion(persons: Persons, piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: list(persons.find(text, {})), repeated(piece), size)


def _recognised(text: str, newspaper: _Newspaper) -> list[Mention]:
    component = Persons(load_lexicon("fr_recueil"), newspaper)
    return mentions(component(spacy.blank("fr")(text)), "person")
