"""French messages of errors: by code for those that have one, else by class.

The values in ``{}`` are those of the error; the English messages are in :mod:`recueil.query.messages` for
queries, and where they are raised for the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from recueil.errors import (
    AccountRefused,
    AccountUnknown,
    ActUnknown,
    AlertRefused,
    AlertUnknown,
    BodyRefused,
    CorrectionError,
    CursorUnknown,
    ForgetKeyMissing,
    QueryError,
    RecueilError,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreTimeout,
    TokenUnknown,
)
from recueil.query.messages import ValueMistake, recognize
from recueil.query.typed_date import EXAMPLES
from recueil.store.search.snippet import Segment
from recueil.web.i18n import labels

QUERY_MESSAGES = {
    "quote-unclosed": "ces guillemets ne sont jamais fermés",
    "too-long": "la requête est trop longue : rien n'est lu à partir d'ici",
    "too-many-characters": "la requête dépasse {most} caractères",
    "not-a-character": "ceci n'est pas un caractère : vérifiez l'encodage",
    "too-many-persons": "trop de personnes à côté de trop de « est: »",
    "too-many-fields": "pas plus de {most} champs à la fois : en voici {count}",
    "too-many-words": "pas plus de {most} mots à la fois : en voici {count}",
    "empty": "la requête est vide : écrivez un mot ou un champ",
    "only-excludes": "ceci ne fait qu'exclure : dites aussi, dans ces parenthèses, ce que vous cherchez",
    "nothing-to-search": "rien à chercher : les mots sont trop courants, ou ce n'en sont pas",
    "parenthesis-unopened": "cette parenthèse ) ne ferme rien",
    "parenthesis-unclosed": "cette parenthèse ( n'est jamais fermée",
    "parenthesis-empty": "il manque un terme avant cette parenthèse )",
    "parenthesis-depth": "plus de {most} parenthèses les unes dans les autres",
    "or-exclusion": "OU ne peut pas proposer une exclusion : mettez à côté ce que vous cherchez",
    "or-alone": "OU se met entre deux termes",
    "minus-alone": "il manque un mot, une expression ou un champ après ce -",
    "operator-and": (
        '{word} n\'est pas un opérateur : enlevez-le, tous les termes comptent, ou écrivez "{word}" pour le mot'
    ),
    "operator-not": (
        '{word} n\'est pas un opérateur : mettez - devant ce qui est exclu, ou écrivez "{word}" pour le mot'
    ),
    "operator-or": '{word} n\'est pas un opérateur : écrivez OU, ou "{word}" pour le mot',
    "operator-near": '{word} n\'est pas un opérateur : écrivez PRES, ou "{word}" pour le mot',
    "near-alone": "PRES se met entre un champ et un mot : montant:>1000 PRES subvention",
    "near-after": "PRES ne suit pas {field} ; il suit {fields}",
    "near-before": "il manque un mot ou une expression après PRES",
    "near-words": "PRES ne prend pas plus de {most} mots",
    "near-distance": (
        "{value} n'est pas un nombre de {low} à {high} : écrivez combien de mots, comme dans PRES/5"
    ),
    "proximity-words": "~ demande de {low} à {high} mots différents, sans compter le, de, et…",
    "proximity-distance": (
        "{value} n'est pas un nombre de {low} à {high} : écrivez combien de mots, comme dans {example}"
    ),
    "prefix-place": "* ne termine qu'un mot seul, comme dans ecol*",
    "prefix-short": "* termine un seul mot, de deux lettres au moins, comme dans ecol*",
    "prefix-vague": "plus de {most} mots commencent ainsi : écrivez plus de lettres",
    "prefixes-vague": (
        "les mots coupés par * donnent ensemble plus de {most} mots : écrivez plus de lettres de celui-ci"
    ),
    "number-spaces": "un nombre avec des espaces se met entre guillemets : {example}",
    "field-misspelled": "le champ « {field} » n'existe pas : vouliez-vous dire {nearest} ?",
    "field-unknown": "le champ « {field} » n'existe pas : l'aide les donne tous",
    "several-bodies": "plusieurs organismes s'appellent {value} : écrivez {choices}",
    "several-epci": "plusieurs intercommunalités s'appellent {value} : écrivez {choices}",
    "role-not-taken": "{field} ne prend pas de @ ; dans une valeur, il se met entre guillemets",
    "role-unknown": "{value} après le @ de {field} n'est aucun de : {choices}",
    "role-repeated": "{value} est de trop après le @ de {field} : un seul de chaque sorte",
}
VALUE_MESSAGES = {
    "range-signs": "un intervalle a > et < devant ses bornes, ou ni l'un ni l'autre",
    "range-open": "un intervalle a au moins une borne",
    "range-reversed": "l'intervalle {value} commence après sa fin",
    "number": "{value} n'est pas un nombre",
    "number-ambiguous": "{value} se lit en milliers ou en décimales",
    "number-large": "{value} dépasse mille milliards",
    "count": "{value} n'est pas un nombre de voix",
    "percent": "{value} n'est pas un nombre entier de 0 à 100",
    "date": "{value} n'est pas une date",
    "date-impossible": "{value} n'est dans aucun calendrier",
    "date-year": "{value} n'est pas une année où il y a des actes",
    "code": "{value} n'est pas un code",
    "name": "{value} n'est pas un nom",
    "name-exact": "{value} n'est pas un nom entier",
    "prefix-in-text": "* ne termine qu'un nom, comme dans personne:lef*",
    "text": "{value} n'a pas de mots, ou trop",
    "department": "{value} n'est ni le code ni le nom d'un département",
    "region": "{value} n'est ni le code ni le nom d'une région",
    "epci": "{value} n'est ni le SIREN ni le nom d'une intercommunalité",
    "people": "{value} n'est pas un nombre d'habitants",
    "siren": "{value} n'est pas un SIREN de neuf chiffres",
    "subject": "{value} n'est pas dans la liste @CTES, qui va de 1 à 9",
    "check": "{value} n'est ni un contrôle ni l'un de : {choices}",
    "choice": "{value} n'est aucun de : {choices}",
}
_EXAMPLE = " : écrivez par exemple {example}"
CORRECTION_MESSAGES = {
    "already-corrected": "La correction n° {number} porte déjà sur cette valeur : retirez-la d'abord.",
    "choice": "Choisissez une des réponses.",
    "count": "Un nombre de voix s'écrit en chiffres.",
    "kind": "Aucune nature ne s'appelle ainsi.",
    "no-author": "Dites qui corrige.",
    "no-words": "Il n'y a pas de mots à cet endroit.",
    "not-found": "L'acte ne dit pas cela.",
    "outside-act": "Ces mots ne sont pas dans cet acte.",
    "person-missing": "L'acte ne nomme personne ainsi : ajoutez d'abord le nom comme valeur.",
    "person-erased": "Les actes de cet organisme ne nomment plus cette personne.",
    "private-person": (
        "Cette correction montrerait le nom d'une personne privée : seul un administrateur peut la faire."
    ),
    "reason": "La raison ne peut pas être gardée : 1 000 caractères lisibles au plus.",
    "same-value": "C'est déjà la valeur qui est lue ici.",
    "several": "L'acte dit cela à plusieurs endroits : dites lequel.",
    "value": "Ce n'est pas {kind}. Écrivez par exemple : {example}.",
    "value-gone": "Cette valeur n'est plus là : l'acte a changé entre-temps.",
    "value-overlaps": "{words} a déjà une valeur de cette nature : changez ou rejetez celle-là.",
    "withdrawn": "Cette correction est déjà retirée.",
    "words": "Écrivez de 1 à {longest} caractères lisibles.",
}
ACCOUNT_MESSAGES = {
    "last-admin": "Ce compte est le dernier administrateur : donnez d'abord ce rôle à un autre.",
    "name": "Ce nom ne convient pas : 64 caractères au plus, lettres sans accent, chiffres et . _ @ + -",
    "password-long": "Ce mot de passe est trop long : 1 000 caractères au plus.",
    "password-name": "Ce mot de passe n'est guère que le nom du compte.",
    "password-repeats": "Ce mot de passe répète toujours les mêmes caractères.",
    "password-short": "Ce mot de passe est trop court : {least} caractères au moins.",
    "taken": "Il y a déjà un compte de ce nom.",
    "token-days": "Un jeton vaut un jour au moins, dix ans au plus.",
    "token-name": "Dites en quelques mots à quoi servira le jeton.",
    "token-role": "Un jeton ne peut pas permettre plus que votre compte.",
}
ALERT_MESSAGES = {
    "many": "Vous avez déjà {most} alertes : supprimez-en une qui ne sert plus.",
    "name": "Le nom d'une alerte a de 1 à 200 caractères, sur une ligne.",
    "query": "La recherche d'une alerte a 2 000 caractères au plus, sur une ligne et sans caractère de commande.",
}
_BY_CODE: tuple[tuple[type[RecueilError], Mapping[str, str]], ...] = (
    (QueryError, {**QUERY_MESSAGES, **{code: french + _EXAMPLE for code, french in VALUE_MESSAGES.items()}}),
    (CorrectionError, CORRECTION_MESSAGES),
    (AccountRefused, ACCOUNT_MESSAGES),
    (AlertRefused, ALERT_MESSAGES),
)
# The first match counts.
_BY_CLASS: tuple[tuple[type[RecueilError], str], ...] = (
    (AccountUnknown, "Aucun compte n'a ce nom."),
    (ActUnknown, "Aucun acte n'a cet identifiant, ou plusieurs commencent ainsi."),
    (CursorUnknown, "Cet endroit des résultats n'existe pas : revenez à la première page."),
    (AlertUnknown, "Aucune alerte n'a ce numéro, ou elle n'est pas à vous."),
    (BodyRefused, "Un organisme se désigne par les neuf chiffres d'un SIREN."),
    (TokenUnknown, "Vous n'avez aucun jeton de ce numéro."),
    (StoreDamaged, "La base est endommagée : prévenez qui s'occupe de Recueil."),
    (
        StoreTimeout,
        "Cette recherche demande trop de temps : ajoutez un mot plus rare ou un champ (commune:, seance:), ou"
        " enlevez des mots coupés par * et des PRES.",
    ),
    (StoreBusy, "La base est occupée : réessayez dans quelques secondes."),
    (
        ForgetKeyMissing,
        "La clé de « recueil forget » manque au serveur : l'original ne peut pas être comparé à ce qui a été lu.",
    ),
    (StoreError, "La base ne répond pas : prévenez qui s'occupe de Recueil si cela dure."),
)
PASSWORDS_DIFFER = "Les deux saisies du mot de passe diffèrent."
WRONG_LOGIN = "Le nom ou le mot de passe est faux."
WRONG_PASSWORD = "Ce n'est pas votre mot de passe actuel."  # noqa: S105 — words about one


@dataclass(frozen=True, slots=True)
class Mistake:
    """A query split into its wrong and its right segments; ``message`` is in ``language``."""

    message: str
    language: str
    segments: tuple[Segment, ...]


def translate_error(error: RecueilError) -> str | None:
    """Return the French message of an error; None where there is none."""
    for kind, messages in _BY_CODE:
        if isinstance(error, kind) and error.code in messages:
            french = messages[error.code].format_map(_french_values(error))
            return f"{french[:1].upper()}{french[1:]}"
    return next((french for kind, french in _BY_CLASS if isinstance(error, kind)), None)


def describe_error(error: RecueilError) -> str:
    """Return the French message of an error; the English one where there is none."""
    return translate_error(error) or f"{error.message} {error.advice}".strip()


def split_mistake(error: QueryError) -> Mistake:
    """Build the data of ``mistake.html``."""
    french, q = translate_error(error), error.query
    start, end = min(error.start, len(q)), min(error.end, len(q))
    cut = ((q[:start], False), (q[start:end], True), (q[end:], False))
    segments = tuple(Segment(text, hit) for text, hit in cut if text)
    return Mistake(french or f"{error.message[:1].upper()}{error.message[1:]}", "fr" if french else "en", segments)


def describe_value(mistake: ValueMistake) -> str:
    """Return the French message of an invalid value of a field, with examples of dates."""
    message = VALUE_MESSAGES[mistake.code].format_map(mistake.values)
    is_date = mistake.code.startswith("date")
    return message + _EXAMPLE.format(example=", ".join(EXAMPLES)) if is_date else message


def translate_message(message: str) -> str:
    """Translate the English message of a query, as alerts store it; return any other text unchanged."""
    if (error := recognize(message)) is None:
        return message
    code, values = error
    template = QUERY_MESSAGES.get(code) or VALUE_MESSAGES[code] + (_EXAMPLE if "example" in values else "")
    return template.format_map(values)


def describe_throttling(seconds: int) -> str:
    """Return the French message of throttled logins, with the time to wait."""
    minutes, rest = divmod(seconds, 60)
    parts = [f"{minutes} min" if minutes else "", f"{rest} s" if rest else ""]
    return f"Trop de tentatives ont échoué. Réessayez dans {' '.join(filter(None, parts))}."


def _french_values(error: RecueilError) -> Mapping[str, object]:
    """Return the values of a message, a kind of value by its French label, with an example of how to write it."""
    kind = error.values.get("kind")
    if not isinstance(kind, str):
        return error.values
    return {**error.values, "kind": labels.KINDS_WITH_ARTICLE[kind], "example": labels.INPUT_EXAMPLES[kind]}
