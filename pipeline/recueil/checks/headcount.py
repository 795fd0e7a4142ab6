"""Check the counts of an act against each other and the law: présents + pouvoirs = votants, and the quorum."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recueil.checks.law import covid_rules_apply
from recueil.checks.rule import Case, Rule, Spans, rule
from recueil.checks.votes import VoterStatements, count_votes
from recueil.values.finding import Finding

_LAWS = {
    "municipal": "CGCT L2121-17", "communautaire": "CGCT L5211-1 et L2121-17", "departemental": "CGCT L3121-14",
    "regional": "CGCT L4132-13",
}  # fmt: skip
# « à la suite d'une première convocation, le quorum n'étant pas atteint ».
_SECOND_CONVOCATION = re.compile(
    r"(?:deuxieme|seconde|nouvelle|2 ?(?:eme|nde|e)|premiere) convocation"
    r"|sans condition de quorum|\bfaute de quorum"
    r"|quorum[^.;]{0,40}(?:pas|non) (?:ete )?(?:atteint|reuni)"
)
# « Présents : 12 (extrait de la feuille de présence) ».
_EXTRACT = re.compile(r"(?:present|membre)[es]{0,3}[^\n]{0,20}\((?:extrait|groupe|liste partielle|dont)\b")

# « 51 membres présents », « Présents : 51 ».
_PRESENT = re.compile(
    r"(?<![0-9/.,])(?P<before>[0-9]{1,3})\s{1,3}(?:[a-z]{1,14}\s{1,3}){0,2}presents?\b"
    r"|\bpresents?\s{0,3}[:=–-]?\s{0,3}(?P<after>[0-9]{1,3})(?![0-9/.,])"
)
_ONE_LINE = 160


@rule("votants", "Calcul : présents + pouvoirs = votants")
def voters(this: Rule, case: Case) -> Iterator[Finding]:
    """Check counts that stand together, that nobody who comes or goes explains, and that the lists bear out."""
    attendance = case.facts.attendance
    counts = attendance.counts
    if counts.present is None or counts.proxies is None or counts.voting is None:
        return
    voting, due = VoterStatements(case), counts.present + counts.proxies
    if due == counts.voting or len(voting.figures) != 1 or voting.inclusive:
        return
    where = voting.places(
        ("presents?", counts.present), ("(?:pouvoirs?|procurations?)", counts.proxies), ("votants?", counts.voting)
    )
    correction = _find_correction(case, due)
    listed = attendance.present or attendance.represented or attendance.proxies
    if not _are_of_one_moment(where) or (listed and correction is None):
        return
    # names that bear out both counts leave no suppléant to be counted apart
    more = voting.joining or (voting.substituted and correction is None)
    if voting.leaving if counts.voting < due else more:
        return
    yield this.finding(
        "error",
        f"{counts.present} présents et {counts.proxies} pouvoirs font {due} votants, "
        f"l'acte en compte {counts.voting}.",
        where,
        expected=str(due),
        found=str(counts.voting),
        correction=correction,
    )


def _are_of_one_moment(where: Spans) -> bool:
    """Return whether the counts are of one moment: « Présents : 22 – Pouvoirs : 5 – Votants : 28 »."""
    return len(where) == 3 and max(where)[1] - min(where)[0] <= _ONE_LINE


def _find_correction(case: Case, due: int) -> str | None:
    """Return which of the three counts is wrong, where the lists of names confirm two of them."""
    attendance = case.sure_attendance
    counts = attendance.counts
    present, proxies = len(attendance.present), max(len(attendance.represented), len(attendance.proxies))
    if (present, proxies) == (counts.present, counts.proxies):
        return f"votants {due}"
    if present == counts.present and present + proxies == counts.voting:
        return f"pouvoirs {proxies}"
    if proxies == counts.proxies and present + proxies == counts.voting:
        return f"présents {present}"
    return None


@rule("quorum", "CGCT L2121-17 : la majorité des membres en exercice est présente, pouvoirs non comptés")
def quorum(this: Rule, case: Case) -> Iterator[Finding]:
    """Check the count of the present that the act prints, where the names or the voters bear it out."""
    attendance = case.facts.attendance
    counts, listed = attendance.counts, len(attendance.present)
    law = _LAWS.get(case.assembly or "")
    if law is None or not counts.in_office or not counts.present or attendance.movements:
        return
    present = counts.present
    proxies = max(counts.proxies or 0, len(attendance.represented), len(attendance.proxies))
    confirmed = listed == present if listed else counts.voting == present + proxies
    if not confirmed or max(_numbers_of_present(case), default=0) > present:
        return
    if any(member.doubtful for member in (*attendance.present, *attendance.represented)):
        return  # nobody knows how many sat
    due = counts.in_office // 2 + 1
    if covid_rules_apply(case.day):  # a third; for some weeks, of present and represented members together
        present += proxies
        due = -(-counts.in_office // 3)
    if present >= due or _SECOND_CONVOCATION.search(case.plain) or _EXTRACT.search(case.plain):
        return
    if max((count_votes(vote) for vote in case.facts.votes), default=0) > present + proxies:
        return
    yield this.finding(
        "error",
        f"{present} présents sur {counts.in_office} membres en exercice : le quorum est de {due} ({law}).",
        VoterStatements(case).places(
            ("(?:exercice|en fonction)", counts.in_office), ("presents?", counts.present)
        ),
        expected=str(due),
        found=str(present),
    )


def _numbers_of_present(case: Case) -> Iterator[int]:
    """Yield each number of members present that the act prints."""
    for match in _PRESENT.finditer(case.plain):
        yield int(match["before"] or match["after"])
