"""The checks take time that grows with what the act says."""

from __future__ import annotations

import time

from recueil.checks.funding import _runs
from recueil.values import Mention, Percentage

TWICE = 3


def test_twice_the_percentages_are_less_than_three_times_the_work() -> None:
    def work(many: int) -> float:
        share = Percentage.parse("1")
        said = [(Mention(2 * n, 2 * n + 2, share, "percentage"), share) for n in range(many)]
        start = time.process_time()
        runs = list(_runs(said))
        spent = time.process_time() - start
        assert [len(run) for run in runs] == [many]
        return spent

    once = work(20_000)
    assert work(40_000) < TWICE * once + 0.1
