"""Extract the votes of an act: « à l'unanimité », « par 26 voix pour et 2 contre (MM. X et Y) », « Le
Conseil adopte. »

Counts that the act does not give stay None: « à l'unanimité » gives no figure, « 15 pour » says nothing
about votes against, « à l'unanimité (14 voix) » counts 14 for and no more. 0 is read only where it is
written (« 0 abstention », « Contre : néant ») or where a label is blank beside a filled one (« Pour : 28
Contre : Abstention : »). A decision that does not mention a vote (« Le conseil décide de … ») is not a
vote.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any

from recueil.facts.votes.counts import (
    NAME_FIELDS,
    Position,
    VoteCounts,
    VoterNames,
    blank_breakdowns,
    find_counts,
    find_opposed_counts,
    unwrap_math_figures,
)
from recueil.facts.votes.cues import (
    ASSEMBLY_DECIDES,
    VoteCue,
    decides_before,
    find_cues,
    find_outcome,
    is_cited,
    says_adopted,
)
from recueil.facts.votes.tables import find_table_counts, is_counted
from recueil.facts.votes.tallies import find_tallies
from recueil.text import fold_accents
from recueil.values.mention import Mention
from recueil.values.table import Table
from recueil.values.vote import Outcome, Vote

# Acts of one person are not voted on.
_UNVOTED_KINDS = ("arrete",)

# Where another item of the agenda begins; not « Vu la délibération n° 12 ».
_ITEM = re.compile(
    r"\bobjet\s?:|(?<!la )(?<!les )(?<!des )(?<!de )(?<!par )(?<!cette )\b(?:deliberations?\s+n|del\.?\s+\d)"
    r"|(?<![\d/.-])(?<!deliberation )(?<!n° )(?<!n°)20\d\d[-_/.]\d{2,3}(?:[-_.]\d{1,3})?\s(?=[a-z])"
    r"|\bdossier\s+n|\bpoint\s+(?:n|\d)|(?<!le )(?<!la )(?<!du )\brapporteu[re]|\bdcm\b"
    r"|\b(?:monsieur|madame|m\.?|mr|mme)\s+(?:le|la)\s+(?:1er?\s+)?(?:vice[- ])?(?:maire|president)\w{0,5}\s+"
    r"(?:[a-z]{1,6}\s+){0,2}(?:expos|rappel|inform|propos|indiqu|present|expliqu|invite|precis|sign|soumet|demand"
    r"|donne\s+(?:lecture|la\s+parole))"
    r"|[|][^|\n]{25,300}[|]"
    r"|[.)]\s{1,3}(?:\d{1,2}(?:\)|(?<=[.)]\s\d)\.)|[2-9]\s[–—]|[1-9]\d\s[–—])\s(?=[a-z])"
    # above: « Adopté. 2) Budget », where lines have run together; below:
    # « École : le conseil refuse »
    r"|\n\s{0,20}(?!apres\b|vote|delib|decision|resultat|ayant\b)[a-z][a-z' ()-]{2,60}\s?:\s(?:le|la|l')\s?"
    r"(?:conseil|comite|assemblee|bureau)\b"
    r"|\n\s{0,20}(?:[→➢►]\s{0,3}(?=[a-z]{3})|#{1,4}\s|\d{1,2}\s?(?:[-–.)/]|°)\s|\d{3}\s[–-]\s(?=[a-z]{3})|[a-z]\)\s"
    r"|\d{1,2}[.-]\d{1,2}\.?\s(?:[–-]\s)?(?=[a-z]{3})(?!euros?\b)|deliberation\s\d{1,4}[-/]\d"
    r"|[ivx]{1,5}\s?[-–.)/]\s|(?:ii|iii|iv|vi{1,3}|ix)\s(?=[a-z]{3}))|\bordre\s+du\s+jour\b"
)
# « à l'unanimité. II - URBANISME », « 13 voix pour. 3 – Cimetière », « à l'unanimité 3) Révision »: right after a
# vote, where lines have run together.
_NEXT_POINT = re.compile(
    r"\s?[.)]{0,2}\s{1,3}(?:(?:ii|iii|iv|vi{0,3}|ix|xi{0,3})\s?[.)–-]|(?:[2-9]|[1-9]\d)\s?[)–-])\s{1,3}(?=[a-z]{2})"
    r"(?!pour\b|contre\b|abst|voix\b|votes?\b)"
)
_ITEM_OR_SUBJECT = re.compile(
    rf"{_ITEM.pattern}|\.\s+(?:le|la|l')\s*(?:conseil|assemblee|comite|bureau)\b"
    r"|\.\s+les\s(?:conseillers|membres|elus|delegues)\b"
)
# « CLASSE DE NEIGE » alone between an empty line and a line in small letters heads an item of minutes.
_HEADING = re.compile(
    r"(?:\A|\n)[^\S\n]{0,80}\n[^\S\n]{0,40}(?P<line>[A-ZÀ-Þ][A-ZÀ-Þ0-9 .’'()/–-]{7,120})\n"
    r"(?:[^\S\n]{0,80}\n)?(?=[^\n]{0,80}[a-zà-ÿ]{3})"
)
# « Tarifs du camping », a line of its own between the end of a sentence and the beginning of another.
_TITLE = re.compile(
    r"[.!)»\d][^\S\n]{0,9}\n\s{0,20}(?=(?P<line>(?:\d{1,2}\s?[.)/°–-]{1,2}\s?|[-–•]\s)?[A-ZÀ-Þ][^\n.;:!?|]{3,90})\n\s{0,20}[A-ZÀ-Þ«])"
)
_OF_A_VOTE = re.compile(
    r"\b(?:VOT|DECID|DÉCID|ADOPT|APPROUV|DELIB|DÉLIB|POUR|CONTRE|ABST|UNANIM|MAJORIT|CONSEIL|ASSEMBL|COMITE|BUREAU"
    r"|PREND|DONNE|AUTORIS|FIXE|PRESENT|PRÉSENT|RESULT|RÉSULT|SCRUTIN|OPPOS|FAVORABLE|MM?\b|MMES?\b|MONSIEUR|MADAME|PAGE|SUITE)"
)
# After a vote, visas open another act; before it they belong to its own act.
_NEXT_ACT = re.compile(rf"{_ITEM.pattern}|\bvu\s+(?:le|la|les|l'|que)\s?|\bconsiderant\b")
# The same words printed twice, at the foot of a page and at the head of the next.
_REPEATED = re.compile(
    r"[\s,;:.–-]{0,40}(?:des\s+[a-z ]{3,40})?[\s,;:]{0,40}(?:le\s+[a-z ]{4,30},?)?\s{0,9}"
    r"(?:apres\s+en\s+avoir\s+delibere)?[\s,:]{0,20}"
)
# « Devis retenu (9 pour, 1 abstention). » in a line of its own.
_CLOSED = re.compile(r"\s{0,3}\)\s{0,3}\.?[^\S\n]{0,9}\n")
# « Approuvé : 27 pour, 2 abstentions »: counts that open with their own verb.
# « 2. FINANCES Décision modificative - Adopté à 12 voix POUR »
_OWN_VERB = re.compile(
    r"\b(?:adopte|approuve|accepte|rejete|repousse)e?s?\s?:?\s{0,3}\(?$|[–•-]\s(?:adopt|approuv)ee?s?\s(?:a|par|avec)\s{0,3}$"
)
_AMENDMENT = re.compile(r"\b(?:amendement|contre-proposition|motion|voeu)s?\b[^.;\n]{0,120}$")
# « Les amendements de Mme X sont mis aux voix. REPOUSSÉS par 11 voix contre 3. L'ensemble est adopté »
_REJECTED_BY = re.compile(r"\b(?:rejet|repouss)(?:te)?ee?s?\s(?:par|avec)\s{1,3}$")
_REPETITION = 220
_LARGEST = 12
# « La commission propose : … Votants : 16 Pour : 15 »: not what the commission said.
_BALLOT = re.compile(r"\bvotants\s{0,3}:\s{0,3}\d{1,3}\s{0,3}[,;–-]?\s{0,3}$")
_BESIDE = 40
_AGREED_BY = 20  # « Accord unanime (10 voix). »
# Between the vote on one item and the counts of the next: an empty line, or the start of a sentence.
_GOES_ON = re.compile(r"\n[^\S\n]{0,40}\n|[.;\n][^a-z]{0,9}(?:[a-z']{2,30}[\s,:]{1,3}){3}")
# « 1 abstention. ⏎ Rythmes : la directrice rappelle les horaires. Le conseil approuve à l'unanimité. »
_LABELLED_ITEM = re.compile(
    r"\n[^\S\n]{0,9}(?:[→➢►•●▪*–-]\s{0,3})?(?!pour\b|contre\b|abst|vot|result|decision|delib|apres\b|ont\b|nppv|present|exprim|suffr|nombre"
    r"|total|refus|ne\s|non\b|oui\b|favor|defav|s'|se\s|unanim|adopt|approuv|rejet|blanc|nul|mm?\b|mmes?\b|pouvoir|scrutin|article)"
    r"[a-z][^\n:.;]{2,60}\s?:\s(?=[a-z]{2})"
    r"|\n[^\S\n]{0,9}[→➢►•●▪*–-]\s{0,3}(?!pour\b|contre\b|abst|vot|result|decision|mm?\b|mmes?\b|approuv|decid|adopt|autoris|fix"
    r"|charg|donn|dit\b|precis|accept|prend|demand|mandat|valid|confirm|attribu)[a-z][^\n:.;]{2,60}\.\s(?=[a-z]{2})"
    r"|\.\s{1,3}(?!pour\b|contre\b|abst|vot|result|decision|delib|apres\b)(?:[a-z'-]{3,20}\s){1,3}:\s(?=[a-z]{2})"
    r"|\babst\w{0,8}\s?\?\s{0,3}(?:a\s)?(?:l'\s?)?\Z"  # « Des abstentions ? Unanimité, merci. »
)
# « Pour : unanimité Subvention au judo : Pour : 21 – Contre : 1 »
_SENTENCE_END = re.compile(r"[.?!]\s{1,3}(?=[a-z])")
_LABEL_BETWEEN = re.compile(r"\s(?!votes?\b|pour\b|contre\b|abst)(?:[a-z'-]{2,20}\s){2,6}:\s")
# « Le conseil approuve les taux, avec deux abstentions »
_DISSENT = re.compile(
    r"(?:,|\(|\b(?:avec|moins|malgre))\s{0,3}(?:(?:avec|par|et)\s)?(?:mm?\.?\s|mmes?\s|monsieur\s|madame\s)?"
    r"[a-z' -]{0,30}$"
)
_IS_RESULT = re.compile(r"\b(?:votes?|scrutin|resultats?(?:\sdu\s(?:vote|scrutin))?)\s?:\s{0,3}$")
_LABELLED_VOTE = re.compile(r"votes?\s?:")
# « …, moins deux abstentions, approuve. ⏎ Piscine ⏎ Adopté par 19 voix »
_OWN_VERB_BY = re.compile(r"\b(?:adopte|approuve|accepte)e?s?\s(?:par|avec)\s{0,3}$")
_PARTS_SENTENCES = re.compile(r"\n|[.;]\s{1,3}[a-z]{2}")
_NEAR = 130
_STAMP_AFTER = 150
_FIRST_VERB = 450
_WEAK_AFTER = 250
_WEAK_BEFORE = 400
_DISPOSITIF = 2500
_FORM_BOXES = 160
_COUNT_FIELDS = ("votes_for", "against", "abstentions", "not_voting")
_MERGED_FIELDS = ("outcome", "unanimous", *_COUNT_FIELDS)


def extract_votes(
    text: str, persons: Sequence[Mention], kind: str | None, tables: Sequence[Table] = ()
) -> tuple[Vote, ...]:
    """Return each vote once, in text order, however often the act states it.

    ``persons``: those found in ``text``; ``tables``: those of its document. An arrêté has no votes: it is the act
    of one person.
    """
    if kind in _UNVOTED_KINDS:
        return ()
    folded = blank_breakdowns(unwrap_math_figures(fold_accents(text)))
    found = _collect_cues(text, folded, persons, tables)
    if kind == "pv":
        headings = [
            match.start("line")
            for match in chain(_HEADING.finditer(text), _TITLE.finditer(text))
            if not _OF_A_VOTE.search(match["line"].upper())
        ]
        headings.sort()
        found = [replace(cue, section=bisect(headings, cue.start)) for cue in found]
    groups = _group_cues(folded, found, kind)
    ends = [*(group[0].start for group in groups[1:]), len(folded)]
    return tuple(
        vote
        for group, until in zip(groups, ends, strict=False)
        if (vote := _merge_cues(folded, group, until)) is not None
    )


def _collect_cues(text: str, folded: str, persons: Sequence[Mention], tables: Sequence[Table]) -> list[VoteCue]:
    names = VoterNames(folded, persons)
    tallies = find_table_counts(folded, tables)
    found = [counts for counts in find_counts(folded, names) if not is_counted(tallies, counts.start)]
    found += [row for *_, rows in tallies for row in rows]
    found = _add_tallies(
        found, (each for each in find_tallies(folded, names) if not is_counted(tallies, each.start))
    )
    opposed = list(find_opposed_counts(folded))
    ends = [tally.end for tally in opposed]
    found = [tally for tally in found if not _overlaps(tally, opposed, bisect(ends, tally.start))]
    found += opposed
    counted = [
        _counts_cue(tally)
        for tally in found
        if _BALLOT.search(folded, max(0, tally.start - 24), tally.start) or not is_cited(text, folded, tally.start)
    ]
    return _drop_empty_boxes(
        folded, sorted([*find_cues(text, folded), *counted], key=lambda cue: (cue.start, cue.end))
    )


def _overlaps(tally: VoteCounts, others: Sequence[VoteCounts], at: int) -> bool:
    """Return whether the first of ``others`` that does not end before the counts overlaps them."""
    return at < len(others) and others[at].start < tally.end


def _add_tallies(found: Iterable[VoteCounts], whole: Iterable[VoteCounts]) -> list[VoteCounts]:
    """Return the counts, each tally in the place of what single labels counted of it, with the names of these."""
    single = deque(sorted(found, key=lambda one: one.start))
    merged: list[VoteCounts] = []
    for tally in whole:
        within: list[VoteCounts] = []
        while single and single[0].start < tally.end:
            one = single.popleft()
            (within if one.end > tally.start else merged).append(one)
        same = [
            one for one in within if all(one.counts.get(at, count) == count for at, count in tally.counts.items())
        ]
        counts: dict[Position, int] = {}
        names: dict[Position, tuple[Mention, ...]] = {}
        for one in (*same, tally):
            counts |= one.counts
            names |= one.names
        start, end = min(one.start for one in (*same, tally)), max(one.end for one in (*same, tally))
        merged.append(VoteCounts(start, end, counts, names))
    return [*merged, *single]


def _counts_cue(tally: VoteCounts) -> VoteCue:
    fields: dict[str, Any] = {str(position): count for position, count in tally.counts.items()}
    fields |= {NAME_FIELDS[position]: listed for position, listed in tally.names.items()}
    return VoteCue("count", Vote(tally.start, tally.end, **fields), weak=tally.weak)


def _drop_empty_boxes(folded: str, found: list[VoteCue]) -> list[VoteCue]:
    """Drop the unchecked box of a form that prints both: « Adopté à l'unanimité : Adopté à la majorité :
    Voix contre : 0 Abstentions : 4 ».
    """
    empty = {
        id(one)
        for one, other, counts in zip(found, found[1:], found[2:], strict=False)
        if one.form == other.form == "stamp"
        and one.vote.unanimous
        and other.vote.unanimous is False
        and counts.form == "count"
        and other.start - one.end <= _FORM_BOXES
        and not _SENTENCE_END.search(folded, one.end, other.start)
    }
    return [cue for cue in found if id(cue) not in empty]


def _group_cues(folded: str, found: Sequence[VoteCue], kind: str | None) -> list[list[VoteCue]]:
    """Group the cues by vote."""
    groups: list[list[VoteCue]] = []
    for index, cue in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        group = groups[-1] if groups else None
        if group and _joins(folded, group, cue, following, kind):
            group.append(cue)
        else:
            groups.append([cue])
    return [group for group in groups if not all(cue.weak for cue in group) or _tells_dissent(folded, group[0])]


def _tells_dissent(folded: str, cue: VoteCue) -> bool:
    """Return whether who dissents is told in the sentence that decides: « Le conseil approuve les taux, avec deux
    abstentions ».
    """
    told = cue.vote.abstentions or cue.vote.against
    return (
        bool(told)
        and _DISSENT.search(folded, max(0, cue.start - 40), cue.start) is not None
        and decides_before(folded, cue.start)
    )


def _joins(folded: str, group: list[VoteCue], cue: VoteCue, following: VoteCue | None, kind: str | None) -> bool:
    if len(group) >= _LARGEST or cue.section != group[-1].section:
        return False
    last = group[-1]
    gap = cue.start - max(one.end for one in group)
    if "fate" in (cue.form, last.form) or cue.form == "agreed" or _contradict(group, cue):
        return False
    if _NEXT_POINT.match(folded, max(one.end for one in group)):
        return False
    if kind == "pv" and _is_whole(group) and _LABELLED_ITEM.search(folded, last.end, cue.start + 2):
        return False
    below = "\n" in folded[last.end : cue.start]
    if last.form == "agreed":
        bracketed = folded[last.end : cue.start].strip() == "("  # « Accord du conseil (8 pour, 1 contre). »
        return (
            cue.form == "count"
            and (last.vote.unanimous is not None or bracketed)
            and gap <= _AGREED_BY
            and not below
        )
    if cue.form in ("stamp", "formula") and _is_lost_amendment(folded, group):
        return False
    if (
        cue.form == "count"
        and (last.form != "count" or below)
        and _OWN_VERB.search(folded, max(last.end, cue.start - 16), cue.start)
    ):
        return False
    if (
        cue.form == last.form == "count"
        and below
        and _OWN_VERB_BY.search(folded, cue.start - 16, cue.start)
        and not _says_again(folded, group, cue)
    ):
        return False
    if cue.form == "stamp" and cue.vote.unanimous and _is_adopted_by_counts(folded, group):
        return False
    labelled = _LABEL_BETWEEN.search(folded, last.end, cue.start) is not None
    apart = gap > _BESIDE or labelled or _PARTS_SENTENCES.search(folded, last.end, cue.start) is not None
    far = (
        gap > _NEAR
        or (cue.vote.votes_for is not None and _GOES_ON.search(folded, last.end, cue.start) is not None)
        or labelled
        or _LABELLED_ITEM.search(folded, last.end, cue.start + 2) is not None
        or len(_SENTENCE_END.findall(folded, last.end, cue.start)) > 1
    )
    if (apart or cue.form != "count") and _inconsistent(group, cue, far):
        return False
    forms = {one.form for one in group if not one.weak}
    match cue.form:
        case "noted" if "stamp" in forms:
            return False
        case "noted":
            return gap <= _FIRST_VERB and not _has_boundary(folded, last, cue, _ITEM_OR_SUBJECT)
        case "count" if kind == "deliberation" and _completes(last, cue) and gap <= _DISPOSITIF:
            return not _has_boundary(folded, last, cue, _ITEM)
        case "count":
            return _counts_join(folded, group, cue, following, gap)
        case "clause" if last.form == "noted" and gap <= _BESIDE:  # « prend acte, à l'unanimité, du rapport »
            return _PARTS_SENTENCES.search(folded, last.end, cue.start) is None
        case "clause" if forms == {"clause"}:
            return gap <= _REPETITION and _REPEATED.fullmatch(folded, last.end, cue.start) is not None
        case _ if not forms:  # « MM. X et Y ne prennent pas part au vote. Le Conseil, à l'unanimité »
            closed = _CLOSED.match(folded, last.end, cue.start) is not None
            return gap <= _WEAK_BEFORE and not closed and not _has_boundary(folded, last, cue, _ITEM)
        case _ if forms == {"count"}:
            return kind == "deliberation" or (gap <= _DISPOSITIF and not _has_boundary(folded, last, cue, _ITEM))
        case "stamp" if last.form == "count" and "formula" in forms and kind == "pv":
            return False  # « Adopté (4 abstentions). ⏎ Presbytère ⏎ Approuvé à la majorité »
        case "stamp" if last.form == "count" and "stamp" not in forms and gap <= _STAMP_AFTER:
            return not _has_boundary(folded, last, cue, _ITEM)
        case "formula" if (
            "formula" not in forms and _LABELLED_VOTE.match(folded, group[0].start) and gap <= _BESIDE
        ):
            return not _has_boundary(folded, last, cue, _ITEM)  # « Vote : unanimité ⏎ La motion est adoptée »
        case "stamp" | "formula" if "stamp" not in forms and "formula" not in forms:
            nameless = cue.bare or cue.form == "formula"
            # « Le conseil, à l'unanimité, Vu …, DÉCIDE : Article 1er : le compte rendu est approuvé. »
            boundary = _ITEM if kind == "deliberation" else _NEXT_ACT
            return nameless and gap <= _DISPOSITIF and not _has_boundary(folded, last, cue, boundary)
        case _:
            return False


def _is_whole(group: Sequence[VoteCue]) -> bool:
    """Return whether the group tells a vote by itself, so that what is labelled below it is another item."""
    return any(not one.weak and (one.form != "count" or one.vote.votes_for is not None) for one in group)


def _completes(last: VoteCue, cue: VoteCue) -> bool:
    """Return whether the counts of an act say again who voted against, and add the votes for: « (contre : M. X) »,
    « 36 POUR 1 CONTRE ».
    """
    again = _counted_fields(last.vote) & _counted_fields(cue.vote)
    return last.form == "count" and bool(again) and last.vote.votes_for is None and cue.vote.votes_for is not None


def _says_again(folded: str, group: Sequence[VoteCue], cue: VoteCue) -> bool:
    """Return whether the counts say again, with all votes, who was named or counted right before: « M. X vote
    contre. Adoptée par 11 voix pour, 1 contre », « Qui est contre ? Deux. 9 pour, 2 contre ».
    """
    last = group[-1]
    named = all(one.form == "count" and one.vote.votes_for is None for one in group)
    voters = any(
        getattr(one.vote, name)
        for one in group
        for name in (*NAME_FIELDS.values(), *(_counted_fields(one.vote) & _counted_fields(cue.vote)))
    )
    near = cue.start - last.end <= _NEAR and not _has_boundary(folded, last, cue, _ITEM)
    return named and voters and near and _completes(last, cue)


def _names_voters(folded: str, group: Sequence[VoteCue], cue: VoteCue) -> bool:
    """Return whether the cue names whom the counts right before it count: « 7 pour, 2 contre. Ont voté contre :
    M. X, Mme Y ».
    """
    last = group[-1]
    named = any(getattr(cue.vote, name) for name in NAME_FIELDS.values()) and cue.vote.votes_for is None
    counted = last.form == "count" and any(one.vote.votes_for is not None for one in group)
    return named and counted and cue.start - last.end <= _NEAR and not _has_boundary(folded, last, cue, _ITEM)


def _is_adopted_by_counts(folded: str, group: Sequence[VoteCue]) -> bool:
    """Return whether the group is a whole vote: « adoptée par 10 voix, 4 abstentions »."""
    first = group[0]
    return any(one.vote.abstentions for one in group) and (
        _OWN_VERB_BY.search(folded, max(0, first.start - 16), first.start) is not None
    )


def _is_lost_amendment(folded: str, group: Sequence[VoteCue]) -> bool:
    """Return whether the group is a lost amendment, after which « adopte » is about another text:
    « L'amendement obtient 6 voix pour et 25 contre. Le Conseil adopte. »
    """
    start = group[0].start
    lost = any((one.vote.against or 0) > (one.vote.votes_for or 0) for one in group)
    before = max(0, start - _NEAR)
    said = (pattern.search(folded, before, start) for pattern in (_AMENDMENT, _REJECTED_BY))
    return lost and any(said)


def _counts_join(folded: str, group: list[VoteCue], cue: VoteCue, following: VoteCue | None, gap: int) -> bool:
    last = group[-1]
    # « à l'unanimité des votants par 38 voix » may repeat a count; two equal lines of counts are two votes.
    counted = {name for one in group for name in _counted_fields(one.vote)}
    if last.form in ("count", "formula") and counted & _counted_fields(cue.vote):
        return _says_again(folded, group, cue) or _names_voters(folded, group, cue)
    if gap <= _NEAR:
        return not _has_boundary(folded, last, cue, _NEXT_ACT)
    if cue.weak and "\n" in folded[last.end : cue.start] and _tells_dissent(folded, cue):
        return False
    if cue.weak:
        return gap <= _WEAK_AFTER and not _has_boundary(folded, last, cue, _NEXT_ACT)
    if (
        any(one.form == "count" for one in group)
        or gap > _DISPOSITIF
        or _has_boundary(folded, last, cue, _NEXT_ACT)
    ):
        return False
    nearer = following and following.form == "clause" and following.start - cue.end < gap
    return not (nearer and following and not _has_boundary(folded, cue, following, _ITEM))


def _has_boundary(folded: str, one: VoteCue, other: VoteCue, boundary: re.Pattern[str]) -> bool:
    return boundary.search(folded, one.end, other.start) is not None


def _counted_fields(vote: Vote) -> set[str]:
    return {name for name in _COUNT_FIELDS if getattr(vote, name) is not None}


def _inconsistent(group: Sequence[VoteCue], cue: VoteCue, apart: bool) -> bool:
    """Return whether the cues contradict each other unless they stand close together: « à l'unanimité » and
    « 2 contre », « à la majorité » and « 0 contre ».
    """
    votes = [one.vote for one in (*group, cue)]
    against = any(vote.against or (apart and vote.abstentions) for vote in votes)
    nobody = any(vote.against == 0 and vote.abstentions == 0 for vote in votes)
    return any((against and vote.unanimous) or (nobody and vote.unanimous is False) for vote in votes)


def _contradict(group: Sequence[VoteCue], cue: VoteCue) -> bool:
    return any(
        getattr(one.vote, name) is not None
        and getattr(cue.vote, name) is not None
        and getattr(one.vote, name) != getattr(cue.vote, name)
        for one in group
        for name in (("unanimous", *_COUNT_FIELDS) if "noted" in (one.form, cue.form) else _MERGED_FIELDS)
    )


def _merge_cues(folded: str, group: Sequence[VoteCue], until: int) -> Vote | None:
    """Merge the cues of one vote into one value; None if it has neither outcome nor counts."""
    fields: dict[str, Any] = {}
    for cue in group:
        for name in (*_MERGED_FIELDS, *NAME_FIELDS.values()):
            if fields.get(name) in (None, ()) and name != "outcome":
                fields[name] = getattr(cue.vote, name)
    start, end = _vote_span(group)
    vote = Vote(start, end, **fields)
    outcome = _decide_outcome(folded, vote, group, until)
    unanimous = vote.unanimous if vote.unanimous is not None else _infer_unanimous(vote)
    if outcome is None and unanimous is None and vote.votes_for is None and vote.against is None:
        return None
    if outcome == "rejected" and unanimous and vote.votes_for and vote.against is None:
        vote = replace(vote, votes_for=None)  # « à l'unanimité des 9 votants, refuse »
    return replace(vote, outcome=outcome, unanimous=unanimous)


def _vote_span(group: Sequence[VoteCue]) -> tuple[int, int]:
    """Return the span from the first cue to the last if they are close; otherwise that of the first count,
    else of the first cue that is not weak.
    """
    if all(other.start - one.end <= _STAMP_AFTER for one, other in pairwise(group)):
        return group[0].start, max(cue.end for cue in group)
    strong = [cue for cue in group if not cue.weak]
    chosen = next((cue for cue in strong if cue.form == "count"), strong[0])
    return chosen.start, chosen.end


def _decide_outcome(folded: str, vote: Vote, group: Sequence[VoteCue], until: int) -> Outcome | None:
    stated = [cue.vote.outcome for cue in group if cue.vote.outcome and cue.form != "noted"]
    if stated:
        return stated[0]
    if group[0].form == "noted":
        return "noted"
    pivot = next((cue for cue in group if cue.form in ("clause", "stamp")), group[-1])
    end = max(cue.end for cue in group if cue.form != "noted")
    contested = bool(vote.votes_for and vote.against)
    if pivot.form == "count" and (vote.votes_for or 0) > (vote.against or 0) > 0:
        # what is refused in the next line is another thing
        line = folded.find("\n", end, until)
        until = line if line >= 0 else until
    words = None if pivot.form == "stamp" else find_outcome(folded, pivot.start, end, until)
    if words == "rejected" or (words == "noted" and not contested):
        return words
    if vote.votes_for is not None and vote.against is not None and vote.votes_for != vote.against:
        carried = vote.votes_for > vote.against or says_adopted(folded, vote.start, vote.end, until)
        return "adopted" if carried else "rejected"
    if vote.unanimous is not None or vote.votes_for:
        return "adopted"
    if words or decides_before(folded, pivot.start) or _decides_above(folded, pivot.start):
        return words or "adopted"
    is_result = _IS_RESULT.search(folded, max(0, vote.start - 40), vote.start) is not None
    return "adopted" if is_result and vote.abstentions and vote.against is None else None


def _decides_above(folded: str, at: int) -> bool:
    """Return whether the assembly decides on this item above: « Le comité autorise la vente. Vote : 2 contre »."""
    since = max(0, at - _FIRST_VERB)
    decided = [match.end() for match in ASSEMBLY_DECIDES.finditer(folded, since, at)]
    return bool(decided) and _ITEM.search(folded, decided[-1], at) is None


def _infer_unanimous(vote: Vote) -> bool | None:
    if vote.against or vote.abstentions:
        return False
    return True if vote.votes_for and vote.against == 0 and vote.abstentions == 0 else None
