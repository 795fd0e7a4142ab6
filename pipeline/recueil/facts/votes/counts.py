"""Parse the counted votes of an act and the names of the voters.

« 26 voix pour et 2 contre (MM. X et Y) », « POUR : 26 CONTRE : 0 », « Contre : néant », « ABST. 2 »,
« moins une abstention », « M. X s'abstient ». Labels may stand after their figures, before them, or all
before all of them (a table flattened to one line).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Literal

from recueil.entities import numbers
from recueil.values.mention import Mention

Position = Literal["votes_for", "against", "abstentions", "not_voting"]

_FILL = "\u2060"
"""Pads a rewritten figure to its original length, so that offsets stay valid."""


NAME_FIELDS: Final[dict[Position, str]] = {
    "votes_for": "names_for",
    "against": "names_against",
    "abstentions": "names_abstaining",
    "not_voting": "names_not_voting",
}

_ASSEMBLY = (
    r"(?:conseil|assemblee|comite|bureau|delegues|elus|membres)\b"
    r"(?:\s(?:municipal|communautaire|syndical|departemental|regional|d'administration|presents))?"
)
_COUNT_START = re.compile(r"(?:^|[\n:(|,.;–→\uf0e0]|\b(?:par|soit|a|vote|avec|votes|et|moins))\s{0,4}$")
# « Votants : 8 – Pour : 8 », « Votants 8, pour 8. »
_OF_VOTERS = re.compile(r"\bvotants?\s{0,3}:?\s{0,3}\d{1,3}\s{0,3}[.;,/–-]?\s{0,3}(?:votes?\s|voix\s)?$")
# « Le conseil, moins deux abstentions, accepte »: all others decide.
_ALL_BUT = re.compile(rf"\b{_ASSEMBLY}\s?,?\s(?:a l'unanimite\s?,?\s)?moins\s$")
# « La campagne d'emplois est approuvée avec deux abstentions. »
_ADOPTED_WITH = re.compile(r"\b(?:est|sont)\s(?:adopt|approuv|accept|valid|vot)ee?s?\s?,?\s(?:avec|moins)\s$")
# « Vote : 1 abstention », « Accord (une abstention) », « approuve avec 1 abstention »
_INTRODUCES_RESULT = re.compile(
    r"(?:\b(?:votes?|scrutin|resultats?(?:\sdu\s(?:vote|scrutin))?|decision|accord)\s?[:(]"
    r"|\b(?:adopt|approuv|accept|valid)ee?s?\s?[:(])\s{0,3}$"
)
_LABEL_END = re.compile(r"\s{0,3}(?:[.;,)|\n]|$)")
# What may stand between two counts of one vote.
_LINKS = re.compile(
    rf"(?:[\s,;:.()/|–—«»\"“”*_=+{_FILL}-]|\b(?:et|avec|voix|votes?|suffrages?|exprimes|moins|dont|"
    r"procurations?|pouvoirs?|"
    r"conseillers?|elus?|membres?|ont|vote|s|se sont|qui|par|de|du|au|a|m|mm|mr|mmes?|monsieur|madame|messieurs|"
    r"mesdames|le|la|maire|presidente?|ainsi que|porteur"
    # « le groupe Avenir, soit 7 voix, vote pour ; le groupe Ensemble, soit 2 voix, vote contre »
    r"|groupe\s[^;:()\n.\d]{2,60}?,\ssoit)\b)*+"
)
# « 1 abstention (R. Blanc) et 1 contre »: whoever is named.
_BRACKET = re.compile(r"\s{0,3}\([^()\d]{2,200}\)")
# « 41 0 0 » after all the labels.
_FLATTENED_FIGURES = re.compile(r"(?:\s{1,6}(?:\d{1,3}|/|-|neant)(?![\d%€.,/])){1,4}")
_FULL_STOP = re.compile(r"\s{0,3}(?:\.(?!\.)|\n|$)")
# « POUR : 12 (dont 2 pouvoirs) », a line of its own.
_ALONE = re.compile(r"\s?(?:voix\s?)?(?:\(dont\s[^()\n]{1,40}\)\s{0,3})?(?:\.?[^\S\n]{0,20}\n|\.?\s{0,20}$)")
_LIST_FOLLOWS = re.compile(r"\s{0,3}[:(]")
_CELL = re.compile(r"[\s.]{1,40}(?P<figure>\d{1,3}|/|-|neant)(?![\w%€.,/])")
_MAX_COLUMNS = 5
# Nothing follows the colon, not even a name that was not recognised.
_BLANK = re.compile(
    r"\s*+(?:$|[.;,|/)–-]|(?:votes?\s|voix\s)?(?:pour|contre|abst|refus|nppv)"
    r"|le\b|la\b|les\b|l'|apres\b|vu\b|adopt|delib|n°)"
    r"|[ \t]*\n"
)
_PARTICIPLE = re.compile(r"(?:n'|s')?(?:ayant|etant|abstenant)|ne\s+\w{1,9}ant\b")
_OPENS = re.compile(r"(?:^|[\n.;])\s{0,6}$")
_POLL = re.compile(r"\b(?:petition|panneau|sondage|recueilli|questionnaire)\b[^.;]{0,60}$")
# « Oui : 9 – Non : 3 – Blanc : 1 », « 7 oui, 2 non et 1 bulletin blanc »
_BLANK_BALLOTS = re.compile(
    r"[\s,;.–/-]{1,6}(?:et\s)?(?:\d{1,3}\s)?(?:(?:votes?|bulletins?)\s)?(?:\d{1,3}\s)?(?:blancs?|nuls?)\b"
)
_GAP = 70
# A page's foot and head may cut a table: « Pour : 15 Contre : 0 Procès-verbal du bureau … Abstention : 0 ».
_PAGE_BREAK = 200


@dataclass(frozen=True, slots=True)
class VoteCounts:
    """Counts that stand together. ``weak`` counts need another cue of a vote beside them."""

    start: int
    end: int
    counts: dict[Position, int] = field(default_factory=dict)
    names: dict[Position, tuple[Mention, ...]] = field(default_factory=dict)
    weak: bool = False


def find_counts(folded: str, names: VoterNames) -> list[VoteCounts]:
    """Return the counts of ``folded``, in text order."""
    placed = filter(None, (_resolve_verb(folded, label, names) for label in _find_labels(folded)))
    found = (_parse_group(folded, row, names) for row in _group_labels(folded, placed, names))
    return [tally for tally in found if tally is not None]


def find_opposed_counts(folded: str) -> Iterator[VoteCounts]:
    """Yield « adopté par 6 voix contre 1 » and « rejetée par 8 voix contre 5 », where the first figure carries."""
    if _VOICES_AGAINST.search(folded) is None:
        return
    for match in _OPPOSED.finditer(folded):
        carried, opposed = parse_count(match["carried"]), parse_count(match["opposed"])
        before = _SENTENCE_STOP.split(folded[max(0, match.start() - _LONGEST_CLAUSE) : match.start()])[-1]
        if carried is None or opposed is None or _ELECTION.search(before):
            continue
        lost = _REJECTED.search(before) or _REJECTED.search(match["after"])
        counts: dict[Position, int] = {"votes_for": opposed, "against": carried} if lost else {}
        counts = counts or {"votes_for": carried, "against": opposed}
        abstained = parse_count(match["abstained"]) if match["abstained"] else None
        yield VoteCounts(
            match.start("carried"), match.end(), counts | ({} if abstained is None else {"abstentions": abstained})
        )


def _resolve_verb(folded: str, label: VoteLabel, names: VoterNames) -> VoteLabel | None:
    """Resolve the verb of a label.

    A verb counts the persons named before it; without names, or as the heading of a list, it is a label
    like others, or none (None).
    """
    if label.verb is None:
        return label
    if label.colon and label.after and label.after[0] == 0:  # « N'ont pas pris part au vote : néant »
        return replace(label, verb=None)
    if names.subject(label.verb, label.verb - _LONGEST_LIST, label.position) and not _heads_list(
        folded, label.verb, label, names
    ):
        return replace(label, start=label.verb, colon=False, after=None)
    return replace(label, verb=None) if label.counted else None


def _heads_list(folded: str, verb: int, label: VoteLabel, names: VoterNames) -> bool:
    """Return whether a verb heads a list: « Ont voté contre : MM. X et Y »; not « MM. X et Y ayant voté
    contre : ».
    """
    if not label.colon or not names.after(label.end, label.end + _LONGEST_LIST):
        return False
    return not _PARTICIPLE.match(folded, verb) or _OPENS.search(folded, max(0, verb - 8), verb) is not None


def _group_labels(folded: str, found: Iterable[VoteLabel], names: VoterNames) -> Iterator[list[VoteLabel]]:
    """Group the labels that stand together.

    A repeated label begins a new group, unless it is a verb that names its voters.
    """
    row: list[VoteLabel] = []
    for label in found:
        again = label.verb is None and label.position in {other.position for other in row}
        if row and (again or not _same_group(folded, row[-1], label, names)):
            yield row
            row = []
        row.append(label)
    if row:
        yield row


def _same_group(folded: str, one: VoteLabel, other: VoteLabel, names: VoterNames) -> bool:
    start, end = one.last, max(one.last, other.first)
    if end - start > _LONGEST_LIST:
        return False
    if end - start <= _GAP and _LINKS.fullmatch(folded, start, end):
        return True
    if one.before and other.before and (bracket := _BRACKET.match(folded, start, end)):
        return _LINKS.fullmatch(folded, bracket.end(), end) is not None
    if one.colon and other.colon and one.after and other.after and end - start <= _PAGE_BREAK:
        return True
    listed = names.after(start, end)
    if one.position == other.position == "not_voting" and other.verb is not None and end - start <= _PAGE_BREAK:
        return bool(names.subject(other.verb, start, other.position))
    return bool(listed) and _LINKS.fullmatch(folded, listed[-1].end, end) is not None


def _parse_group(folded: str, row: Sequence[VoteLabel], names: VoterNames) -> VoteCounts | None:
    if (len(row) == 1 and not _counts_by_itself(folded, row[0])) or not _is_assembly_vote(folded, row):
        return None
    counted = [label for label in row if label.counted]
    if counted and counted[0].blank and not counted[0].before:
        return _parse_table(folded, counted, names)
    leading = bool(counted) and _figures_lead(counted[0])
    counts = _flattened_counts(folded, counted) or _adjacent_counts(folded, counted, leading)
    voters = _find_voters(folded, row, names, leading)
    listed = {position: group.names for position, group in voters.items()}
    counts |= {at: len(group.names) for at, group in voters.items() if group.complete and at not in counts}
    if not counts and not listed:
        return None
    end = max([row[-1].last, *(persons[-1].end for persons in listed.values())])
    weak = _is_weak(folded, row, counts) and not any(_is_exception(folded, names) for names in listed.values())
    return VoteCounts(row[0].first, end, counts, listed, weak)


def _is_exception(folded: str, voters: Sequence[Mention]) -> bool:
    """Return whether all others decide: « Le conseil, à l'exception de MM. X et Y qui s'abstiennent, accepte »."""
    start = voters[0].start
    return _EXCEPTION.search(folded, max(0, start - 60), start) is not None


def _parse_table(folded: str, row: Sequence[VoteLabel], names: VoterNames) -> VoteCounts | None:
    """Parse « Pour Contre Abstention 17 M. PICQ – M. RUFFIN 3 ».

    If cells are missing, only the first can be assigned to its label.
    """
    cells = _table_cells(folded, row[-1].end, names)
    if not cells or not isinstance(cells[0][0], int):
        return None
    if len(cells) != len(row):
        cells = cells[:1]
    filled = [(label.position, cell) for label, (cell, _) in zip(row, cells, strict=False)]
    counts = {position: cell if isinstance(cell, int) else len(cell) for position, cell in filled}
    listed = {position: cell for position, cell in filled if not isinstance(cell, int)}
    return VoteCounts(row[0].first, cells[-1][1], counts, listed)


def _table_cells(folded: str, at: int, names: VoterNames) -> list[tuple[int | tuple[Mention, ...], int]]:
    """Return the consecutive figures and lists of names, each with its end."""
    cells: list[tuple[int | tuple[Mention, ...], int]] = []
    while len(cells) < _MAX_COLUMNS:
        figure = _CELL.match(folded, at)
        listed = () if figure else names.after(at, at + _LONGEST_LIST)
        if not figure and not listed:
            break
        at = figure.end() if figure else listed[-1].end
        cells.append(((parse_count(figure["figure"]) or 0) if figure else listed, at))
    return cells


def _flattened_counts(folded: str, row: Sequence[VoteLabel]) -> dict[Position, int]:
    """Return the counts of « Votes pour : Votes contre : Abstentions : 41 0 0 », « 38 Pour : Contre :
    Abstention : / / ».
    """
    if len(row) < 2 or any(label.after for label in row[:-1]) or any(label.before for label in row[1:]):
        return {}
    values = [row[0].before[0]] if row[0].before else []
    match = _FLATTENED_FIGURES.match(folded, row[-1].end)
    values += [value for word in match[0].split() if (value := parse_count(word)) is not None] if match else []
    if len(values) < len(row):
        return {}
    return {label.position: value for label, value in zip(row, values, strict=False)}


def _figures_lead(first: VoteLabel) -> bool:
    """Return whether figures precede their labels: « 12 pour, 2 contre », not « Pour : 12 Contre : 2 »."""
    return first.before is not None and not (first.colon and first.after)


def _adjacent_counts(folded: str, row: Sequence[VoteLabel], leading: bool) -> dict[Position, int]:
    """Return the figure of each label, all on the same side; a blank in a form is 0 if another label has a
    figure.
    """
    counts = {label.position: figure[0] for label in row if (figure := label.figure(leading))}
    if counts and not leading:
        counts |= {
            label.position: 0
            for label in row
            if label.blank or (not label.after and label.colon and _BLANK.match(folded, label.end))
        }
    return counts


def _is_assembly_vote(folded: str, row: Sequence[VoteLabel]) -> bool:
    """Return whether the assembly votes, not the inhabitants: « la pétition a recueilli Pour : 49 », « Oui
    : 12 Non : 3 »; « Oui : 9 – Non : 3 – Blanc : 1 » counts ballots.
    """
    if _POLL.search(folded, max(0, row[0].first - 100), row[0].first):
        return False
    answers = any(folded.startswith(("oui", "non"), label.start) for label in row)
    return (
        not answers
        or any(label.position == "abstentions" for label in row)
        or _BLANK_BALLOTS.match(folded, row[-1].last) is not None
    )


def _counts_by_itself(folded: str, label: VoteLabel) -> bool:
    """Return whether a single label can be a count: not « les parcelles AV 21 et AV 373 pour un montant »."""
    if label.verb is not None and not label.counted:
        return True
    if label.after and not label.before and not label.colon:
        if label.position == "votes_for" and _OF_VOTERS.search(folded, max(0, label.start - 40), label.start):
            return _LABEL_END.match(folded, label.last) is not None
        if _INTRODUCES_RESULT.search(folded, max(0, label.start - 40), label.start):
            return True
        return _LIST_FOLLOWS.match(folded, label.last) is not None
    if label.before and label.after and not label.colon:  # « 9 voix contre 4 à M. Y »
        return False
    if label.position in ("abstentions", "not_voting") or label.unit:
        return True
    if label.before and not label.after:
        begins = _COUNT_START.search(folded, max(0, label.first - 8), label.first) is not None
        return begins and (label.colon or _LABEL_END.match(folded, label.end) is not None)
    if label.position == "votes_for" and label.colon and label.after:
        if _OPENS.search(folded, max(0, label.start - 8), label.start) and _ALONE.match(folded, label.last):
            return True
        return _OF_VOTERS.search(folded, max(0, label.start - 40), label.start) is not None
    return label.colon and label.position == "against"


def _is_weak(folded: str, row: Sequence[VoteLabel], counts: dict[Position, int]) -> bool:
    """Return whether the counts need another cue: « 18 voix » of a candidate, « une abstention » in a
    speech.
    """
    label = row[0]
    if len(counts) > 1:
        return False
    if label.verb is not None:
        return not counts or not _is_whole_sentence(folded, label)
    if _ALL_BUT.search(folded, max(0, label.first - 90), label.first):
        return False
    if _ADOPTED_WITH.search(folded, max(0, label.first - 30), label.first):
        return False
    if label.position == "abstentions" and _INTRODUCES_RESULT.search(
        folded, max(0, label.first - 40), label.first
    ):
        return False
    if label.position == "votes_for":
        voices = folded.startswith(("voix", "suffrages"), label.start)
        return voices and not folded[: label.first].rstrip().endswith("par")
    if label.position == "against":
        return not label.unit
    return label.position == "not_voting" or not label.colon


def _is_whole_sentence(folded: str, label: VoteLabel) -> bool:
    """Return whether « M. PICQ s'abstient. » is a sentence, about the vote just held."""
    return folded.startswith("s'abstien", label.start) and _FULL_STOP.match(folded, label.end) is not None


_FIGURE = (
    rf"(?:\d{{1,2}}o(?![\w°])|\d{{1,3}}|{numbers.NUMBER_WORDS}(?:\s?\(\s?\d{{1,3}}\s?\))?"
    r"|neant|aucune?|sans|o(?![\w']|\.\w))"
)
_VOICES_AGAINST = re.compile(r"voix\scontre")  # in each of both
# « adopté par 6 voix contre 1 », « Le conseil, par 12 voix contre 1, autorise », and « à la majorité de 6 voix
# contre 1 »; not of whom somebody elects.
_OPPOSED = re.compile(
    rf"\b(?:par|avec|recueille|votes?\s?:|majorite(?:\sabsolue)?\sde)\s(?P<carried>{_FIGURE})\s{{0,2}}(?:\(\s?\d{{1,3}}\s?\)\s)?voix\scontre\s"
    rf"(?P<opposed>{_FIGURE})(?![\w%])(?!\s(?:\((?!groupe|liste)|a\b|pour\b|voix\b))"
    rf"(?:\s?(?:,|et)\s(?P<abstained>{_FIGURE})\sabstentions?)?(?=(?P<after>[^.;:\n]{{0,60}}))"
)
_SENTENCE_STOP = re.compile(r"[;:\n]|\.\s")
_LONGEST_CLAUSE = 160
_REJECTED = re.compile(r"\b(?:rejet|repouss|refus)")
_UNIT = (
    r"(?:(?:voix|votes?|suffrages?|bulletins?|conseillers?|elus?|membres?|delegues?|administrateurs?)(?:\s(?:exprimee?s?|favorables?))?"
    r"(?:\s(?:sont|votent|se\sprononcent))?|sont|votent)"
)
# Literals come first, so that a long text is searched fast; « voix » alone stands for votes in favour.
_LABEL_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (position, re.compile(rf"{word}(?<![\w-]{word}){rest}"))
    for position, word, rest in (
        ("votes_for", "pour", r"(?<!majorite pour)(?!\s(?:cent|mille)\b)"),
        (
            "votes_for",
            "oui",
            r"(?:(?=\s?:)|(?<=\d oui)(?=\s?(?:,|et\b|[–/-])\s?\d{1,3}\s(?:non\b|abst))|(?<=par \d oui)"
            r"|(?<=par \d\d oui))",
        ),
        ("against", "contre", r"(?![\w-])"),
        ("votes_for", "favorables", r"(?<!avis favorables)(?=\s{0,3}:?\s{0,3}\d)"),
        ("against", "defavorables", r"(?<!avis defavorables)(?=\s{0,3}:?\s{0,3}\d)"),
        ("against", "opposition", "s?"),
        ("against", "non", r"(?:(?=\s?:)|(?<=\d non)(?=\s{0,3}[),.;–/-]))"),
        ("abstentions", "abs", r"(?:t?entions?|t\b\.?)"),
        ("abstentions", "s'abst", "(?:ient|iennent|enant)"),
        ("abstained", "abstenu", r"e?s?\b"),
        ("not_voting", "refus", r"\s+de\s+vote"),
        (
            "votes_for",
            "favorable",
            r"(?:(?<=\d favorable)|s(?:(?<=sont favorables)"
            r"|(?<=\d favorables)|(?<=\d votes favorables)|(?<=\d voix favorables)))(?!\w|\s(?:a|au|aux)\b)",
        ),
        ("against", "defavorable", r"(?:(?<=\d defavorable)|s(?<=\d defavorables))(?!\w|\s(?:a|au|aux)\b)"),
        ("votes_for", "approbation", r"(?=\s?:\s?\d)"),
        (
            "voices",
            "voix",
            r"(?!\s{0,3}(?:[«\"']?\s?(?:pour|contre|favorables?)\b|,\svot(?:e|ent|ant)\s(?:pour|contre)\b"
            r"|\(\s?(?:pour|favorables?|contre\b(?!\s?:))))",
        ),
        ("voices", "suffrages", r"(?!\s{0,3}(?:[«\"'(]?\s?(?:pour|contre|favorables?|exprime\w*)|de)\b)"),
    )
)
# « NPPV », « N PP V » of flattened tables.
_NON_VOTERS = re.compile(r"pp\.?\s?v\b|pas\s+(?:p(?:art\b|ris\b|articip)|au\b)")
_NOT_VOTING = re.compile(
    r"n(?<![\w-]n)(?:\.?\s?pp\.?\s?v\b|e\s+(?:prend|prennent|prenant)\s+pas\s+part\b"
    r"|'(?:ayant|a|ont)\s+pas\s+(?:pris\s+part|participe)\s+au(?=\s+vote)"
    r"|e\s+particip(?:e|ent|ant)\s+pas\s+au(?=\s+vote))"
)
_FIGURE_BEFORE = re.compile(
    rf"(?<![\w.,°'])(?<!\d/)(?P<figure>{_FIGURE}){_FILL}{{0,16}}\s{{0,4}}(?:{_UNIT}{_FILL}{{0,16}}\s{{1,4}}|voix,\svot(?:e|ent|ant)\s)?(?:[«\"“'(]\s?)?$",
)
# « MM. X et Y ayant voté contre », « s'étant abstenus »: verbs whose subject stands before them.
_HAVING_VOTED = re.compile(r"(?:\bqui\s+)?\b(?:(?:ayant|ont|a)\s+vote|vot(?:e|ent|ant))\s+$")
_REFLEXIVE = re.compile(r"(?:\bqui\s+)?\b(?:s['\s](?:est|etant|etai(?:t|ent))|se\s+sont)\s+$")
_RELATIVE = re.compile(r"(?:\bqui\s+)?$")
_VERB = re.compile(r"s'abst|ne\s+p|n'")
# « Contre : - Abstention : - »; not « une abstention : - DÉSIGNE ».
_DASH = r"-(?=\s{0,4}(?:$|[\n;,.|/)]|(?:votes?\s|voix\s)?(?:pour|contre|abst|refus|nppv|ne\s)))"
_COLON = re.compile(
    r"(?:\s?\(s\))?(?:\s?(?:(?:au|du)\s+)?votes?\b|\sde)?\s{0,3}(?P<colon>:|=|\?(?=\s{1,3}(?:\d{1,3}\b\s{0,3}(?:[.,;\n]|$)|(?:mm?\.|mmes?|monsieur|madame|messieurs|mesdames)\s))|\.{2,80}|…)"
)
_FIGURE_AFTER = re.compile(
    rf"\s{{0,6}}(?P<figure>{_FIGURE}|/(?![\w/])|{_DASH}|ø)"
    r"(?!\d|[^\S\n]\d{3}(?!\d)|\s{0,2}[%€°]|[.,/]\d|\s?(?:euros?|eur|ha|m2|heures?|ans|mois|jours)\b)"
)
# « Pour 12 Contre Abstention 1 », « Pour Contre Abstention 24 »: no figure beside it, nor a colon.
_BEFORE_BLANK = re.compile(r"(?:[:\d|]|voix)\s{1,4}(?:votes?\s|voix\s)?$")
_AFTER_BLANK = re.compile(r"\s{1,4}(?:votes?\s|voix\s)?(?:abst|refus|n\.?ppv)")
# « Présents 22 voix Exprimés 20 voix Pour 18 voix »: the figure before « Pour » counts others.
OF_MEMBERS = re.compile(r"\b(?:exprimes|votants|presents|representes|pouvoirs)\s{0,2}:?\s{0,3}$")
_ZERO_WORDS = frozenset({"neant", "aucun", "aucune", "personne", "sans", "o", "/", "-", "ø"})
_INTRODUCES_VOICES = re.compile(
    r"(?:\bpar|\bunanime\s?[(,:]|\bunanimite(?! moins\b)[a-z ]{0,25}[(,:]?|\bmajorite[a-z ]{0,25}[(,:]?"
    r"|\bsoit|\b(?:avec|vote\s?:|scrutin[a-z ]{0,9}\s?:|recueille(?:nt)?)"
    r"|(?:adopt|approuv|accept|valid)ee?s?\s?[:(]|\baccord\s?[:(])\s{0,3}$"
)
_OTHERS_FOLLOW = re.compile(rf"\s?(?:,|et)\s{{0,3}}{_FIGURE}\s{{1,3}}(?:voix\s)?(?:abst|contre\b)")
# « La motion recueille 10 voix, deux conseillers s'abstenant »: no person does.
_COLLECTS = re.compile(
    r"\b(?:motion|proposition|texte|voeu|projet|vente|amendement|point|deliberation|rapport)\b[^.;:()]{0,60}\s"
    r"(?:recueill?e(?:nt)?|obtient)\s{1,3}$"
)
_OTHERS_ABSTAIN = re.compile(
    rf"\s?(?:,|et)\s{{0,3}}{_FIGURE}\s{{1,3}}(?:(?:conseillers?|elus?|membres?|voix|delegues?)\s{{1,3}})?(?:s['\s](?:etant\s)?)?abst"
)
_ELECTION = re.compile(
    r"\b(?:elue?s?|elit|elections?|candidat|obten|recueil|bulletins?|designe|scrutin\s+(?:secret|uninominal))"
)
_POSITIONS: dict[str, Position] = {
    "votes_for": "votes_for",
    "voices": "votes_for",
    "against": "against",
    "abstentions": "abstentions",
    "abstained": "abstentions",
    "not_voting": "not_voting",
}
_VOTES = re.compile(r"(?:voix|votes?|suffrages?)\W{0,4}$")
_DIGITS = re.compile(r"\d+")
_MISREAD_ZERO = re.compile(r"(?<=\d)o\b")  # « Pour : 1O »
_LOOK_BACK = 60
_MATH_FIGURE = re.compile(r"\$\s?(?:\\[a-z]{4,8}\s?\{)?\s?(?P<digits>\d(?:\s?\d){0,2})\s?\}?\s?\$")


def unwrap_math_figures(folded: str) -> str:
    """Replace figures in LaTeX math, as OCR readers write them (« $1 2$ voix pour »), by « 12 » padded to
    the same length.
    """
    if "$" not in folded:
        return folded
    return _MATH_FIGURE.sub(lambda figure: "".join(figure["digits"].split()).ljust(len(figure[0]), _FILL), folded)


# « 10 pour (8 + 2 procurations) et 5 contre (2 + 3 procurations : Mme X, M. Y) »
_BREAKDOWN = re.compile(
    r"\(\s?\d{1,3}\s?(?:\+|et)\s?\d{1,3}\s?(?:procurations?|pouvoirs?|mandats?)(?:\s(?:pour|contre|abstentions?))?"
    r"\s?(?P<end>[):])"
)


# « 7 voix sur 7 pour », « 12 / 12 pour »
_OUT_OF = re.compile(
    r"(?<=[\dxs])(?:\ssur|\s?/)\s(?:les\s)?\d{1,3}(?=\s(?:voix\s|votes?\s|votants\s)?(?:pour|contre|favorables)\b)"
)


def blank_breakdowns(folded: str) -> str:
    """Replace, by as many characters, how many of a count were cast by proxy and of how many it is, so that these
    count nothing.
    """
    folded = _BREAKDOWN.sub(lambda match: ("(" if match["end"] == ":" else ",").ljust(len(match[0])), folded)
    return _OUT_OF.sub(lambda match: _FILL * len(match[0]), folded)


@dataclass(frozen=True, slots=True)
class VoteLabel:
    """A vote label with the figures beside it.

    ``verb``: the offset of a verb that may follow the names of voters.
    """

    position: Position
    start: int
    end: int
    colon: bool
    unit: bool
    verb: int | None
    before: tuple[int, int] | None  # the figure and where it starts
    after: tuple[int, int] | None  # the figure and where it ends
    blank: bool = False  # where nothing but the next label follows it

    @property
    def counted(self) -> bool:
        return self.before is not None or self.after is not None or self.colon or self.blank

    def figure(self, leading: bool) -> tuple[int, int] | None:
        """Return the label's figure and its offset, or None.

        ``leading``: figures stand before their labels, otherwise after them.
        """
        return self.before or (self.after if self.colon else None) if leading else self.after

    @property
    def first(self) -> int:
        return self.before[1] if self.before else self.start

    @property
    def last(self) -> int:
        return self.after[1] if self.after else self.end


def _find_labels(folded: str) -> Iterator[VoteLabel]:
    """Yield the labels that may count votes, in text order."""
    words = sorted(_label_words(folded), key=lambda found: found[0].start())
    blanks = set(_blank_label_offsets(folded, words))
    for match, kind in words:
        colon = _COLON.match(folded, match.end())
        before = None if colon and _opens_bracket(folded, match.start()) else _figure_before(folded, match.start())
        end = colon.end() if colon else match.end()
        after = _figure_after(folded, end, colon is not None)
        if kind == "voices" and not (before and _counts_votes(folded, before[1], match.end())):
            continue
        verb = _verb_start(folded, match, kind)
        blank = match.start() in blanks
        counted = kind != "abstained" and (before or after or colon or blank)
        if verb is not None and kind in ("abstained", "against") and before is None:
            before = _figure_before(folded, verb)  # « 3 élus s'étant abstenus », « 2 ayant voté contre »
        named = kind in ("abstentions", "not_voting") or match[0].startswith(
            "opposition"
        )  # « Opposition de M. X »
        if not counted and verb is None and not named:
            continue
        unit = kind == "voices" or _VOTES.search(folded, max(0, match.start() - 12), match.start()) is not None
        yield VoteLabel(_POSITIONS[kind], match.start(), end, colon is not None, unit, verb, before, after, blank)


def _opens_bracket(folded: str, start: int) -> bool:
    """Return whether a label opens a bracket: « par 15 voix (contre : M. X) », whose figure is of those before."""
    return folded[max(0, start - 3) : start].rstrip().endswith("(")


def _blank_label_offsets(folded: str, words: Sequence[tuple[re.Match[str], str]]) -> Iterator[int]:
    """Yield the offsets of labels left blank that have no colon."""
    for (before, kind), (match, against) in pairwise(words):
        if against != "against" or not _AFTER_BLANK.match(folded, match.end()):
            continue
        if kind == "votes_for" and folded[before.end() : match.start()].strip() in ("", "voix", "vote", "votes"):
            yield before.start()
            yield match.start()
        elif _BEFORE_BLANK.search(folded, max(0, match.start() - 14), match.start()):
            yield match.start()


def _verb_start(folded: str, match: re.Match[str], kind: str) -> int | None:
    """Return where the verb of « ayant voté contre », « s'abstient », « ne prend pas part » begins, or
    None.
    """
    start = match.start()
    if kind in ("abstentions", "not_voting"):
        if not _VERB.match(match[0]):
            return None
        helping = _RELATIVE
    else:
        helping = _REFLEXIVE if kind == "abstained" else _HAVING_VOTED
    verb = helping.search(folded, max(0, start - 20), start)
    return verb.start() if verb else None


def _label_words(folded: str) -> Iterator[tuple[re.Match[str], str]]:
    for position, pattern in _LABEL_PATTERNS:
        for match in pattern.finditer(folded):
            yield match, position
    if _NON_VOTERS.search(folded):
        for match in _NOT_VOTING.finditer(folded):
            yield match, "not_voting"


def _counts_votes(folded: str, at: int, end: int) -> bool:
    """Return whether « voix » counts a vote: « par 26 voix », « à l'unanimité (18 voix) », « (9 voix, 1
    abstention) »; not « Mme X : 18 voix » of an election.
    """
    if _COLLECTS.search(folded, max(0, at - 120), at) and _OTHERS_ABSTAIN.match(folded, end):
        return True
    if _ELECTION.search(folded, max(0, at - 160), at):
        return False
    if folded.endswith("(", 0, at) and _OTHERS_FOLLOW.match(folded, end):
        return True
    return _INTRODUCES_VOICES.search(folded, max(0, at - 40), at) is not None


def _figure_before(folded: str, at: int) -> tuple[int, int] | None:
    since = max(0, at - _LOOK_BACK)
    match = _FIGURE_BEFORE.search(folded[since:at])
    if match and OF_MEMBERS.search(folded, max(0, since + match.start() - 20), since + match.start()):
        return None
    value = parse_count(match["figure"]) if match else None
    return (value, since + match.start()) if match and value is not None else None


def _figure_after(folded: str, at: int, colon: bool) -> tuple[int, int] | None:
    match = _FIGURE_AFTER.match(folded, at, at + _LOOK_BACK)
    if not match or (not colon and (not match["figure"].isdigit() or "\n" in match[0])):
        return None
    value = parse_count(match["figure"])
    return (value, match.end()) if value is not None else None


def parse_count(words: str) -> int | None:
    """Parse a count in figures or words; « néant », « aucune », « / » are 0. Return None if it is not a
    number.
    """
    if words in _ZERO_WORDS:
        return 0
    figures = _DIGITS.search(_MISREAD_ZERO.sub("0", words))
    return int(figures[0]) if figures else numbers.parse_number_words(words)


# What may stand between two names of one list; « M. X, porteur du pouvoir de Mme Y » casts two votes.
_BETWEEN_NAMES = re.compile(
    r"(?:[\s,;:()/•·–—+&.\"«»-]|\b(?:et|mm|mr?|mrs|mmes?|mlles?|dr|messieurs|monsieur|mesdames|madame|mademoiselle|"
    r"maitre|docteur|ainsi que|porteu(?:r|se)|ayant|pouvoirs?|procurations?|mandataire|avec|par|le|la|du|de|des)\b"
    r"|\bd')*+"
)
_INTRODUCES = re.compile(r"\s{0,3}(?:[(:–-]|de\b|d')")
_LONGEST_LIST = 900
_LONGEST_GAP = 45
# A list of names is whole when a sentence, a bracket, a line or another count follows it.
_LIST_ENDS = re.compile(r"\s*+(?:[.;)|]|\n|\d|$|pour\b|contre\b|abst|vote)|\s*\n")
# Names before a verb are the complete list when nothing else comes before them.
_LIST_STARTS = re.compile(
    r"(?:^|[.,;:(\n|–—]|\s-|\b(?:l'exception\s+de|hormis|sauf|exceptee?s?|(?:contre|abst[a-z]{4,8})\s+et(?:\s+d[eu])?))\s{0,9}(?:m|mm|mr|mmes?|messieurs|monsieur|madame|mesdames)?\.?\s{0,3}$"
)


_ONLY = re.compile(r"\bl'$")  # « et l'abstention de M. X, »
_EXCEPTION = re.compile(
    r"\b(?:a\s+l'exception\s+d(?:e|u|es)|hormis|sauf|excepte\w{0,2})\s+(?:par\s+)?"
    r"(?:m|mm|mr|mmes?|messieurs|monsieur|madame|mesdames)?\.?\s{0,3},?\s{0,3}$"
)
_JOINS = re.compile(r",|\bet\b")
_LEAVES = re.compile(
    r"(?!\s{0,3}\))(?:(?!abst|\b(?:approuv|accept|adopt|decid))[^.;:\d]){0,60}?\b(?:quitt|sort|retir|interess|concern|deport|membre|president|acquereur|proprietaire|parent|conflit"
    r"|tresori|secretaire|adherent|administrat|representant|conjoint|epou[sx]|salarie|benevole|beneficiaire|gerant|dirige"
    r"|associe)[^.;:\d]{0,120}"
)


class VoterNames:
    """The persons of a text, looked up by offset. ``folded`` is the text without accents and capitals."""

    def __init__(self, folded: str, persons: Sequence[Mention]) -> None:
        self._folded = folded
        self._persons = persons
        self._starts = [person.start for person in persons]

    def after(self, start: int, until: int) -> tuple[Mention, ...]:
        """Return the list of names that begins at ``start`` and ends by ``until``; a repeated name ends the
        list.
        """
        listed: list[Mention] = []
        at = start
        for index in range(bisect_left(self._starts, start), len(self._persons)):
            person = self._persons[index]
            if person.end > until or not self._is_joined(at, person.start):
                break
            if person.full_name in (other.full_name for other in listed):
                break
            listed.append(person)
            at = person.end
        return tuple(listed)

    def before(self, end: int, since: int) -> tuple[Mention, ...]:
        """Return the list of names that ends at ``end`` and begins at or after ``since``."""
        listed: list[Mention] = []
        at = end
        for index in range(bisect_left(self._starts, end) - 1, -1, -1):
            person = self._persons[index]
            if person.start < since or person.end > at or not self._is_joined(person.end, at):
                break
            listed.append(person)
            at = person.start
        return tuple(reversed(listed))

    def subject(self, end: int, since: int, position: Position) -> tuple[Mention, ...]:
        """Return the names that are the subject of a verb at ``end``: right before it, or the last of its sentence
        if they leave the room in it: « M. X, intéressé, quitte la salle et ne prend pas part au vote ».
        """
        if (listed := self.before(end, since)) or position != "not_voting":
            return listed
        index = bisect_left(self._starts, end) - 1
        if index < 0 or self._persons[index].end > end:
            return ()
        last = self._persons[index]
        if last.start < since or not _LEAVES.fullmatch(self._folded, last.end, end):
            return ()
        run = [last]
        for person in reversed(self.before(last.start, since)):
            if not _JOINS.search(self._folded, person.end, run[0].start):
                break
            run.insert(0, person)
        return tuple(run)

    def whole(self, listed: Sequence[Mention]) -> bool:
        """Return whether the list is all that follows its label: not « Contre : M. X, M. le maire »."""
        return bool(listed) and _LIST_ENDS.match(self._folded, listed[-1].end) is not None

    def opening(self, listed: Sequence[Mention]) -> bool:
        """Return whether the list is all that stands before its verb: not « M. le maire et Mme X
        s'abstiennent ».
        """
        start = listed[0].start
        return _LIST_STARTS.search(self._folded, max(0, start - 40), start) is not None

    def _is_joined(self, start: int, end: int) -> bool:
        return end - start <= _LONGEST_GAP and _BETWEEN_NAMES.fullmatch(self._folded, start, end) is not None


@dataclass(frozen=True, slots=True)
class Voters:
    """The voters of one position. Only if they are all named (``complete``) is their number the count."""

    names: tuple[Mention, ...]
    complete: bool


def _find_voters(
    folded: str, row: Sequence[VoteLabel], names: VoterNames, leading: bool
) -> dict[Position, Voters]:
    """Return the voters named by the labels of one vote, by position.

    ``leading``: figures stand before their labels.
    """
    found: dict[Position, Voters] = {}
    for label, listed in _labels_with_names(folded, row, names, leading):
        whole = _are_all_voters(label, listed, names) if label.verb is not None else names.whole(listed)
        whole = whole or (
            len(listed) == 1 and _ONLY.search(folded, max(0, label.start - 3), label.start) is not None
        )
        before = found.get(label.position, Voters((), True))
        found[label.position] = Voters(before.names + listed, before.complete and whole)
    return found


def _are_all_voters(label: VoteLabel, listed: Sequence[Mention], names: VoterNames) -> bool:
    """Return whether the names before a verb are all the voters; « M. X vote pour » names one of many."""
    return label.position != "votes_for" and names.opening(listed)


def _labels_with_names(
    folded: str, row: Sequence[VoteLabel], names: VoterNames, leading: bool
) -> Iterator[tuple[VoteLabel, tuple[Mention, ...]]]:
    """Yield each label that has names, with its names: before the label if it is a verb, otherwise after
    it.
    """
    since = 0
    for label, following in zip(row, (*row[1:], None), strict=True):
        if label.verb is not None:
            listed = names.subject(label.start, max(since, label.start - _LONGEST_LIST), label.position)
        else:
            listed = _names_after(folded, label, following, names, leading)
        if listed:
            yield label, listed
        since = max(label.last, listed[-1].end if listed else 0)


def _names_after(
    folded: str, label: VoteLabel, following: VoteLabel | None, names: VoterNames, leading: bool
) -> tuple[Mention, ...]:
    """Return the names after a label: none after « Abstention : 0 », at most its figure if the following
    label is a verb that may claim the rest.
    """
    figure = label.figure(leading)
    at = figure[1] if figure and figure is label.after else label.end
    if not label.colon and not _INTRODUCES.match(folded, at):
        return ()
    listed = names.after(at, following.first if following else label.last + _LONGEST_LIST)
    if figure and (figure[0] == 0 or (following and following.verb is not None)):
        return listed[: figure[0]]
    return listed
