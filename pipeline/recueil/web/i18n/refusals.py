"""What is said, in French, to whoever cannot have an account, a password, a token or an alert so."""

from __future__ import annotations

from recueil.accounts import passwords
from recueil.alerts import definitions
from recueil.errors import AccountRefused, AlertRefused

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
