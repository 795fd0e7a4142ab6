"""The sum of what acts award."""

from __future__ import annotations

from sqlalchemy import select

from recueil.figures.counts import Counts, exact_sum
from recueil.figures.scope import FigureScope
from recueil.figures.sql_sums import award_measures
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_awards


def sum_awarded(scope: FigureScope) -> Counts:
    """Sum up the awards in euros of the acts in scope, without repeated and doubtful ones, which are counted."""
    award = search_awards.c
    query = select(*award_measures(is_repeat())).where(award.currency == "EUR", scope.is_counted(award.docid))
    row = scope.connection.execute(query).one()
    return Counts(
        awards=row.awards,
        repeated=row.repeated,
        doubtful=row.doubtful,
        awarded=exact_sum(row.units, row.rest),
        doubted=exact_sum(row.doubted_units, row.doubted_rest),
    )
