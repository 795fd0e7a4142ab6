"""French texts of errors.

Those of the query language are translated from its English messages by patterns; those of accounts,
passwords, tokens and alerts are chosen by their reason codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recueil.accounts import passwords
from recueil.alerts import definitions
from recueil.errors import (
    AccountRefused,
    AccountUnknown,
    ActUnknown,
    AlertRefused,
    AlertUnknown,
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
from recueil.store.search.snippet import Segment

_EXAMPLE = r"(?:: write for example (?P<example>.+))?"
# Errors of values; an example may follow.
_VALUES = (
    (
        r"a range has > and < before its ends, both or none",
        "un intervalle a > et < devant ses bornes, ou ni l'un ni l'autre",
    ),
    (r"a range needs an end", "un intervalle a au moins une borne"),
    (r"(?P<what>.+) is not a number", "{what} n'est pas un nombre"),
    (r"(?P<what>.+) may be thousands or decimals", "{what} se lit en milliers ou en décimales"),
    (r"(?P<what>.+) is beyond a thousand billion", "{what} dépasse mille milliards"),
    (r"(?P<what>.+) is not a count", "{what} n'est pas un nombre de voix"),
    (r"the range (?P<what>.+) starts after its end", "l'intervalle {what} commence après sa fin"),
    (r"(?P<what>.+) is not a date", "{what} n'est pas une date"),
    (r"(?P<what>.+) is in no calendar", "{what} n'est dans aucun calendrier"),
    (r"(?P<what>.+) is not a year of acts", "{what} n'est pas une année où il y a des actes"),
    (r"(?P<what>.+) is not a code", "{what} n'est pas un code"),
    (r"(?P<what>.+) is not a name", "{what} n'est pas un nom"),
    (r"(?P<what>.+) is not a whole name", "{what} n'est pas un nom entier"),
    (r"\* only ends a name, as in (?P<what>\S+)", "* ne termine qu'un nom, comme dans {what}"),
    (r"(?P<what>.+) is no word, or too many", "{what} n'a pas de mots, ou trop"),
    (r"(?P<what>.+) is not a code of a département", "{what} n'est pas le code d'un département"),
    (r"(?P<what>.+) is not the nine digits of a SIREN", "{what} n'est pas un SIREN de neuf chiffres"),
    (
        r"(?P<what>.+) is not in the list of @CTES, whose first level is 1 to 9",
        "{what} n'est pas dans la liste @CTES, qui va de 1 à 9",
    ),
    (r"(?P<what>.+) is none of (?P<words>.+?)", "{what} n'est aucun de : {words}"),
    (
        r"(?P<what>.+) is neither a check nor one of (?P<words>.+?)",
        "{what} n'est ni un contrôle ni l'un de : {words}",
    ),
)
_QUERIES = (
    (r"this quote is never closed", "ces guillemets ne sont jamais fermés"),
    (
        r"the query is too long: no more can be read from here",
        "la requête est trop longue : rien n'est lu à partir d'ici",
    ),
    (r"the query is longer than (?P<most>\d+) characters", "la requête dépasse {most} caractères"),
    (r"this is not a character: check the encoding", "ceci n'est pas un caractère : vérifiez l'encodage"),
    (r"too many persons beside too many est:", "trop de personnes à côté de trop de « est: »"),
    (
        r"no more than (?P<most>\d+) fields can be asked together: these are (?P<these>\d+)",
        "pas plus de {most} champs à la fois : en voici {these}",
    ),
    (
        r"no more than (?P<most>\d+) words can be asked together: these are (?P<these>\d+)",
        "pas plus de {most} mots à la fois : en voici {these}",
    ),
    (r"PRES takes no more than (?P<most>\d+) words", "PRES ne prend pas plus de {most} mots"),
    (
        r"the words cut short stand for more than (?P<most>\d+) words together: write more letters of this one",
        "les mots coupés par * donnent ensemble plus de {most} mots : écrivez plus de lettres de celui-ci",
    ),
    (r"the query is empty: write a word or a field", "la requête est vide : écrivez un mot ou un champ"),
    (r"this \) closes nothing", "cette parenthèse ) ne ferme rien"),
    (
        r"this only excludes: say also what to look for",
        "ceci ne fait qu'exclure : dites aussi ce que vous cherchez",
    ),
    (
        r"OU cannot offer an exclusion: put what to look for beside it",
        "OU ne peut pas proposer une exclusion : mettez à côté ce que vous cherchez",
    ),
    (r"a term is missing before this \)", "il manque un terme avant cette parenthèse )"),
    (
        r"PRES stands between a field and a word: (?P<example>.+)",
        "PRES se met entre un champ et un mot : {example}",
    ),
    (
        r'(?P<word>\w+) is no operator: leave it out, all terms must hold, or "\w+" for the word itself',
        '{word} n\'est pas un opérateur : enlevez-le, tous les termes comptent, ou écrivez "{word}" pour le mot',
    ),
    (
        r'(?P<word>\w+) is no operator: write - before what to exclude, or "\w+" for the word itself',
        '{word} n\'est pas un opérateur : mettez - devant ce qui est exclu, ou écrivez "{word}" pour le mot',
    ),
    (
        r'(?P<word>\w+) is no operator: write (?P<other>\w+)(?:, as in .+)?, or "\w+" for the word itself',
        '{word} n\'est pas un opérateur : écrivez {other}, ou "{word}" pour le mot',
    ),
    (r"OU stands between two terms", "OU se met entre deux termes"),
    (
        r"\* only ends a word that stands alone, as in (?P<example>.+)",
        "* ne termine qu'un mot seul, comme dans {example}",
    ),
    (
        r"\* ends one word of two letters or more, as in (?P<example>.+)",
        "* termine un seul mot, de deux lettres au moins, comme dans {example}",
    ),
    (
        r"~ asks for (?P<low>\d+) to (?P<high>\d+) words that differ, not counting le, de, et and the like",
        "~ demande de {low} à {high} mots différents, sans compter le, de, et…",
    ),
    (
        r"(?P<what>.+) is not a number from (?P<low>\d+) to (?P<high>\d+): write how .+, as in (?P<example>.+)",
        "{what} n'est pas un nombre de {low} à {high} : écrivez combien de mots, comme dans {example}",
    ),
    (
        r"a word, a phrase or a field is missing after this -",
        "il manque un mot, une expression ou un champ après ce -",
    ),
    (r"parentheses more than (?P<most>\d+) deep", "plus de {most} parenthèses les unes dans les autres"),
    (r"this \( is never closed", "cette parenthèse ( n'est jamais fermée"),
    (
        r"PRES may not follow (?P<what>\w+); it follows (?P<words>.+)",
        "PRES ne suit pas {what} ; il suit {words}",
    ),
    (r"a word or a phrase is missing after PRES", "il manque un mot ou une expression après PRES"),
    (
        r"a figure with spaces goes between quotes: (?P<example>.+)",
        "un nombre avec des espaces se met entre guillemets : {example}",
    ),
    (
        r"unknown field '(?P<what>.+)': did you mean (?P<other>\w+)\? .+",
        "le champ « {what} » n'existe pas : vouliez-vous dire {other} ?",
    ),
    (r"unknown field '(?P<what>.+)': .+", "le champ « {what} » n'existe pas : l'aide les donne tous"),
    (
        r"(?P<what>\w+) takes no @; in a value it goes between quotes",
        "{what} ne prend pas de @ ; dans une valeur, il se met entre guillemets",
    ),
    (
        r"(?P<what>.+) after the @ of (?P<field>\w+) is none of (?P<words>.+)",
        "{what} après le @ de {field} n'est aucun de : {words}",
    ),
    (
        r"nothing to look for: the words are too common, or no words at all",
        "rien à chercher : les mots sont trop courants, ou ce n'en sont pas",
    ),
    (
        r"more than (?P<most>\d+) words begin so: write more letters",
        "plus de {most} mots commencent ainsi : écrivez plus de lettres",
    ),
)
_RULES = tuple(
    (re.compile(pattern, re.DOTALL), french)
    for pattern, french in (*_QUERIES, *((pattern + _EXAMPLE, french) for pattern, french in _VALUES))
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A query split into its wrong and its right segments; ``message`` is in ``language``."""

    message: str
    language: str
    segments: tuple[Segment, ...]


def split_mistake(error: QueryError) -> Mistake:
    """Build the data of ``mistake.html``."""
    french, q = translate(error.message), error.query
    start, end = min(error.start, len(q)), min(error.end, len(q))
    cut = ((q[:start], False), (q[start:end], True), (q[end:], False))
    segments = tuple(Segment(text, hit) for text, hit in cut if text)
    said = french or error.message
    return Mistake(f"{said[:1].upper()}{said[1:]}", "fr" if french else "en", segments)


# The first match counts.
_ERRORS: tuple[tuple[type[RecueilError], str], ...] = (
    (AccountUnknown, "Aucun compte n'a ce nom."),
    (ActUnknown, "Aucun acte n'a cet identifiant, ou plusieurs commencent ainsi."),
    (CursorUnknown, "Cet endroit des résultats n'existe pas : revenez à la première page."),
    (AlertUnknown, "Aucune alerte n'a ce numéro, ou elle n'est pas à vous."),
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


def describe_error(error: RecueilError) -> str | None:
    """Return the French text of an error; None where there is none."""
    if isinstance(error, QueryError):
        said = split_mistake(error)
        return said.message if said.language == "fr" else None
    return next((french for kind, french in _ERRORS if isinstance(error, kind)), None)


def translate_or_keep(message: str) -> str:
    """Translate a message; return it unchanged where there is no translation."""
    return translate(message) or message


def translate(message: str) -> str | None:
    """Translate a message; None where there is no translation."""
    for pattern, french in _RULES:
        if match := pattern.fullmatch(message):
            groups = match.groupdict("")
            example = groups.get("example")
            aside = f" : écrivez par exemple {example}" if example and "{example}" not in french else ""
            return french.format_map(groups) + aside
    return None


_ACCOUNT_REFUSALS = {
    "last-admin": "Ce compte est le dernier administrateur : donnez d'abord ce rôle à un autre.",
    "name": "Ce nom ne convient pas : 64 caractères au plus, lettres sans accent, chiffres et . _ @ + -",
    "password-long": "Ce mot de passe est trop long : 1 000 caractères au plus.",
    "password-name": "Ce mot de passe n'est guère que le nom du compte.",
    "password-repeats": "Ce mot de passe répète toujours les mêmes caractères.",
    "password-short": f"Ce mot de passe est trop court : {passwords.MIN_LENGTH} caractères au moins.",
    "taken": "Il y a déjà un compte de ce nom.",
    "token-days": "Un jeton vaut un jour au moins, dix ans au plus.",
    "token-name": "Dites en quelques mots à quoi servira le jeton.",
    "token-role": "Un jeton ne peut pas permettre plus que votre compte.",
}
_ALERT_REFUSALS = {
    "many": f"Vous avez déjà {definitions.MAX_ALERTS} alertes : supprimez-en une qui ne sert plus.",
    "name": "Le nom d'une alerte a de 1 à 200 caractères, sur une ligne.",
    "query": "La recherche d'une alerte a 2 000 caractères au plus, sur une ligne et sans caractère de commande.",
}
PASSWORDS_DIFFER = "Les deux saisies du mot de passe diffèrent."
WRONG_LOGIN = "Le nom ou le mot de passe est faux."
WRONG_PASSWORD = "Ce n'est pas votre mot de passe actuel."  # noqa: S105 — words about one


def describe_account_refusal(error: AccountRefused) -> str:
    """Return the French text of a refused account change."""
    return _ACCOUNT_REFUSALS[error.reason]


def describe_alert_refusal(error: AlertRefused) -> str:
    """Return the French text of a refused alert."""
    return _ALERT_REFUSALS[error.reason]


def describe_throttling(seconds: int) -> str:
    """Return the French text of throttled logins, with the time to wait."""
    minutes, rest = divmod(seconds, 60)
    parts = [f"{minutes} min" if minutes else "", f"{rest} s" if rest else ""]
    return f"Trop de tentatives ont échoué. Réessayez dans {' '.join(filter(None, parts))}."
