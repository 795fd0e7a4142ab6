"""Check the votes of an act against its voters, its words and its names.

« 27 voix pour, 1 contre » of 29 voters leaves one vote open: only three counts that are all given must add
up. « À l'unanimité » means no vote against; abstentions are possible. Where two numbers of voters are printed, or
somebody leaves, nothing is said.

Counts are checked against each other and the law: présents + pouvoirs = votants, and the quorum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from recueil.checks.attendance import confirms_voters
from recueil.checks.law import covid_rules_apply
from recueil.checks.rule import Case, Rule, Spans, rule
from recueil.entities.patterns import SPACE
from recueil.values import Mention
from recueil.values.finding import Finding
from recueil.values.vote import Vote

_VOTERS = re.compile(r"votants?(?P<whole>\b)?")
_BEFORE = re.compile(rf"(?<![0-9/.,])([0-9]{{1,3}}){SPACE}{{1,3}}\Z")
_AFTER = re.compile(
    rf"{SPACE}{{0,3}}(?:present[es]{{0,3}}{SPACE}{{0,3}})?[:=(–-]{{0,2}}\s{{0,3}}([0-9]{{1,3}})(?![0-9])"
)
# « 24 puis 25 », « 34 de la délibération 01 à 03 », « 22 ou 21 ».
_IN_TURN = re.compile(rf"{SPACE}{{1,3}}(?:puis|ou|de la|a partir|jusqu|pour (?:la|les|le) )")
# Members who leave or take no part, or votes that are no votes cast: there are fewer votes than voters.
_LEAVES = re.compile(
    r"pas (?:pris )?part\b|ne (?:participe|vote)|\bquitt|\bsort(?:i|ie|is|ent|ant)?(?: de| du|\b)"
    r"|\bretir(?:e|es|ee?s?|ant|ent)\b"
    r"|\bdepart de\b|\bdeport|suffrages exprimes|\bdelib[a-z]{0,8} sans\b|compte administratif"
    r"|\bnppv\b|\bsans voix|\babsten[a-z]{2,5} de (?:sieger|participer)|\bn'ayant pas\b"
)
# Members who arrive, or ballots that count papers: there may be more.
_JOINS = re.compile(r"\barriv|\brejoi|bulletins?|\bblancs?\b")
_SUBSTITUTES = re.compile(r"\bsuppleant")
# Counts of the present that include the proxies: « présents (y compris ceux ayant donné procuration) ».
_INCLUSIVE = re.compile(
    r"present[es]{0,3}\s{0,3}(?:\(\s{0,2})?(?:ou|et|y compris|\+|/|dont)\s{0,3}"
    r"(?:representes|ceux|les pouvoirs|pouvoirs|procurations)"
)
_COUNT = r"{0}[^\n0-9]{{0,40}}\b0?{1}(?![0-9])|(?<![0-9])0?{1}\s{{1,3}}(?:[a-z]{{1,14}}\s{{1,3}}){{0,2}}{0}"


class VoterStatements:
    """The statements of one act about the number of its voters."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._text = case.plain

    @cached_property
    def figures(self) -> frozenset[int]:
        """All numbers of voters that the act gives."""
        stated = self._case.facts.attendance.counts.voting
        return frozenset(value for value, _ in self._voter_counts) | ({stated} if stated is not None else set())

    @property
    def in_turn(self) -> bool:
        """Whether counts apply to a part of the séance."""
        return any(_IN_TURN.match(self._text, end) for _, end in self._voter_counts)

    @cached_property
    def _voter_counts(self) -> list[tuple[int, int]]:
        """Each number of voters, with the end of its words."""
        found = []
        for word in _VOTERS.finditer(self._text):
            before = (
                _BEFORE.search(self._text, max(0, word.start() - 6), word.start())
                if word["whole"] is not None
                else None
            )
            after = _AFTER.match(self._text, word.end())
            # of « PRÉSENTS 9 VOTANTS 11 » either may be meant
            found += [(int(before[1]), word.end())] if before else []
            found += [(int(after[1]), after.end())] if after else []
        return found

    @property
    def changing(self) -> bool:
        return self.in_turn or bool(self._case.facts.attendance.movements)

    @property
    def leaving(self) -> bool:
        """Whether members leave or take no part, which explains fewer votes."""
        return self.changing or _LEAVES.search(self._text) is not None

    @property
    def joining(self) -> bool:
        """Whether members arrive, or a ballot counts papers rather than members, which explains more votes."""
        return self.changing or _JOINS.search(self._text) is not None

    @property
    def substituted(self) -> bool:
        """Whether suppléants sit, who may be counted apart."""
        return _SUBSTITUTES.search(self._text) is not None

    @property
    def inclusive(self) -> bool:
        return _INCLUSIVE.search(self._text) is not None

    def places(self, *counted: tuple[str, int | None]) -> Spans:
        """Return the places of counts by their words: (« votants », 23)."""
        patterns = [re.compile(_COUNT.format(word, count)) for word, count in counted if count is not None]
        matches = (pattern.search(self._text) for pattern in patterns)
        return tuple(match.span() for match in matches if match)


def count_votes(vote: Vote) -> int:
    """Return the total of the votes for, against and abstaining."""
    return sum(count or 0 for count in (vote.votes_for, vote.against, vote.abstentions))


@rule("votes-total", "Calcul : pour + contre + abstentions + non-participations = votants")
def votes_add_up(this: Rule, case: Case) -> Iterator[Finding]:
    """Check votes against the one number of voters that the act prints, where nobody joins."""
    counted = [vote for vote in case.facts.votes if vote.votes_for is not None]
    voting = VoterStatements(case) if counted else None
    voters = case.facts.attendance.counts.voting
    # « Approuvé à l'unanimité (7 votants) » counts those of one vote
    if voting is None or voters is None or voting.figures != {voters}:
        return
    if voting.joining or voting.substituted or (voting.leaving and len(case.facts.votes) > 1):
        return
    if not confirms_voters(case.facts.attendance, voters):
        return
    for vote in counted:
        voices = count_votes(vote)
        cast = voices - (vote.abstentions or 0)
        if voters in (voices, voices + (vote.not_voting or 0)) or (voters == cast and _counts_voters(case, vote)):
            continue
        entire = None not in (vote.against, vote.abstentions)
        if voices > voters or (entire and voices < voters and not voting.leaving):
            yield _total_finding(this, case, voting, vote, voices, voters)


_OWN_VOTERS = re.compile(r"votants?[^0-9a-z]{1,4}[0-9]")


def _counts_voters(case: Case, vote: Vote) -> bool:
    """Return whether the vote counts its own voters: « à l'unanimité des votants (31 voix), 8 abstentions »."""
    return _OWN_VOTERS.search(case.plain, vote.start, vote.end) is not None


def _total_finding(
    this: Rule, case: Case, voting: VoterStatements, vote: Vote, voices: int, voters: int
) -> Finding:
    return this.finding(
        "error",
        f"Les voix font {voices}, pour {voters} votants.",
        ((vote.start, vote.end), *voting.places(("votants?", voters))),
        expected=str(voters),
        found=str(voices),
        correction=_find_correction(case, vote, voters),
    )


def _find_correction(case: Case, vote: Vote, voters: int) -> str | None:
    """Return the corrected votes for, where names confirm the other counts and the roll confirms the voters."""
    counts = case.facts.attendance.counts
    borne_out = counts.present is not None and counts.proxies is not None
    if not borne_out or (counts.present or 0) + (counts.proxies or 0) != voters:
        return None
    named = ((vote.names_against, vote.against), (vote.names_abstaining, vote.abstentions))
    if not all(len(names) == count for names, count in named) or not any(names for names, _ in named):
        return None
    remaining = voters - (vote.against or 0) - (vote.abstentions or 0) - (vote.not_voting or 0)
    return f"pour {remaining}" if remaining >= 0 else None


# « à l'unanimité, par 25 voix pour, 2 contre »: the counts right after the word.
_UNANIMOUS_COUNTS = re.compile(
    r"unanim[a-z]{0,6}[^0-9a-z€]{1,8}(?:(?:des|membres|presents|votants|suffrages|exprimes|par|avec|et|,)[^0-9a-z€]{1,4}){0,6}"
    r"(?:[0-9]{1,3}\s{1,3}(?:voix\s{1,3})?(?:pour|contre)\b|(?:pour|contre)\s{0,3}[:=]?\s{0,3}[0-9])"
)


@rule("unanimite-contre", "Usage : « à l'unanimité » exclut tout vote contre")
def unanimous_against(this: Rule, case: Case) -> Iterator[Finding]:
    for vote in case.facts.votes:
        if vote.unanimous and vote.against and _UNANIMOUS_COUNTS.search(case.plain, vote.start, vote.end):
            message = f"Vote dit unanime, avec {vote.against} voix contre."
            yield this.finding("error", message, ((vote.start, vote.end),), expected="0", found=str(vote.against))


@rule("vote-issue", "CGCT L2121-20 : majorité absolue des suffrages exprimés")
def outcome(this: Rule, case: Case) -> Iterator[Finding]:
    """Check that nothing is adopted by fewer votes than are against; a rejection may need more than a half."""
    for vote in case.facts.votes:
        if vote.votes_for is None or vote.against is None or vote.votes_for >= vote.against:
            continue
        if vote.outcome == "adopted":
            yield this.finding(
                "error",
                f"{vote.votes_for} voix pour et {vote.against} contre : rejeté, l'acte dit le contraire.",
                ((vote.start, vote.end),),
                expected="rejected",
                found="adopted",
            )


_BRACKET = re.compile(r"\(\s{0,3}(?:(?:m|mm|mme|mmes|mlle|monsieur|madame|messieurs|mesdames)\b\.?\s{0,3})?\Z")
# What may stand between the names of one list.
_BETWEEN_NAMES = re.compile(r"[\s,;]{0,6}(?:(?:et|m|mm|mme|mmes|mlle|monsieur|madame)\b\.?[\s,;]{0,6}){0,3}")


def _is_one_list(case: Case, names: tuple[Mention, ...]) -> bool:
    """Return whether names are what one pair of brackets holds: « (M. ARBEL, Mme DEN) »."""
    first, last = names[0], names[-1]
    return (
        _BRACKET.search(case.plain, max(0, first.start - 24), first.start) is not None
        and case.plain[last.end : last.end + 4].lstrip()[:1] == ")"
        and all(_BETWEEN_NAMES.fullmatch(case.plain, one.end, other.start) for one, other in pairwise(names))
    )


@rule("vote-noms", "Logique : autant de noms que de voix contre ou d'abstentions")
def names_exceed_count(this: Rule, case: Case) -> Iterator[Finding]:
    for vote in case.facts.votes:
        for sense, names, count in (
            ("voix contre", vote.names_against, vote.against),
            ("abstentions", vote.names_abstaining, vote.abstentions),
        ):
            if names and count is not None and len(names) > count and _is_one_list(case, names):
                yield this.finding(
                    "warning",
                    f"{count} {sense}, mais {len(names)} noms.",
                    ((vote.start, vote.end), *((name.start, name.end) for name in names)),
                    expected=str(count),
                    found=str(len(names)),
                )


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
    places = voting.places(
        ("presents?", counts.present), ("(?:pouvoirs?|procurations?)", counts.proxies), ("votants?", counts.voting)
    )
    correction = _find_voters_correction(case, due)
    listed = attendance.present or attendance.represented or attendance.proxies
    if not _are_of_one_moment(places) or (listed and correction is None):
        return
    # names that bear out both counts leave no suppléant to be counted apart
    more = voting.joining or (voting.substituted and correction is None)
    if voting.leaving if counts.voting < due else more:
        return
    yield this.finding(
        "error",
        f"{counts.present} présents et {counts.proxies} pouvoirs font {due} votants, "
        f"l'acte en compte {counts.voting}.",
        places,
        expected=str(due),
        found=str(counts.voting),
        correction=correction,
    )


def _are_of_one_moment(places: Spans) -> bool:
    """Return whether the counts are of one moment: « Présents : 22 – Pouvoirs : 5 – Votants : 28 »."""
    return len(places) == 3 and max(places)[1] - min(places)[0] <= _ONE_LINE


def _find_voters_correction(case: Case, due: int) -> str | None:
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
