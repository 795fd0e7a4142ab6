"""Every refusal of the query language is told in French, and so is every error that has a code."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from tests.tables import each_row
from tests.web.reading import ordinary_spaces

import recueil
from recueil.errors import BeneficiaryUnknown, DecisionRefused, PersonUnknown, QueryError, RecueilError
from recueil.query import messages, parse
from recueil.query.messages import QueryMistake
from recueil.query.vocabulary import CHECKS
from recueil.store.store import Store
from recueil.values import KINDS
from recueil.web.i18n import errors, labels
from recueil.web.i18n.errors import split_mistake, translate_error

# (query, what is said of it)
SAID = [
    ('a "b', "ces guillemets ne sont jamais fermés"),
    ("a " * 201, "la requête est trop longue : rien n'est lu à partir d'ici"),
    ("a" * 10_001, "la requête dépasse 10000 caractères"),
    ("a \ud800", "ceci n'est pas un caractère : vérifiez l'encodage"),
    (
        " ".join(f"numero:{n}" for n in range(41)),
        "pas plus de 40 champs à la fois : en voici 41",
    ),
    (f'"{"mot " * 101}" "{"mot " * 100}"', "pas plus de 200 mots à la fois : en voici 201"),
    (f'montant:3 PRES "{"mot " * 21}"', "PRES ne prend pas plus de 20 mots"),
    ("", "la requête est vide : écrivez un mot ou un champ"),
    ("a )", "cette parenthèse ) ne ferme rien"),
    ("a (-b)", "ceci ne fait qu'exclure : dites aussi, dans ces parenthèses, ce que vous cherchez"),
    ("attribue:1@65@64", "'64' est de trop après le @ de attribue : un seul de chaque sorte"),
    ("a OU -b", "OU ne peut pas proposer une exclusion : mettez à côté ce que vous cherchez"),
    ("a ()", "il manque un terme avant cette parenthèse )"),
    ("PRES a", "PRES se met entre un champ et un mot : montant:>1000 PRES subvention"),
    ("a ET b", "ET n'est pas un opérateur : enlevez-le, tous les termes comptent, ou écrivez \"ET\" pour le mot"),
    ("a NOT b", "NOT n'est pas un opérateur : mettez - devant ce qui est exclu, ou écrivez \"NOT\" pour le mot"),
    ("a OR b", "OR n'est pas un opérateur : écrivez OU, ou \"OR\" pour le mot"),
    ("a NEAR b", "NEAR n'est pas un opérateur : écrivez PRES, ou \"NEAR\" pour le mot"),
    ("a OU", "OU se met entre deux termes"),
    ('"a* b"', "* ne termine qu'un mot seul, comme dans ecol*"),
    ("a*", "* termine un seul mot, de deux lettres au moins, comme dans ecol*"),
    ('"un"~5', "~ demande de 2 à 5 mots différents, sans compter le, de, et…"),
    ('"vie danse"~99', "'99' n'est pas un nombre de 0 à 50 : écrivez combien de mots, comme dans \"vie danse\"~5"),
    ("montant:3 PRES/0 a", "'0' n'est pas un nombre de 1 à 50 : écrivez combien de mots, comme dans PRES/5"),
    ("a --b", "il manque un mot, une expression ou un champ après ce -"),
    ("(" * 21 + "a" + ")" * 21, "plus de 20 parenthèses les unes dans les autres"),
    ("a (b", "cette parenthèse ( n'est jamais fermée"),
    (
        "siren:243400017 PRES a",
        "PRES ne suit pas siren ; il suit montant, pourcentage, chapitre, article, fonction, operation, date, periode,"
        " reference, personne, organisation, lieu, confiance",
    ),
    ("montant:3 PRES", "il manque un mot ou une expression après PRES"),
    ("montant:>10 000", 'un nombre avec des espaces se met entre guillemets : montant:">10 000"'),
    ("montan:3", "le champ « montan » n'existe pas : vouliez-vous dire montant ?"),
    ("zzzz:3", "le champ « zzzz » n'existe pas : l'aide les donne tous"),
    ("siren:243400017@x", "siren ne prend pas de @ ; dans une valeur, il se met entre guillemets"),
    ("personne:x@vice", "'vice' après le @ de personne n'est aucun de : present, represente, excuse, absent, pouvoir,"
     " mandataire, president, secretaire, rapporteur, signataire, pour, contre, abstention, corps"),
    ("montant:>1..>2", "un intervalle a > et < devant ses bornes, ou ni l'un ni l'autre : écrivez par exemple montant:>10000"),
    ("montant:..", "un intervalle a au moins une borne : écrivez par exemple montant:>10000"),
    ("montant:x", "'x' n'est pas un nombre : écrivez par exemple montant:>10000"),
    ("montant:1.125", "'1.125' se lit en milliers ou en décimales : écrivez par exemple montant:>10000"),
    ("montant:9000000M", "'9000000M' dépasse mille milliards : écrivez par exemple montant:>10000"),
    ("confiance:0,8", "'0,8' n'est pas un nombre entier de 0 à 100 : écrivez par exemple confiance:<80"),
    ("pour:1,5", "'1,5' n'est pas un nombre de voix : écrivez par exemple pour:>20"),
    ("montant:3..2", "l'intervalle '3..2' commence après sa fin : écrivez par exemple montant:>10000"),
    ("seance:2023..2022", "l'intervalle '2023..2022' commence après sa fin : écrivez par exemple seance:24/07/2014, seance:\"mars 2024\", seance:\"le mois dernier\""),
    ("seance:mai", "'mai' n'est pas une date : écrivez par exemple seance:24/07/2014, seance:\"mars 2024\", seance:\"le mois dernier\""),
    ("seance:2023-02-31", "'2023-02-31' n'est dans aucun calendrier : écrivez par exemple seance:24/07/2014, seance:\"mars 2024\", seance:\"le mois dernier\""),
    ("seance:0999", "'0999' n'est pas une année où il y a des actes : écrivez par exemple seance:24/07/2014, seance:\"mars 2024\", seance:\"le mois dernier\""),
    ("chapitre:xy", "'xy' n'est pas un code : écrivez par exemple chapitre:65"),
    ("personne:!", "'!' n'est pas un nom : écrivez par exemple personne:\"jeanne lef*\""),
    ("titre:a*", "* ne termine qu'un nom, comme dans personne:lef* : écrivez par exemple titre:\"vie associative\""),
    ("titre:!", "'!' n'a pas de mots, ou trop : écrivez par exemple titre:\"vie associative\""),
    ("departement:!", "'!' n'a pas de mots, ou trop : écrivez par exemple departement:34"),
    ("population:-1", "'-1' n'est pas un nombre d'habitants : écrivez par exemple population:>10000"),
    ("siren:1", "'1' n'est pas un SIREN de neuf chiffres : écrivez par exemple siren:243400017"),
    ("matiere:0", "'0' n'est pas dans la liste @CTES, qui va de 1 à 9 : écrivez par exemple matiere:7.5"),
    (
        "vote:x",
        "'x' n'est aucun de : unanimite, majorite, adopte, rejete, acte, retire, reporte :"
        " écrivez par exemple vote:unanimite",
    ),
    (
        "controle:1",
        f"'1' n'est aucun de : erreur, avertissement, information, recoupement, {CHECKS} : écrivez par exemple controle:erreur",
    ),
]  # fmt: skip


@each_row(("query", "french"), SAID)
def test_a_mistake_is_told_in_french(query: str, french: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert ordinary_spaces(split_mistake(caught.value).message) == french[:1].upper() + french[1:]


def test_what_only_the_store_can_tell_is_told_in_french(store: Store) -> None:
    said = [
        ("le", "rien à chercher : les mots sont trop courants, ou ce n'en sont pas"),
        (
            "departement:nulle-part",
            "'nulle-part' n'est ni le code ni le nom d'un département : écrivez par exemple departement:34",
        ),
        (
            "region:nulle-part",
            "'nulle-part' n'est ni le code ni le nom d'une région : écrivez par exemple region:bretagne",
        ),
        (
            "epci:nulle-part",
            "'nulle-part' n'est ni le SIREN ni le nom d'une intercommunalité : écrivez par exemple epci:243400017",
        ),
        (
            'epci:"quatre rivières"',
            "plusieurs intercommunalités s'appellent 'quatre rivières' : "
            "écrivez epci:247000623 (CC des Quatre Rivières), epci:247400666 (CC des Quatre Rivières)",
        ),
    ]
    for query, french in said:
        with pytest.raises(QueryError) as caught:
            store.search(parse(query))
        assert ordinary_spaces(translate_error(caught.value) or "") == french[:1].upper() + french[1:]


@pytest.mark.parametrize(
    ("kind", "french"),
    [
        (PersonUnknown, "Aucune personne n'a cet identifiant."),
        (BeneficiaryUnknown, "Aucun bénéficiaire n'a cet identifiant."),
        (
            DecisionRefused,
            "Ce n'est pas possible : c'est déjà fait, ou les actes ne nomment pas ces deux-là ainsi.",
        ),
    ],
)
def test_a_mistake_about_who_is_who_is_no_failure_of_the_store(kind: type[RecueilError], french: str) -> None:
    assert ordinary_spaces(translate_error(kind("no such one")) or "") == french


def test_a_problem_that_an_alert_stores_is_told_in_both_languages() -> None:
    stored = QueryMistake("prefixes-vague", {"most": 4000}).to_json()
    assert stored == '{"code": "prefixes-vague", "most": 4000}'
    mistake = QueryMistake.from_json(stored)
    assert mistake is not None
    assert (mistake.message("en"), mistake.message("fr").replace("\u00a0", " ")) == (
        "the words cut short stand for more than 4000 words together: write more letters of this one",
        "les mots coupés par * donnent ensemble plus de 4000 mots : écrivez plus de lettres de celui-ci",
    )


@pytest.mark.parametrize(
    "stored", ["no such thing", "[]", "{}", '{"code": "unheard"}', '{"code": "prefix-vague"}', '"code"', "1", ""]
)
def test_another_text_is_no_problem_by_code(stored: str) -> None:
    assert QueryMistake.from_json(stored) is None


def test_what_is_not_known_has_no_translation() -> None:
    unknown = split_mistake(QueryError("no such thing", "a b", 0, 1))
    assert (unknown.message, unknown.language) == ("No such thing", "en")


# Classes whose errors all have a code, and their French messages.
CODED = {
    "CorrectionError": errors.CORRECTION_MESSAGES,
    "CorrectionForbidden": errors.CORRECTION_MESSAGES,
    "AccountRefused": errors.ACCOUNT_MESSAGES,
    "AlertRefused": errors.ALERT_MESSAGES,
    "DossierRefused": errors.DOSSIER_MESSAGES,
    "QueryBatchRefused": errors.QUERY_BATCH_MESSAGES,
}


@cache
def nodes() -> list[ast.Call | ast.Constant]:
    """Every call and every constant in the code."""
    modules = (ast.parse(path.read_text()) for path in Path(recueil.__file__).parent.rglob("*.py"))
    return [node for module in modules for node in ast.walk(module) if isinstance(node, ast.Call | ast.Constant)]


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function or a class of one of these names."""
    for node in nodes():
        match node:
            case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name)) if name in names:
                yield name, node


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_error_that_has_a_code_has_a_french_message_and_none_is_left_over() -> None:
    raised: set[tuple[int, str]] = set()
    for name, call in calls(*CODED):
        values = {each.arg: each.value for each in call.keywords}
        code = ast.literal_eval(values["code"])
        given = {"kind", "example"} if "kind" in values else set(values)
        assert fields(CODED[name][code]) <= given, (name, code)
        raised.add((id(CODED[name]), code))
    assert raised == {(id(known), code) for known in CODED.values() for code in known}


@pytest.mark.parametrize(
    ("english", "functions"),
    [(messages.MESSAGES, ("query_error", "_refuse", "_distance")), (messages.VALUE_MESSAGES, ("ValueMistake",))],
)
def test_every_mistake_of_a_query_has_a_message_and_none_is_left_over(
    english: dict[str, str], functions: tuple[str, ...]
) -> None:
    codes = {call.args[0].value for _, call in calls(*functions) if isinstance(call.args[0], ast.Constant)}
    assert codes <= english.keys()
    constants = Counter(node.value for node in nodes() if isinstance(node, ast.Constant))
    # Once in the table, so more often where one is chosen among several.
    assert not [code for code in english.keys() - codes if constants[code] < 2]


def test_every_kind_of_value_has_a_french_label_and_an_example() -> None:
    assert set(KINDS) <= labels.KINDS_WITH_ARTICLE.keys()
    assert set(KINDS) <= labels.INPUT_EXAMPLES.keys()
