"""The votes of an act against its voters, its words and its names.

« 27 voix pour, 1 contre » of 29 voters leaves one unsaid: only three counts that are all given must add up.
« À l'unanimité » means nobody against; it says nothing of abstentions.
"""

from __future__ import annotations

from collections.abc import Iterator

from recueil.checks.rule import Case, Rule, rule
from recueil.checks.voting import VoterStatements, count_votes, matches_count
from recueil.values.finding import Finding
from recueil.values.vote import Vote


@rule("votes-total", "Calcul : pour + contre + abstentions + non-participations = votants")
def votes_add_up(this: Rule, case: Case) -> Iterator[Finding]:
    counted = [vote for vote in case.facts.votes if vote.votes_for is not None]
    voting = VoterStatements(case) if counted else None
    if voting is None or not voting.figures or voting.changing:
        return
    for vote in counted:
        voices = count_votes(vote)
        if {voices, voices + (vote.not_voting or 0)} & voting.figures:
            continue
        entire = None not in (vote.against, vote.abstentions)
        if voices > max(voting.figures) or (entire and voices < min(voting.figures)):
            yield _total_finding(this, case, voting, vote, voices)


def _total_finding(this: Rule, case: Case, voting: VoterStatements, vote: Vote, voices: int) -> Finding:
    voters = max(voting.figures)
    certain = len(voting.figures) == 1 and not voting.moving
    return this.finding(
        "error" if certain else "warning",
        f"Les voix font {voices}, pour {voters} votants.",
        ((vote.start, vote.end), *voting.places(("votants?", voters))),
        expected=str(voters),
        found=str(voices),
        correction=_find_correction(case, vote, voters) if certain else None,
    )


def _find_correction(case: Case, vote: Vote, voters: int) -> str | None:
    """Return the corrected votes for, where names confirm the other counts and the roll confirms the voters."""
    counts = case.facts.attendance.counts
    borne_out = counts.present is not None and counts.proxies is not None
    if not borne_out or (counts.present or 0) + (counts.proxies or 0) != voters:
        return None
    named = ((vote.names_against, vote.against), (vote.names_abstaining, vote.abstentions))
    if not all(matches_count(said, count) for said, count in named) or not any(said for said, _ in named):
        return None
    left = voters - (vote.against or 0) - (vote.abstentions or 0) - (vote.not_voting or 0)
    return f"pour {left}" if left >= 0 else None


@rule("unanimite-contre", "Usage : « à l'unanimité » exclut tout vote contre")
def unanimous_against(this: Rule, case: Case) -> Iterator[Finding]:
    for vote in case.facts.votes:
        if vote.unanimous and vote.against:
            message = f"Vote dit unanime, avec {vote.against} voix contre."
            yield this.finding("error", message, ((vote.start, vote.end),), expected="0", found=str(vote.against))


@rule("vote-issue", "CGCT L2121-20 : majorité absolue des suffrages exprimés")
def outcome(this: Rule, case: Case) -> Iterator[Finding]:
    for vote in case.facts.votes:
        if vote.votes_for is None or vote.against is None or vote.votes_for == vote.against:
            continue
        expected = "adopted" if vote.votes_for > vote.against else "rejected"
        if vote.outcome in ("adopted", "rejected") and vote.outcome != expected:
            yield this.finding(
                "error" if expected == "rejected" else "warning",
                f"{vote.votes_for} voix pour et {vote.against} contre : "
                f"{'adopté' if expected == 'adopted' else 'rejeté'}, l'acte dit le contraire.",
                ((vote.start, vote.end),),
                expected=expected,
                found=vote.outcome,
            )


@rule("vote-noms", "Logique : autant de noms que de voix contre ou d'abstentions")
def names_exceed_count(this: Rule, case: Case) -> Iterator[Finding]:
    for vote in case.facts.votes:
        for sense, said, count in (
            ("voix contre", vote.names_against, vote.against),
            ("abstentions", vote.names_abstaining, vote.abstentions),
        ):
            if said and count is not None and len(said) > count:
                yield this.finding(
                    "warning",
                    f"{count} {sense}, mais {len(said)} noms.",
                    ((vote.start, vote.end), *((name.start, name.end) for name in said)),
                    expected=str(count),
                    found=str(len(said)),
                )
