"""Words of files, as a terminal or a page may show them."""

from __future__ import annotations

from tests.tables import each_row

from recueil.text import join_lines, strip_control_chars


@each_row("steering", ["\x00", "\x07", "\x1b", "\r", "\x7f", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069"])
def test_what_steers_a_terminal_or_reorders_words_is_shown_as_no_character(steering: str) -> None:
    assert strip_control_chars(f"12 €{steering}fdp.exe") == "12 €\ufffdfdp.exe"


def test_words_stay_as_they_are() -> None:
    words = "Séance du\t3 mai\nVœu « à l’unanimité » \u00a0– № 12"
    assert strip_control_chars(words) == words


def test_a_name_that_a_line_end_cuts_is_whole_again() -> None:
    assert join_lines("Mme KERMA-\n  DEC,\n maire") == "Mme KERMA-DEC, maire"
