"""The checks take time that grows with what the act says."""

from __future__ import annotations

from tests.growth import assert_grows_linearly

from recueil.checks.funding import _group_by_paragraph
from recueil.values import Mention, Percentage


def shares(many: int) -> list[tuple[Mention, Percentage]]:
    share = Percentage.parse("1")
    return [(Mention(2 * number, 2 * number + 2, share, "percentage"), share) for number in range(many)]


def test_percentages_in_a_row_are_one_run_found_in_time_in_proportion(size: int) -> None:
    assert [len(run) for run in _group_by_paragraph(shares(1_000))] == [1_000]
    assert_grows_linearly(lambda said: list(_group_by_paragraph(said)), shares, size // 10)
