"""The canonical text of a query, from which its tree is read again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.query.strategies import Values, queries, ranges, spans, without_places
from tests.tables import each_row

from recueil.errors import QueryError
from recueil.query import FIELDS, Criterion, Node, parse
from recueil.query.parser import format_query

PRINTED = [
    ("  a   b ", "a b"),
    ("ecole «conseil  municipal»", 'ecole "conseil  municipal"'),
    ('"école"', "école"),
    ('"OU" "PRES" "ET" "-" "a:b" "a(b" ""', '"OU" "PRES" "ET" "-" "a:b" "a(b" ""'),
    ("a»b (c) OU ((d e))", "a»b c OU (d e)"),
    ("(a OU b) OU c", "(a OU b) OU c"),
    ("a (b c)", "a (b c)"),
    ("(a OU b) c", "a OU b c"),
    ("a -(b) -(c OU d) -(e f)", "a -b -(c OU d) -(e f)"),
    ("ecol* “aide école”~07", 'ecol* "aide école"~7'),
    ("montant:1 PRÈS/10 «subvention»", "montant:1 PRES subvention"),
    ("montant:1 PRES/05 «vie associative»", 'montant:1 PRES/5 "vie associative"'),
    ('montant:"4 255,50 €"', "montant:4255,5"),
    ("montant:1,125", "montant:1,125"),
    ("montant:-0..1,5M", "montant:0..1500000"),
    ("montant:>=10k", "montant:10000.."),
    ("montant:≤10", "montant:..10"),
    ("montant:>10 montant:<10 montant:>1..<2", "montant:>10 montant:<10 montant:>1..<2"),
    ('montant:1 "000"', 'montant:1 "000"'),
    ("date:2023", "date:2023-01-01..2023-12-31"),
    ("date:2023-05-01", "date:2023-05-01"),
    ("date:>2023-01 periode:<2023", "date:2023-02-01.. periode:..2022-12-31"),
    ("date:>2023-01..<2023-03", "date:2023-02-01..2023-02-28"),
    ("Vote:UNANIMITÉ est:absentes controle:erreurs", "vote:unanimite est:absent controle:erreur"),
    ("organisme:«saint-jouan» titre:'a' titre:\"a b\"", "commune:saint-jouan titre:'a' titre:\"a b\""),
    (
        'commune:=«Saint-Jouan» beneficiaire:"= a b"@Fonds-De-Concours',
        'commune:"=Saint-Jouan" beneficiaire:"=a b"@fonds-de-concours',
    ),
    ('titre:"a@b" reference:"(a)"', 'titre:"a@b" reference:"(a)"'),
    ("montant:*@PrixVente date:*@fin chapitre:*@stamp", "montant:*@prix-vente date:*@fin chapitre:*@tampon"),
    ("personne:saurel@contre", "personne:saurel@contre"),
    ("-vote:divisé", "-vote:majorite"),
    ("beneficiaire:@Associations", "beneficiaire:*@association"),
    ("attribue:>10k@65@entreprises@marché", "attribue:>10000@marche@entreprise@65"),
    ("personne:saurel@corps", "personne:saurel@corps"),
    ("personne:saurel est:absente -est:présidente", "personne:saurel@absent -personne:saurel@president"),
]


@each_row(("text", "canonical"), PRINTED)
def test_a_query_has_one_canonical_text(text: str, canonical: str) -> None:
    assert format_query(parse(text).root) == canonical


PIECES = [
    *(
        "école",
        "ecol*",
        "-",
        "(",
        ")",
        " ",
        " ",
        " OU ",
        " PRES ",
        " PRES/3 ",
        '"',
        '"aide école"~3',
        "»",
        "000",
        "½",
    ),
    *(
        "montant:>1",
        "montant:1",
        "@marche",
        "personne:a",
        " est:absent ",
        "titre:",
        "date:2023",
        "*",
        "@",
        "vote:acte",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40))
def test_what_is_understood_is_read_again_from_its_canonical_text(text: str) -> None:
    try:
        root = parse(text).root
    except QueryError:
        return
    assert without_places(parse(format_query(root)).root) == without_places(root)


def one_of(*values: str) -> st.SearchStrategy[Criterion]:
    return st.sampled_from(values)


VALUES: Values = {
    "montant": ranges(),
    "pourcentage": ranges(3),
    "chapitre": one_of("65", "021"),
    "date": spans(),
    "seance": spans(),
    "personne": one_of("saurel", "jeanne lef*", "l'hostis"),
    "reference": one_of("loi 2013-595", "L2121-29"),
    "titre": one_of("vie (associative)", "a@b", "OU", "saint-jouan"),
    "matiere": one_of("7.1", "7.10"),
    "vote": one_of("unanimous", "noted"),
    "est": one_of("absent", "giver"),
    "controle": one_of("error", "votes-total"),
}
ROLES = {
    "montant": ["prixvente", "dispositif"],
    "date": ["effectstart", "header"],
    "personne": ["absent", "giver"],
}


@given(queries(["école", "subvention", "association", "crèche", "travaux", "PRES"], VALUES, ROLES))
def test_a_tree_is_read_again_from_its_canonical_text(root: Node) -> None:
    assert without_places(parse(format_query(root)).root) == root


def test_every_field_is_printed_under_its_name() -> None:
    assert [format_query(parse(f"{name}:*").root) for name in FIELDS] == [f"{name}:*" for name in FIELDS]
