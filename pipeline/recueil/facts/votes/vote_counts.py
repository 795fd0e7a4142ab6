"""The counted votes of an act: « 26 voix pour et 2 contre », « POUR : 26 CONTRE : 0 », « moins une abstention ».

Labels may stand after their figures, before them, or all before all of them (a table flattened to one line).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from recueil.facts.votes.vote_labels import FILL, Position, VoteLabel, find_labels, parse_count
from recueil.facts.votes.vote_names import LONGEST_LIST, VoterNames, find_voters
from recueil.values.mention import Mention

NAME_FIELDS: Final[dict[Position, str]] = {
    "votes_for": "names_for",
    "against": "names_against",
    "abstentions": "names_abstaining",
    "not_voting": "names_not_voting",
}

_COUNT_START = re.compile(r"(?:^|[\n:(|,→\uf0e0]|\b(?:par|soit|a|vote|avec|votes|et|moins))\s{0,4}$")
_LABEL_END = re.compile(r"\s{0,3}(?:[.;,)|\n]|$)")
# What may stand between two counts of one vote.
_LINKS = re.compile(
    rf"(?:[\s,;:.()/|–—«»\"“”*_=+{FILL}-]|\b(?:et|avec|voix|votes?|suffrages?|exprimes|moins|dont|"
    r"procurations?|pouvoirs?|"
    r"conseillers?|elus?|membres?|ont|vote|s|se sont|qui|de|du|au|a|m|mm|mr|mmes?|monsieur|madame|messieurs|"
    r"mesdames|le|la|maire|presidente?|ainsi que|porteur)\b)*+"
)
# « 41 0 0 » after all the labels.
_FLATTENED_FIGURES = re.compile(r"(?:\s{1,6}(?:\d{1,3}|/|-|neant)(?![\d%€.,/])){1,4}")
_FULL_STOP = re.compile(r"\s{0,3}(?:\.(?!\.)|\n|$)")
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
    placed = filter(None, (_resolve_verb(folded, label, names) for label in find_labels(folded)))
    found = (_parse_group(folded, row, names) for row in _group_labels(folded, placed, names))
    return [tally for tally in found if tally is not None]


def _resolve_verb(folded: str, label: VoteLabel, names: VoterNames) -> VoteLabel | None:
    """Resolve the verb of a label.

    A verb counts the persons named before it; without names, or as the heading of a list, it is a label
    like others, or none (None).
    """
    if label.verb is None:
        return label
    if names.before(label.verb, label.verb - LONGEST_LIST) and not _heads_list(folded, label.verb, label, names):
        return replace(label, start=label.verb, colon=False, after=None)
    return replace(label, verb=None) if label.counted else None


def _heads_list(folded: str, verb: int, label: VoteLabel, names: VoterNames) -> bool:
    """Return whether a verb heads a list: « Ont voté contre : MM. X et Y »; not « MM. X et Y ayant voté
    contre : ».
    """
    if not label.colon or not names.after(label.end, label.end + LONGEST_LIST):
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
    if end - start > LONGEST_LIST:
        return False
    if end - start <= _GAP and _LINKS.fullmatch(folded, start, end):
        return True
    if one.colon and other.colon and one.after and other.after and end - start <= _PAGE_BREAK:
        return True
    listed = names.after(start, end)
    return bool(listed) and _LINKS.fullmatch(folded, listed[-1].end, end) is not None


def _parse_group(folded: str, row: Sequence[VoteLabel], names: VoterNames) -> VoteCounts | None:
    if (len(row) == 1 and not _counts_by_itself(folded, row[0])) or not _is_assembly_vote(folded, row):
        return None
    told = [label for label in row if label.counted]
    if told and told[0].blank and not told[0].before:
        return _parse_table(folded, told, names)
    leading = bool(told) and _figures_lead(told[0])
    counts = _flattened_counts(folded, told) or _adjacent_counts(folded, told, leading)
    voters = find_voters(folded, row, names, leading)
    listed = {position: said.names for position, said in voters.items()}
    counts |= {at: len(said.names) for at, said in voters.items() if said.complete and at not in counts}
    if not counts and not listed:
        return None
    end = max([row[-1].last, *(persons[-1].end for persons in listed.values())])
    return VoteCounts(row[0].first, end, counts, listed, _is_weak(folded, row, counts))


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
        listed = () if figure else names.after(at, at + LONGEST_LIST)
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
    : 12 Non : 3 ».
    """
    if _POLL.search(folded, max(0, row[0].first - 100), row[0].first):
        return False
    asked = any(folded.startswith(("oui", "non"), label.start) for label in row)
    return not asked or any(label.position == "abstentions" for label in row)


def _counts_by_itself(folded: str, label: VoteLabel) -> bool:
    """Return whether a single label can be a count: not « les parcelles AV 21 et AV 373 pour un montant »."""
    if label.verb is not None and not label.counted:
        return True
    if label.after and not label.before and not label.colon:
        return _LIST_FOLLOWS.match(folded, label.last) is not None
    if label.before and label.after and not label.colon:  # « 9 voix contre 4 à M. Y »
        return False
    if label.position in ("abstentions", "not_voting") or label.unit:
        return True
    if label.before and not label.after:
        return _COUNT_START.search(folded, max(0, label.first - 8), label.first) is not None and _label_ends(
            folded, label
        )
    return label.colon and label.position == "against"


def _label_ends(folded: str, label: VoteLabel) -> bool:
    return label.colon or _LABEL_END.match(folded, label.end) is not None


def _is_weak(folded: str, row: Sequence[VoteLabel], counts: dict[Position, int]) -> bool:
    """Return whether the counts need another cue: « 18 voix » of a candidate, « une abstention » in a
    speech.
    """
    label = row[0]
    if len(counts) > 1:
        return False
    if label.verb is not None:
        return not counts or not _is_whole_sentence(folded, label)
    if label.position == "votes_for":
        voices = folded.startswith(("voix", "suffrages"), label.start)
        return voices and not folded[: label.first].rstrip().endswith("par")
    if label.position == "against":
        return not label.unit
    return label.position == "not_voting" or not label.colon


def _is_whole_sentence(folded: str, label: VoteLabel) -> bool:
    """Return whether « M. PICQ s'abstient. » is a sentence, about the vote just held."""
    return folded.startswith("s'abstien", label.start) and _FULL_STOP.match(folded, label.end) is not None
