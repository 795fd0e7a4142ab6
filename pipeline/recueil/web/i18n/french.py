"""Values as a French reader writes them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from recueil.harmless import harmless
from recueil.values import PartialDate

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_PARIS = ZoneInfo("Europe/Paris")
_ROLES = {"reader": "lecture", "editor": "correction", "admin": "administration"}
_ACTIONS = {
    "correction.make": "correction faite",
    "correction.withdraw": "correction retirée",
    "failure.dismiss": "échec classé",
    "login": "connexion",
    "login.failed": "connexion refusée",
    "logout": "déconnexion",
    "person.merge": "personnes réunies",
    "unmasked": "noms masqués consultés ou rendus publics",
    "person.separate": "nom sorti d'une réunion",
    "person.split": "actes d'une autre personne",
    "person.withdraw": "décision annulée",
    "token.add": "jeton créé",
    "token.revoke": "jeton révoqué",
    "user.add": "compte créé",
    "user.disable": "compte désactivé",
    "user.enable": "compte activé",
    "user.password": "mot de passe changé",
    "user.remove": "compte supprimé",
    "user.role": "rôle changé",
}
_DETAILS = {
    "act": "acte",
    "acts": "actes",
    "address": "adresse",
    "before": "avant",
    "days": "jours",
    "decision": "décision",
    "decisions": "décisions",
    "name": "nom",
    "role": "rôle",
    "target": "personne",
    "user": "compte",
}
# What separates thousands is narrow and does not break, what stands before a unit does not break.
_THOUSANDS, _UNIT = "\u202f", "\u00a0"


def shown(value: object) -> object:
    """What a template shows: nothing for what is not known, and words without what steers a page."""
    if value is None:
        return ""
    # What is markup has been escaped, and made of harmless words.
    return harmless(value) if type(value) is str else value


def jour(date: PartialDate | None) -> str:
    """
    >>> jour(PartialDate(2014, 7, 1)), jour(PartialDate(2014, 7)), jour(PartialDate(2014, 2, 31))
    ('1er juillet 2014', 'juillet 2014', '31 février 2014')
    """
    if date is None:
        return "sans date"
    if date.month is None or not 1 <= date.month <= 12:
        return str(date)
    month = f"{_MONTHS[date.month - 1]} {date.year}"
    return month if date.day is None else f"{'1er' if date.day == 1 else date.day} {month}"


def moment(when: datetime) -> str:
    """In the time of Paris.

    >>> moment(datetime.fromisoformat("2025-07-01T22:05:09Z"))
    '02/07/2025 00:05:09'
    """
    return f"{when.astimezone(_PARIS):%d/%m/%Y %H:%M:%S}"


def role(name: str) -> str:
    return _ROLES[name]


def action(name: str) -> str:
    """What the audit log says was done; as it stands where nobody has named it."""
    return _ACTIONS.get(name, name)


def detail(name: str, value: object) -> str:
    """A detail of the audit log; as it stands where nobody has named it."""
    return f"{_DETAILS.get(name, name)} : {_ROLES.get(str(value), value)}"


def le(date: str | None) -> str:
    """A date as an act of the store has it.

    >>> le("2014-07-24"), le("2014-07"), le(None)
    ('24 juillet 2014', 'juillet 2014', 'sans date')
    """
    return jour(None if date is None else PartialDate.parse(date))


def nombre(number: Decimal | int) -> str:
    """
    >>> nombre(1234567).replace("\u202f", "_"), nombre(Decimal("-1234.5")).replace("\u202f", "_")
    ('1_234_567', '-1_234,5')
    """
    return (
        f"{number:,f}".replace(",", _THOUSANDS).replace(".", ",")
        if isinstance(number, Decimal)
        else (f"{number:,}".replace(",", _THOUSANDS))
    )


def euros(amount: Decimal) -> str:
    """An amount with its cents, all of them where it has more than two.

    >>> euros(Decimal("4255.5")).replace("\u202f", "_").replace("\u00a0", " ")
    '4_255,50 €'
    """
    exact = amount.normalize()
    decimals = max(2, -int(exact.as_tuple().exponent))
    return f"{nombre(exact.quantize(Decimal(1).scaleb(-decimals)))}{_UNIT}€"


def accord(number: int, thing: str, things: str | None = None) -> str:
    """
    >>> accord(1, "acte"), accord(0, "acte"), accord(2, "acte")
    ('1 acte', '0 acte', '2 actes')
    """
    return f"{nombre(number)}{_UNIT}{thing if number < 2 else things or thing + 's'}"


def taille(low: Decimal | None, high: Decimal | None) -> str:
    """
    >>> taille(None, Decimal(0)), taille(Decimal(0), Decimal(100)), taille(Decimal(100), None)
    ('moins de 0', 'de 0 à moins de 100', '100 et plus')
    """
    if low is None:
        return f"moins de {nombre(high or Decimal(0))}"
    return f"{nombre(low)} et plus" if high is None else f"de {nombre(low)} à moins de {nombre(high)}"
