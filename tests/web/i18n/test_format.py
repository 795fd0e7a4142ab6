"""Dates of findings in words, and spaces that do not break a line."""

from __future__ import annotations

from typing import get_args

from tests.tables import each_row

from recueil.store.ledger.reasons import REASONS
from recueil.store.ledger.runs import EndState
from recueil.web.i18n import labels
from recueil.web.i18n.errors import describe_parameter
from recueil.web.i18n.format import format_dates, keep_together
from recueil.web.pages.templating import _environment

DATES = [
    ("2024-03-05", "5 mars 2024"),
    ("2024-03-01 ou après", "1er mars 2024 ou après"),
    ("2021-04-31", "31 avril 2021"),
    ("2024-13-05", "2024-13-05"),
    ("D-2024-03-05", "D-2024-03-05"),
    ("2024-03-05-12", "2024-03-05-12"),
    ("169000", "169000"),
]


@each_row(("stored", "shown"), DATES)
def test_the_dates_of_a_finding_are_in_words(stored: str, shown: str) -> None:
    assert format_dates(stored) == shown


def test_no_line_breaks_at_a_mark() -> None:
    assert (
        keep_together("« Oui » : qui ? 10:00 ; a !") == "«\u00a0Oui\u00a0»\u00a0: qui\u00a0? 10:00\u00a0; a\u00a0!"
    )


def test_the_words_of_templates_do_not_break_at_marks_and_those_of_acts_stay() -> None:
    template = _environment.from_string('<p title="Quoi ?">« {{ words }} » : {{ words }} ; fin</p>')
    shown = '<p title="Quoi\u00a0?">«\u00a0a : b\u00a0»\u00a0: a : b\u00a0; fin</p>'
    assert template.render(words="a : b") == shown


PARAMETERS = [
    ("int_parsing", "annees", {}, "Le champ « annees » ne convient pas : ce n'est pas un nombre entier."),
    (
        "less_than_equal",
        "annees",
        {"le": 30},
        "Le champ « annees » ne convient pas : le plus grand possible est 30.",
    ),
    (
        "literal_error",
        "par",
        {"expected": "'organisme' or 'mois'"},
        "Le champ « par » ne convient pas : choisissez parmi « organisme », « mois ».",
    ),
    ("string_pattern_mismatch", "siren", {"pattern": "^x$"}, "Le champ « siren » ne convient pas."),
]


@each_row(("kind", "name", "context", "french"), PARAMETERS)
def test_a_wrong_parameter_is_told_in_french(
    kind: str, name: str, context: dict[str, object], french: str
) -> None:
    told = describe_parameter({"type": kind, "loc": ("query", name), "ctx": context, "msg": "English"})
    assert told == keep_together(french)


def test_every_state_of_a_run_has_a_label() -> None:
    assert set(labels.RUN_STATES) == {None, *get_args(EndState)}


def test_every_reason_of_a_failure_is_in_french() -> None:
    labels_of_reasons = {reason: labels.failure_label(reason) for reason in REASONS}
    english = {reason: kind.summary().rstrip(".") for reason, kind in REASONS.items()}
    assert [reason for reason, label in labels_of_reasons.items() if label in (reason, english[reason])] == []
    assert labels_of_reasons["pdf-broken"] == "Le PDF est endommagé ou tronqué"
    assert [labels.failure_label(reason) for reason in ("of an older version", None)] == [
        "of an older version",
        "inconnue",
    ]
