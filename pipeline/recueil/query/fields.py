"""The fields of the query language: meaning, parser of the value, and the roles allowed after @."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from recueil.query import field_values
from recueil.query.field_values import ANYTHING, Criterion
from recueil.query.vocabulary import (
    AWARDS,
    BUDGET,
    CERTAIN,
    CHECK_GROUPS,
    DATES,
    MONEY,
    PARTIALS,
    PARTS,
    PERSONS,
    RATES,
    RECIPIENTS,
    STATUSES,
    VOTES,
    Vocabulary,
)
from recueil.text import fold


@dataclass(frozen=True, slots=True)
class Field:
    """A field. ``read`` parses a value to a criterion, or raises a ValueMistake that says what is wrong.

    A field of kind ``entity`` is about something in the text: PRES may follow it, and @ with one of ``roles``, one
    of ``recipients``, and with ``takes_line`` a chapter or an account. ``choices`` lists the values it may have.
    """

    name: str
    help: str
    example: str
    read: Callable[[str], Criterion]
    kind: Literal["entity", "act"] = "act"
    roles: Vocabulary | None = None
    choices: Vocabulary | None = None
    recipients: Vocabulary | None = None
    takes_line: bool = False

    @property
    def purposes(self) -> str:
        """What may follow the @ of the field, to show to whoever mistyped it."""
        words = ", ".join(str(words) for words in (self.roles, self.recipients) if words)
        return f"{words}, 65" if self.takes_line else words

    @property
    def hint(self) -> str:
        """What to show to whoever mistyped a value: the example, or three ways to type days."""
        if self.read is not field_values.parse_days:
            return self.example
        from recueil.query.typed_date import EXAMPLES

        return ", ".join(f'{self.name}:"{days}"' if " " in days else f"{self.name}:{days}" for days in EXAMPLES)

    def criterion(self, value: str, today: datetime.date | None = None) -> Criterion:
        """Parse the value, ``*`` for any; « hier » is the day before ``today``, in France if None.

        Raise ValueMistake.
        """
        if value == ANYTHING.value:
            return ANYTHING
        if self.read is field_values.parse_days:
            return field_values.parse_days(value, today)
        return self.read(value)


def _entity(
    name: str,
    help: str,
    example: str,
    read: Callable[[str], Criterion],
    roles: Vocabulary = PARTS,
    *,
    takes_line: bool = False,
) -> Field:
    return Field(name, help, example, read, "entity", roles, takes_line=takes_line)


_FIELDS = (
    _entity(
        "montant",
        "an amount in the act: exact, compared or in a range",
        "montant:>10000",
        field_values.parse_numbers,
        MONEY,
        takes_line=True,
    ),
    _entity("pourcentage", "a percentage in the act", "pourcentage:49", field_values.parse_numbers, RATES),
    _entity("chapitre", "a budget chapter the act names", "chapitre:65", field_values.parse_code, BUDGET),
    _entity(
        "article",
        "an account the act names, as article, compte or nature",
        "article:6574",
        field_values.parse_code,
        BUDGET,
    ),
    _entity("fonction", "a function of the budget the act names", "fonction:020", field_values.parse_code, BUDGET),
    _entity(
        "operation", "an operation of the budget the act names", "operation:2015", field_values.parse_code, BUDGET
    ),
    _entity(
        "date",
        "a date the act mentions: a day, a month, a year or a range",
        "date:2023-01..2023-06",
        field_values.parse_days,
        DATES,
    ),
    _entity(
        "periode", "a period the act mentions that meets these days", "periode:2023-09", field_values.parse_days
    ),
    _entity(
        "reference",
        "a law, a code, a decree or an act that is cited",
        'reference:"loi 2013-595"',
        field_values.parse_text,
    ),
    _entity(
        "personne",
        "a person the act names; * ends a word cut short",
        'personne:"jeanne lef*"',
        field_values.parse_name,
        PERSONS,
    ),
    _entity(
        "organisation",
        "an organisation the act names; * ends a word cut short, after = the whole name",
        'organisation:"croix rouge"',
        field_values.parse_name_or_exact,
    ),
    _entity(
        "lieu",
        "a place the act names, or the INSEE code of a commune; * and = as for organisation",
        "lieu:saint-jouan",
        field_values.parse_name_or_exact,
    ),
    _entity(
        "confiance",
        "how sure a trained model is of a value or a role, in percent; what rules found has none",
        "confiance:<80",
        field_values.parse_percents,
        CERTAIN,
    ),
    Field(
        "est",
        "what someone is, or the person beside it",
        "est:absent",
        field_values.parse_status,
        choices=STATUSES,
    ),
    Field("seance", "the act's own date", "seance:2014-07-24", field_values.parse_days),
    Field("nature", "what the act is", "nature:deliberation", field_values.parse_name),
    Field("numero", "the act's own number", "numero:2014-123", field_values.parse_text),
    Field("titre", "words of the act's title", 'titre:"vie associative"', field_values.parse_text),
    Field(
        "commune",
        "words of the name of the body that issued it; after = the whole name",
        "commune:fontvergne",
        field_values.parse_text_or_exact,
    ),
    Field("siren", "the SIREN of that body", "siren:243400017", field_values.parse_siren),
    Field(
        "departement",
        "the département of that body, by its code or name",
        "departement:34",
        field_values.parse_department,
    ),
    Field("region", "the région of that body, by its code or name", "region:bretagne", field_values.parse_text),
    Field(
        "epci",
        "an intercommunalité and its communes, by its SIREN or words of its name",
        "epci:243400017",
        field_values.parse_epci,
    ),
    Field("population", "the inhabitants of that body", "population:>10000", field_values.parse_people),
    Field("matiere", "the @CTES matière, with all below it", "matiere:7.5", field_values.parse_subject),
    Field("vote", "how a vote ended", "vote:unanimite", field_values.parse_vote, choices=VOTES),
    Field("pour", "how many voted for", "pour:>20", field_values.parse_counts),
    Field("contre", "how many voted against", "contre:1..3", field_values.parse_counts),
    Field("abstention", "how many abstained", "abstention:>0", field_values.parse_counts),
    Field(
        "attribue",
        "an amount that the act awards",
        "attribue:1000..5000",
        field_values.parse_numbers,
        roles=AWARDS,
        recipients=RECIPIENTS,
        takes_line=True,
    ),
    Field(
        "beneficiaire",
        "who is awarded something; * ends a word cut short, after = the whole name",
        "beneficiaire:harmonie",
        field_values.parse_name_or_exact,
        roles=AWARDS,
        recipients=RECIPIENTS,
        takes_line=True,
    ),
    Field(
        "controle",
        "a check or a cross-check that found something, or how severe",
        "controle:erreur",
        field_values.parse_check,
        choices=CHECK_GROUPS,
    ),
    Field(
        "partiel",
        "what fewer were read of than the act itself counts",
        "partiel:attributions",
        field_values.parse_partial,
        choices=PARTIALS,
    ),
)
FIELDS: dict[str, Field] = {field.name: field for field in _FIELDS}
ALIASES = {"compte": "article", "objet": "titre", "organisme": "commune", "collectivite": "commune"}
"""Other names of a field, as acts call it."""


def find_field(name: str) -> Field | None:
    """Find a field by name or alias, in any case and with any accents."""
    folded = fold(name)
    return FIELDS.get(ALIASES.get(folded, folded))


def suggest_field(name: str) -> str | None:
    """Return the field name most similar to a mistyped one."""
    return next(iter(get_close_matches(fold(name), [*FIELDS, *ALIASES], n=1)), None)
