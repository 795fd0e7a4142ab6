"""Bytes → text, without a word of what encoded it."""

from __future__ import annotations

import random

import pytest
from tests.tables import each_row

from recueil.readers.plain_text import decode_text, is_text

ACT = (
    "Le conseil municipal, après en avoir délibéré à l'unanimité, décide d'attribuer à l'association « Vélo » "
    "une aide de 1 500 €. Où était-ce ? Déjà à la mairie, près du château, le 1er août. Été comme hiver, ça suffit. "
)
PLAIN = ACT.replace("€", "euros")


@each_row(
    ("encoding", "text"),
    [
        ("utf-8", ACT),
        ("utf-8-sig", ACT),
        ("utf-16", ACT),
        ("utf-16-le", ACT),
        ("utf-16-be", ACT),
        ("utf-32", ACT),
        ("cp1252", ACT),
        ("latin-1", PLAIN),
        ("mac_roman", ACT),
        ("cp850", PLAIN),
    ],
)
@each_row("length", [45, 200])
def test_an_encoding_is_recognised(encoding: str, text: str, length: int) -> None:
    text = text[:length]
    assert decode_text(text.encode(encoding)) == text


@each_row("encoding", ["cp1252", "mac_roman", "cp850"])
@each_row("text", ["DÉLIBÉRATION DU CONSEIL MUNICIPAL", "Reçu à la préfecture", "L'été", "N° 12"])
def test_a_few_words_are_enough(encoding: str, text: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_what_utf8_has_lost_does_not_change_the_rest() -> None:
    text = "décidé à l’unanimité " * 3
    assert decode_text(text.encode() + b"\xe9 \xc3") == text + "\ufffd \ufffd"


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("koi8-r", "Указ"),
        ("iso-8859-2", "Łódź"),
        (None, "l’élève"),
        ("latin1", "l’élève"),
        ("nonsense", "l’élève"),
    ],
)
def test_a_declaration_is_believed_where_it_can_be(declared: str | None, text: str) -> None:
    encoding = declared if declared in ("koi8-r", "iso-8859-2") else "cp1252"
    assert decode_text(text.encode(encoding), declared) == text


def test_a_hole_of_cp1252_stays_what_latin1_has_there() -> None:
    assert decode_text(b"\x81 \xe9t\xe9") == "\x81 été"


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_no_text(seed: int) -> None:
    content = bytes(random.Random(seed).choices(range(1, 256), k=2000))
    assert not is_text(decode_text(content))


def test_a_stray_control_does_not_make_a_text_binary() -> None:
    assert is_text(ACT + "\x07\0\x1a")
