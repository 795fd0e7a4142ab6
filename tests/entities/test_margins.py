"""A margin is set apart; a table, a signature or an indented page is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recueil.entities.margins import split_margin

INDENT = " " * 30
MARGIN = f"""{INDENT}Convoqué le vendredi
Extrait du registre           16 mai 2014, le Conseil
des délibérations             s'est réuni en mairie
n° 2014 / 182
{INDENT}sous la présidence
{INDENT}du maire
La séance est ouverte devant une salle pleine."""


def test_the_margin_and_the_text_beside_it_are_read_apart() -> None:
    beside, margin = split_margin(MARGIN)
    assert " ".join(beside.split()) == (
        "Convoqué le vendredi 16 mai 2014, le Conseil s'est réuni en mairie sous la présidence du maire"
        " La séance est ouverte devant une salle pleine."
    )
    assert " ".join(margin.split()) == "Extrait du registre des délibérations n° 2014 / 182"


@pytest.mark.parametrize(
    "text",
    [
        "une ligne",
        f"Dépenses{INDENT}12 €\nRecettes{INDENT}14 €\nSolde   {INDENT}2 €\nTotal   {INDENT}28 €",
        f"{INDENT}Le Maire,\n\n{INDENT}Luc MARCHAL\nPubliée le : 23/05/2014",
        f"{INDENT}SEANCE\n{INDENT}du conseil\n{INDENT}municipal\n{INDENT}de la ville",
    ],
)
def test_other_layouts_have_no_margin(text: str) -> None:
    assert split_margin(text) == (text,)


@given(
    st.lists(
        st.sampled_from(["a", "Jean ", " " * 4, " " * 24, "\n", "\n" + INDENT, "\r\n", "é"]), max_size=80
    ).map("".join)
)
def test_views_keep_every_offset(text: str) -> None:
    shown = split_margin(text)
    assert all(len(view) == len(text) for view in shown)
    assert all(letter in (view[at] for view in shown) for at, letter in enumerate(text))
