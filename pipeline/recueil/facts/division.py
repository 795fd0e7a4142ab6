"""A text as one act, or as a séance or a recueil with the acts it holds, each with its facts.

The délibérations of a séance have its day, its chair and its attendance; the acts of a recueil have nothing of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from recueil.facts.attendance.roll import roll_of
from recueil.facts.attendance.sitting import Item, sittings
from recueil.facts.facts import facts_of
from recueil.facts.identity.identity import identity_of, with_president
from recueil.facts.identity.stamps import subject_of
from recueil.facts.identity.structure_officers import rapporteur_of
from recueil.facts.segmentation.structure_segments import OF_A_SEANCE, Segment, segments_of
from recueil.values import Attendance, Facts, Identity, Mention
from recueil.values.walk import moved

Mentions = Mapping[str, Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters ``start`` to ``end`` of a text and their facts; offsets in the facts count from the start
    of the whole text.
    """

    start: int
    end: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Division:
    """The facts of a document and of the acts it contains; ``parts`` is empty for a single act.

    ``shared``: the acts belong to one séance, whose head (date, chair, attendance) applies to all of them.
    """

    whole: Facts
    parts: tuple[Stretch, ...] = ()
    shared: bool = False


def division_of(text: str, mentions: Mentions) -> Division:
    """Split a text into acts and extract the facts of each, from the text's mentions by kind."""
    identity = identity_of(text, mentions)
    segments = segments_of(text, identity.kind)
    if len(segments) == 1:
        return Division(facts_of(text, mentions, identity))
    of_a_seance = identity.kind in OF_A_SEANCE
    attendance = roll_of(text, mentions["person"]) if of_a_seance else Attendance()
    whole = Facts(identity=with_president(identity, text, attendance), attendance=attendance)
    head = [segment for segment in segments if segment.evidence == "head"]
    above = [_head(text, mentions, segment, whole) for segment in head]
    cut = segments[len(head) :]
    shared = of_a_seance and bool(head)
    parts = _of_a_seance(text, mentions, cut, whole) if shared else _of_their_own(text, mentions, cut, whole)
    return Division(_gathered(whole, [*above, *(part.facts for part in parts)]), tuple(parts), shared)


def alone(text: str, mentions: Mentions, stretch: Segment | Stretch) -> tuple[str, Mentions]:
    """Return the text of a segment and its mentions, with offsets relative to the segment."""
    start, end = stretch.start, stretch.end
    return text[start:end], {kind: list(_between(found, start, end)) for kind, found in mentions.items()}


def _between(found: Sequence[Mention], start: int, end: int) -> Iterator[Mention]:
    for place in range(bisect_left(found, start, key=_start), len(found)):
        if found[place].start >= end:
            return
        if found[place].end <= end:
            yield moved(found[place], -start)


def _start(mention: Mention) -> int:
    return mention.start


def _head(text: str, mentions: Mentions, segment: Segment, whole: Facts) -> Facts:
    return moved(facts_of(*alone(text, mentions, segment), whole.identity, whole.attendance), segment.start)


def _gathered(whole: Facts, stretches: Sequence[Facts]) -> Facts:
    return replace(
        whole,
        sections=tuple(chain.from_iterable(facts.sections for facts in stretches)),
        votes=tuple(chain.from_iterable(facts.votes for facts in stretches)),
        awards=tuple(chain.from_iterable(facts.awards for facts in stretches)),
        funding=tuple(chain.from_iterable(facts.funding for facts in stretches)),
    )


def _of_a_seance(text: str, mentions: Mentions, cut: Iterable[Segment], whole: Facts) -> list[Stretch]:
    parts = []
    for segment in cut:
        read, found = alone(text, mentions, segment)
        said = _said(read, found, segment, whole.identity)
        facts = facts_of(read, found, said, Attendance())
        said = replace(said, kind="deliberation" if segment.evidence == "number" or _decides(facts) else None)
        parts.append((segment, moved(replace(facts, identity=said), segment.start)))
    items = [Item(segment, facts.votes[-1].start if facts.votes else segment.end) for segment, facts in parts]
    attended = sittings(text, whole.attendance, items)
    identities = [_inherited(facts.identity, whole.identity) for _, facts in parts]
    return [
        Stretch(segment.start, segment.end, replace(facts, identity=identity, attendance=sat))
        for (segment, facts), identity, sat in zip(parts, identities, attended, strict=True)
    ]


def _said(read: str, found: Mentions, segment: Segment, seance: Identity) -> Identity:
    """Return what an item of the minutes says of itself; an agenda number is not an act number."""
    return Identity(
        kind=seance.kind,
        number=segment.item if segment.evidence == "number" else None,
        title=_title(segment),
        subject=subject_of(read),
        rapporteur=rapporteur_of(read, found["person"]),
    )


def _decides(facts: Facts) -> bool:
    """Return whether an item decides anything: an agenda item may be an information or a question."""
    return any(vote.outcome for vote in facts.votes) or any(part.part == "dispositif" for part in facts.sections)


def _inherited(own: Identity, seance: Identity) -> Identity:
    """Fill what the item does not state from the séance; stamps and signature are never inherited."""
    return replace(
        own,
        body=own.body or seance.body,
        siren=own.siren or seance.siren,
        department=own.department or seance.department,
        date=own.date or seance.date,
        convocation=own.convocation or seance.convocation,
        president=own.president or seance.president,
        secretary=own.secretary or seance.secretary,
    )


def _of_their_own(text: str, mentions: Mentions, cut: Iterable[Segment], whole: Facts) -> list[Stretch]:
    return [_of_its_own(text, mentions, segment, whole) for segment in cut]


def _of_its_own(text: str, mentions: Mentions, segment: Segment, whole: Facts) -> Stretch:
    """Extract the facts of an act with its own head, such as the extract of a register."""
    facts = moved(facts_of(*alone(text, mentions, segment)), segment.start)
    own = facts.identity
    own = replace(own, number=own.number or _number(segment, own), title=own.title or _title(segment))
    if whole.identity.kind in OF_A_SEANCE:
        kind = "deliberation" if own.kind in (None, "autre", "pv") else own.kind
        own = _inherited(replace(own, kind=kind), whole.identity)
        if not facts.attendance.present:
            facts = replace(facts, attendance=whole.attendance)
    return Stretch(segment.start, segment.end, replace(facts, identity=own))


def _title(segment: Segment) -> str | None:
    """Return the segment's title. « 4. , ADHÉSION AU CAUE »: scanners read a comma beside the number."""
    return (segment.title or "").lstrip(" ,;.") or None


def _number(segment: Segment, own: Identity) -> str | None:
    """Return the number that heads the act.

    The code of a préfecture's recueil counts as a number, an @CTES identifier does not.
    """
    numbered = segment.evidence == "number" or (segment.evidence == "identifier" and not own.ctes)
    return segment.item if numbered else None
