"""French messages of errors: by code for those that have one, else by class.

The values in ``{}`` are those of the error. The French of queries is in the catalogue of messages; what that has
of others is for the command line, as pages name no commands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recueil.errors import (
    AccountRefused,
    AccountUnknown,
    ActUnknown,
    AlertRefused,
    AlertUnknown,
    BeneficiaryUnknown,
    BodyRefused,
    CorrectionError,
    CursorUnknown,
    DecisionRefused,
    DossierForbidden,
    DossierRefused,
    DossierUnknown,
    ExtraMissing,
    ForgetKeyMissing,
    PersonUnknown,
    QueryBatchRefused,
    QueryError,
    RecueilError,
    SingleSignOnFailed,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreTimeout,
    TokenUnknown,
)
from recueil.query.messages import QueryMistake, ValueMistake
from recueil.query.typed_date import EXAMPLES
from recueil.store.search.snippet import Segment
from recueil.web.i18n import labels
from recueil.web.i18n.format import keep_together

if TYPE_CHECKING:
    from recueil.alerts.hits import AlertDefinition

CORRECTION_MESSAGES = {
    "already-corrected": "La correction n° {number} porte déjà sur cette valeur : retirez-la d'abord.",
    "choice": "Choisissez une des réponses.",
    "count": "Un nombre de voix s'écrit en chiffres.",
    "kind": "Aucune nature ne s'appelle ainsi.",
    "member-there": "La liste a déjà ce membre : corrigez sa situation.",
    "no-author": "Dites qui corrige.",
    "no-vote": "Dites quelle est l'issue du vote, ou combien de voix il compte.",
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
    "vote-overlaps": "Ces mots disent déjà un vote : corrigez celui-là.",
    "withdrawn": "Cette correction est déjà retirée.",
    "words": "Écrivez de 1 à {longest} caractères lisibles.",
}
ACCOUNT_MESSAGES = {
    "belongings": "Ce compte a des dossiers ou des alertes : dites à qui ils vont, ou qu'ils sont supprimés.",
    "heir": "Un compte n'hérite pas de lui-même.",
    "last-admin": "Ce compte est le dernier administrateur : donnez d'abord ce rôle à un autre.",
    "left": (
        "Quelqu'un de ce nom a laissé des dossiers ou des alertes : prenez un autre nom, ou demandez à qui"
        " s'occupe de Recueil de les remettre à quelqu'un."
    ),
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
SINGLE_SIGN_ON_MESSAGES = {
    "provider": "Le fournisseur d'identité ne répond pas comme il faut : réessayez, et prévenez si cela dure.",
    "state": "Cette connexion n'a pas commencé ici, ou elle a trop duré : recommencez.",
    "token": "Le fournisseur d'identité n'a pas donné de réponse à laquelle se fier.",
}
ALERT_MESSAGES = {
    "many": "Vous avez déjà {most} alertes : supprimez-en une qui ne sert plus.",
    "name": "Le nom d'une alerte a de 1 à 200 caractères, sur une ligne.",
    "query": "La recherche d'une alerte a 2 000 caractères au plus, sur une ligne et sans caractère de commande.",
}
DOSSIER_MESSAGES = {
    "items": "Ce dossier a déjà {most} pièces : commencez-en un autre.",
    "many": "Vous avez déjà {most} dossiers : supprimez-en un qui ne sert plus.",
    "noted": "Ce dossier a déjà cette pièce, avec une autre note : c'est celle-là qu'il faut changer.",
    "note": "Une note a {most} caractères au plus, sans caractère de commande.",
    "query": "La recherche a 2 000 caractères au plus, sur une ligne et sans caractère de commande.",
    "tags": "Un dossier a 20 étiquettes au plus, chacune de 1 à 50 caractères, sur une ligne.",
    "title": "Le titre d'un dossier a de 1 à 200 caractères, sur une ligne.",
    "value": "Cet acte n'a pas de valeur de ce numéro.",
}
QUERY_BATCH_MESSAGES = {
    "bytes": "La table a plus de {most} octets : coupez-la.",
    "column": "La première ligne doit nommer les colonnes : nom et requete, séparées par ; ou par une virgule.",
    "csv": "La ligne {line} n'est pas une ligne de CSV : mettez entre guillemets une case qui en contient.",
    "many": "La table a plus de {most} recherches : coupez-la, ou prenez la commande « recueil queries ».",
    "none": "La table n'a aucune recherche.",
}
_BY_CODE: tuple[tuple[type[RecueilError], Mapping[str, str]], ...] = (
    (CorrectionError, CORRECTION_MESSAGES),
    (AccountRefused, ACCOUNT_MESSAGES),
    (AlertRefused, ALERT_MESSAGES),
    (DossierRefused, DOSSIER_MESSAGES),
    (QueryBatchRefused, QUERY_BATCH_MESSAGES),
    (SingleSignOnFailed, SINGLE_SIGN_ON_MESSAGES),
)
_QUOTED = re.compile(r"'([^']{1,100})'")
# The first match counts.
_BY_CLASS: tuple[tuple[type[RecueilError], str], ...] = (
    (AccountUnknown, "Aucun compte n'a ce nom."),
    (ActUnknown, "Aucun acte n'a cet identifiant, ou plusieurs commencent ainsi."),
    (CursorUnknown, "Cet endroit des résultats n'existe pas : revenez à la première page."),
    (AlertUnknown, "Aucune alerte n'a ce numéro, ou elle n'est pas à vous."),
    (DossierForbidden, "Ce dossier est à quelqu'un d'autre : vous pouvez le lire, non le changer."),
    (DossierUnknown, "Aucun dossier n'a ce numéro, ou il n'est ni à vous ni partagé."),
    (ExtraMissing, "Ce format n'est pas installé sur ce serveur : demandez à qui s'occupe de Recueil."),
    (BodyRefused, "Un organisme se désigne par les neuf chiffres d'un SIREN."),
    (PersonUnknown, "Aucune personne n'a cet identifiant."),
    (BeneficiaryUnknown, "Aucun bénéficiaire n'a cet identifiant."),
    (DecisionRefused, "Ce n'est pas possible : c'est déjà fait, ou les actes ne nomment pas ces deux-là ainsi."),
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
# By the type of Pydantic's error, with the values of its context.
_PARAMETER_MESSAGES = {
    "missing": "il manque",
    "int_parsing": "ce n'est pas un nombre entier",
    "int_parsing_size": "ce nombre est trop grand",
    "greater_than_equal": "le plus petit possible est {ge}",
    "greater_than": "il faut plus de {gt}",
    "less_than": "il faut moins de {lt}",
    "less_than_equal": "le plus grand possible est {le}",
    "string_too_short": "il faut au moins {min_length} caractères",
    "string_too_long": "{max_length} caractères au plus",
    "date_parsing": "une date s'écrit ici 2024-03-05",
    "date_from_datetime_parsing": "une date s'écrit ici 2024-03-05",
    "literal_error": "choisissez parmi {expected}",
}
PASSWORDS_DIFFER = "Les deux saisies du mot de passe diffèrent."
NO_ACCOUNT = "Vous n'avez pas de compte ici : demandez-en un à qui s'occupe de Recueil."
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
    french = _find_french(error)
    return french and keep_together(french)


def _find_french(error: RecueilError) -> str | None:
    if isinstance(error, QueryError):
        french = _translate(QueryMistake(error.code, error.values)) if error.code else ""
        return f"{french[:1].upper()}{french[1:]}" or None
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
    if mistake.code.startswith("date"):
        return _translate(QueryMistake(mistake.code, {**mistake.values, "example": ", ".join(EXAMPLES)}))
    return _translate(mistake)


def translate_problem(alert: AlertDefinition) -> str:
    """Return in French why the query of an alert fails; the sentence that an earlier version recorded as it is."""
    return _translate(alert.mistake) if alert.mistake is not None else alert.problem or ""


def describe_parameter(error: Mapping[str, Any]) -> str:
    r"""Return the French message of a parameter of an address or a form that Pydantic refuses.

    >>> too_many = {"type": "less_than_equal", "loc": ("query", "annees"), "ctx": {"le": 30}}
    >>> describe_parameter(too_many).replace("\u00a0", " ")
    'Le champ « annees » ne convient pas : le plus grand possible est 30.'
    >>> literal = {"type": "literal_error", "loc": ("query", "par"), "ctx": {"expected": "'organisme' or 'mois'"}}
    >>> describe_parameter(literal).replace("\u00a0", " ")
    'Le champ « par » ne convient pas : choisissez parmi « organisme », « mois ».'
    >>> describe_parameter({"type": "string_pattern_mismatch", "loc": ("query", "siren")}).replace("\u00a0", " ")
    'Le champ « siren » ne convient pas.'
    """
    names = [str(part) for part in error["loc"]]
    field = f"Le champ « {names[-1]} » ne convient pas" if len(names) > 1 else "La demande ne convient pas"
    values = dict(error.get("ctx") or {})
    if "expected" in values:
        values["expected"] = ", ".join(f"« {word} »" for word in _QUOTED.findall(str(values["expected"])))
    why = _PARAMETER_MESSAGES.get(error["type"], "").format_map(values)
    return keep_together(f"{field} : {why}." if why else f"{field}.")


def describe_throttling(seconds: int) -> str:
    """Return the French message of throttled logins, with the time to wait."""
    minutes, rest = divmod(seconds, 60)
    parts = [f"{minutes} min" if minutes else "", f"{rest} s" if rest else ""]
    return f"Trop de tentatives ont échoué. Réessayez dans {' '.join(filter(None, parts))}."


def _translate(mistake: QueryMistake | ValueMistake) -> str:
    return mistake.message("fr")


def _french_values(error: RecueilError) -> Mapping[str, object]:
    """Return the values of a message, a kind of value by its French label, with an example of how to write it."""
    kind = error.values.get("kind")
    if not isinstance(kind, str):
        return error.values
    return {**error.values, "kind": labels.KINDS_WITH_ARTICLE[kind], "example": labels.INPUT_EXAMPLES[kind]}
