"""The maire or the president whom an act names by office, where no words say who presides."""

from __future__ import annotations

from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.evaluation import gold
from recueil.facts.identity.head_of_body import find_head_of_body
from recueil.values import Attendance

PICQ = "<PERSON PICQ, Anne>Anne PICQ</PERSON>"
RUFFIN = "<PERSON RUFFIN, Paul>Paul RUFFIN</PERSON>"


def head(tagged: str, *, absent: str = "") -> str | None:
    """The full name of the head, the persons of the text being present but for the one of this surname."""
    act = gold.parse_tagged(tagged.replace("⏎", "\n"))
    away = tuple(one for one in act.mentions if absent and absent in str(one.full_name))
    present = tuple(one for one in act.mentions if one not in away)
    mention = find_head_of_body(act.text, Attendance(present=present, absent=away), act.mentions)
    return mention.full_name if mention else None


@each_row(
    "tagged",
    [
        f"COMMUNE DE BRAY⏎Présents : {PICQ}, {RUFFIN}⏎Le maire {PICQ} soumet au vote",
        f"Le conseil municipal⏎Présents : {PICQ}, {RUFFIN}⏎Maire : {PICQ}. Secrétaire : {RUFFIN}",
        f"VILLE DE BRAY⏎M. LE MAIRE : {PICQ}⏎ADJOINT : {RUFFIN}",
        f"SYNDICAT DES EAUX⏎Présents : {PICQ}, {RUFFIN}⏎La Présidente, Mme {PICQ}, propose de nommer {RUFFIN}",
        f"Communauté de communes du Val, {RUFFIN}, maire de Bray. Le Président, {PICQ}, expose",
    ],
)
def test_the_head_of_the_body_presides(tagged: str) -> None:
    assert head(tagged) == "Anne PICQ"


@each_row(
    "tagged",
    [
        f"COMMUNE DE BRAY⏎Présents : {PICQ}, {RUFFIN}⏎Le maire soumet au vote",
        f"COMMUNE DE BRAY⏎Présents : {PICQ}, {RUFFIN}⏎Le président, {PICQ}, expose",
        f"COMMUNE DE BRAY⏎Présents : {PICQ}, {RUFFIN}⏎Pour le Maire, {PICQ}",
        f"COMMUNE DE BRAY⏎En l'absence du maire⏎Présents : {RUFFIN}⏎Le maire, {PICQ}, s'est excusé",
        f"COMMUNE DE BRAY⏎Compte administratif⏎Présents : {RUFFIN}⏎Le maire, {PICQ}, sort",
        f"COMMUNE DE BRAY⏎Le maire, {PICQ}, expose. Le maire, {RUFFIN}, expose",
        f"SYNDICAT DES EAUX⏎Le maire, {PICQ}, expose. {RUFFIN}",
    ],
)
def test_others_do_not(tagged: str) -> None:
    assert head(tagged) is None


def test_who_is_away_does_not_preside() -> None:
    assert head(f"COMMUNE DE BRAY⏎Présent : {RUFFIN}⏎Absente : Le maire, {PICQ}", absent="PICQ") is None


def test_a_long_text_takes_time_in_proportion(size: int) -> None:
    assert_grows_linearly(
        lambda text: find_head_of_body(text, Attendance(), ()), repeated("en l'absence de le maire, "), size
    )
