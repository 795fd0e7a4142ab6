"""Check how many councillors are in office against the number that the law gives a commune of its population."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from recueil.checks.rule import Case, Rule, rule
from recueil.checks.votes import VoterStatements
from recueil.values.finding import Finding
from recueil.values.strata import find_stratum

# The numbers of the table hold since the renewal of March 2014 (loi 2013-403).
_FIRST_DAY = datetime.date(2014, 4, 1)


@rule("effectif-legal", "CGCT L2121-2 : nombre de conseillers selon la population", on=False)
def legal_size(this: Rule, case: Case) -> Iterator[Finding]:
    """Tell of a count that is above the number of the stratum, and of the next one too.

    The law counts the inhabitants before the last renewal, which the tables do not have. Fewer are vacancies.
    """
    commune, in_office = case.commune, case.facts.attendance.counts.in_office
    if commune is None or commune.population is None or not in_office:
        return
    if case.day is None or case.day < _FIRST_DAY:
        return
    stratum = find_stratum("commune", commune.population)
    following = find_stratum("commune", stratum.last + 1) if stratum and stratum.last else stratum
    if stratum is None or following is None:
        return
    due, most = stratum.councillors, following.councillors
    where = VoterStatements(case).places(("(?:exercice|en fonction)", in_office))
    if due is None or most is None or in_office <= most or not where:
        return
    yield this.finding(
        "information",
        f"{in_office} conseillers en exercice ; une commune de {commune.population} habitants "
        f"({commune.publication}) en a {due}.",
        where,
        expected=str(due),
        found=str(in_office),
    )
