"""What is printed on a terminal."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from rich.console import Console

from recueil.cli import terminal
from recueil.store.search.decisions import HitAward, HitVote, MatchedDecisions
from recueil.store.search.results import Hit, Results
from recueil.store.search.snippet import Segment


def test_a_narrow_terminal_cuts_no_cell_off(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(terminal, "out", Console(file=printed, width=18))
    terminal.print_rows(("beneficiary", "amount"), [("judo-club@saint_aubrac", "349924.62")])
    lines = [line.split() for line in printed.getvalue().splitlines()[2:]]
    names, sums = ("".join(line[at] for line in lines if len(line) > at) for at in (0, 1))
    assert (names, sums) == ("judo-club@saint_aubrac", "349924.62")


def test_a_hit_shows_the_awards_and_votes_that_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(terminal, "out", Console(file=printed, width=200))
    awards = (
        HitAward("subvention", "Judo-club", Decimal(350), "EUR", doubtful=False),
        HitAward("marché", "VOIRIE\nALPINE", None, None, doubtful=True),
    )
    votes = (HitVote("adopted", 20, 3, 0, unanimous=False), HitVote(None, None, None, None, unanimous=True))
    snippet = (Segment("Vote", hit=False),)
    matched = MatchedDecisions(awards, votes)
    hit = Hit("ab12", None, "deliberation", None, "file:///a.txt", 0, 1, 0, snippet, (), matched=matched)
    terminal.print_hits(Results(1, (hit,)))
    assert printed.getvalue().splitlines() == [
        "ab12 deliberation a.txt, page 1",
        "  … Vote",
        "  award subvention 350.00 EUR  « Judo-club »",
        "  award marché (doubtful)  « VOIRIE ALPINE »",
        "  vote adopted, for 20, against 3, abstentions 0",
        "  vote ?, unanimous",
        "",
        "1 act, 1 shown.",
    ]
