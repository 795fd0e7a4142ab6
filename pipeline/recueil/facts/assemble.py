"""Assemble the facts of a text: identity, attendance, votes, awards and funding of one act, or of each act
in a séance or a recueil.

Délibérations of a séance inherit its day, its chair and its attendance; acts of a recueil at most its body.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter

from recueil.facts.attendance.attendance import apply_president, extract_attendance
from recueil.facts.attendance.movements import AgendaItem, attendance_by_item
from recueil.facts.awards.awards import extract_awards
from recueil.facts.awards.funding import extract_funding
from recueil.facts.awards.predicted_funders import find_predicted_funders
from recueil.facts.awards.predictions import confirm_by_totals, drop_funded
from recueil.facts.awards.printed_totals import find_printed_totals
from recueil.facts.awards.recalls import mark_recalls
from recueil.facts.awards.records import extract_record
from recueil.facts.designations import find_designations
from recueil.facts.flowing import FlowingText
from recueil.facts.identity.body_spelling import NO_NAMES, OfficialNames
from recueil.facts.identity.identity import extract_identity, fill_president
from recueil.facts.identity.information import is_information
from recueil.facts.identity.number_title import make_title, tidy_title
from recueil.facts.identity.officers import find_rapporteur
from recueil.facts.identity.referential import Referential
from recueil.facts.identity.resolve_body import printed_number, resolve_body
from recueil.facts.identity.stamps import find_new_siren, find_subject
from recueil.facts.sections import extract_sections
from recueil.facts.segmentation.seances import find_seances
from recueil.facts.segmentation.segments import SEANCE_KINDS, Segment, has_seances, split_acts
from recueil.facts.votes.votes import extract_votes
from recueil.values import Attendance, EnclosedAct, Facts, Identity, Mention, PartialDate, Section
from recueil.values.attendance import RollRole
from recueil.values.award import NO_PREDICTIONS, PredictedNames
from recueil.values.codec import move_offsets, shift_offsets
from recueil.values.mention import mentions_between, start_of
from recueil.values.table import Table, tables_between

_NON_ACTS = ("autre", "annexe")

Mentions = Mapping[str, Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class ActSegment:
    """Characters ``start`` to ``end`` of a text and their facts; offsets in the facts count from the start
    of the whole text.
    """

    start: int
    end: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The facts of a document and of the acts it contains; ``parts`` is empty for a single act.

    ``shared``: the acts belong to one séance, whose head (date, chair, attendance) applies to all of them.
    """

    whole: Facts
    parts: tuple[ActSegment, ...] = ()
    shared: bool = False


def extract_document_facts(
    text: str,
    mentions: Mentions,
    roles: Sequence[RollRole] = (),
    tables: Sequence[Table] = (),
    names: OfficialNames = NO_NAMES,
    enclosed: Sequence[EnclosedAct] = (),
    predicted: PredictedNames = NO_PREDICTIONS,
) -> DocumentFacts:
    """Split a text into séances, and these into acts, and extract the facts of each, from the text's mentions by
    kind.

    ``roles`` are those that a trained model predicts for the persons; none where no model was run. ``tables`` are
    those of the document, in order; none where its reader keeps no tables. ``names`` spell the issuing bodies.
    ``enclosed`` are the acts of an envelope, or the records of a table, which are not split any further.
    ``predicted`` are the names that trained models give to the amounts.
    """
    if enclosed:
        return _enclosed_facts(text, mentions, enclosed, roles, tables, names, predicted)
    identity = extract_identity(text, mentions, roles, names)
    if has_seances(text, identity.kind) and (days := find_seances(text, mentions["date"])):
        several = _extract_seances(text, mentions, days, identity, roles, tables, names, predicted)
        if several:
            return several
    return _extract_acts(text, mentions, identity, roles, tables, names, predicted)


def _extract_acts(
    text: str,
    mentions: Mentions,
    identity: Identity,
    roles: Sequence[RollRole],
    tables: Sequence[Table],
    names: OfficialNames,
    predicted: PredictedNames,
) -> DocumentFacts:
    segments = split_acts(text, identity.kind)
    if len(segments) == 1:
        if identity.kind in _NON_ACTS and is_information(text):
            identity = replace(identity, kind="autre", informative=True)
        facts = assemble_facts(text, mentions, identity, roles=roles, tables=tables, predicted=predicted)
        return DocumentFacts(_with_title(facts))
    of_a_seance = identity.kind in SEANCE_KINDS
    persons = mentions["person"]
    attendance = extract_attendance(text, persons, roles, tables) if of_a_seance else Attendance()
    identity = fill_president(identity, text, attendance, persons, roles)
    whole = Facts(identity=identity, attendance=apply_president(text, attendance, identity.president))
    head = [segment for segment in segments if segment.evidence == "head"]
    above = [_head_facts(text, mentions, segment, whole, tables, predicted) for segment in head]
    cut = segments[len(head) :]
    shared = of_a_seance and bool(head)
    if shared:
        parts = _seance_acts(text, mentions, cut, whole, tables, predicted)
    else:
        parts = [
            _standalone_act(
                text,
                mentions,
                segment,
                whole,
                _rebased_roles(roles, segment),
                _rebased_tables(tables, segment),
                names,
                predicted.within(segment.start, segment.end),
            )
            for segment in cut
        ]
    parts = [replace(part, facts=_with_title(part.facts)) for part in parts]
    whole = _with_facts_of(_with_title(whole), [*above, *(part.facts for part in parts)])
    return DocumentFacts(whole, tuple(parts), shared)


def resolve_bodies(divided: DocumentFacts, text: str, referential: Referential) -> DocumentFacts:
    """Resolve the body of the document and of each act in it, from the referential of public bodies.

    An act of the same body as the whole is known by the heading of the whole where its own shows less.
    """
    whole = _with_resolution(divided.whole, text, referential)
    parts = [
        replace(
            part,
            facts=_resolved_like(
                shift_offsets(
                    _with_resolution(
                        shift_offsets(part.facts, -part.start), text[part.start : part.end], referential
                    ),
                    part.start,
                ),
                whole,
            ),
        )
        for part in divided.parts
    ]
    return replace(divided, whole=whole, parts=tuple(parts))


def _with_resolution(facts: Facts, text: str, referential: Referential) -> Facts:
    identity = facts.identity
    if identity.siren is None and (siren := find_new_siren(text)) and referential.body_of(siren):
        identity = replace(identity, siren=siren)
    resolution = resolve_body(text, identity.body, printed_number(identity), referential, identity.when)
    return replace(facts, identity=replace(identity, resolution=resolution))


def _resolved_like(facts: Facts, whole: Facts) -> Facts:
    own, common = facts.identity.resolution, whole.identity.resolution
    same = facts.identity.body == whole.identity.body and facts.identity.siren in (None, whole.identity.siren)
    if not same or common is None or (own and (own.siren or own.reason == "date")):
        return facts
    return replace(facts, identity=replace(facts.identity, resolution=common))


def _extract_seances(
    text: str,
    mentions: Mentions,
    days: Sequence[tuple[int, PartialDate]],
    identity: Identity,
    roles: Sequence[RollRole],
    tables: Sequence[Table],
    names: OfficialNames,
    predicted: PredictedNames,
) -> DocumentFacts | None:
    """Extract each séance for itself, so that its acts have its day, its chair and its roll; None if one decides
    nothing, or if something is decided before the first: such headings announce a séance or recall one.
    """
    starts = [start for start, _ in days]
    head = Segment(0, starts[0], evidence="head")
    if identity.date in {None, *(day for _, day in days)}:
        whole = Facts(identity=replace(identity, convocation=None, president=None, secretary=None))
    else:  # minutes that report what was decided on other days
        whole = _with_roll(text, mentions, head, identity, roles, tables)
    above = _head_facts(text, mentions, head, whole, tables, predicted)
    if above.votes:
        return None
    body = Identity(body=identity.body, siren=identity.siren, department=identity.department)
    parts: list[ActSegment] = []
    for (start, day), end in zip(days, [*starts[1:], len(text)], strict=True):
        segment = Segment(start, end)
        read, found = slice_segment(text, mentions, segment)
        own_roles, own_tables = _rebased_roles(roles, segment), _rebased_tables(tables, segment)
        own = extract_identity(read, found, own_roles, names, kind="pv")
        own = _inherit_from_seance(replace(own, date=day), body)
        own_names = predicted.within(segment.start, segment.end)
        divided = _extract_acts(read, found, own, own_roles, own_tables, names, own_names)
        if not divided.whole.votes:
            return None
        acts = divided.parts or (ActSegment(0, end - start, divided.whole),)
        first = replace(acts[0], start=0)  # the heading of the séance, and its roll, open its first act
        parts += [
            ActSegment(start + act.start, start + act.end, shift_offsets(act.facts, start))
            for act in (first, *acts[1:])
        ]
    title = f"Procès-verbal des séances du {days[0][1].in_words()} au {days[-1][1].in_words()}"
    if not identity.title and not whole.attendance.present:
        whole = replace(whole, identity=replace(whole.identity, title=title, title_made=True))
    whole = _with_facts_of(_with_title(whole), [above, *(part.facts for part in parts)])
    return DocumentFacts(whole, tuple(parts))


def _with_roll(
    text: str,
    mentions: Mentions,
    head: Segment,
    identity: Identity,
    roles: Sequence[RollRole],
    tables: Sequence[Table],
) -> Facts:
    """Return the facts of a séance whose roll stands in the head of a document."""
    read, found = slice_segment(text, mentions, head)
    persons, own_roles = found["person"], _rebased_roles(roles, head)
    attendance = extract_attendance(read, persons, own_roles, _rebased_tables(tables, head))
    identity = fill_president(identity, read, attendance, persons, own_roles)
    return Facts(identity=identity, attendance=apply_president(read, attendance, identity.president))


def _enclosed_facts(
    text: str,
    mentions: Mentions,
    enclosed: Sequence[EnclosedAct],
    roles: Sequence[RollRole],
    tables: Sequence[Table],
    names: OfficialNames,
    predicted: PredictedNames,
) -> DocumentFacts:
    """Extract the facts of the acts of an envelope, each from its own text, with its annexes as sections; or those
    of the records of a table.
    """
    parts = []
    for act in enclosed:
        if act.is_record:
            persons = mentions_between(mentions["person"], act.start, act.end)
            parts.append(ActSegment(act.start, act.end, extract_record(text, act, persons)))
            continue
        segment = ActSegment(act.start, act.body_end, Facts())
        read, found = slice_segment(text, mentions, segment)
        own = _rebased_roles(roles, segment), _rebased_tables(tables, segment)
        given = predicted.within(segment.start, segment.end)
        facts = assemble_facts(read, found, roles=own[0], tables=own[1], names=names, predicted=given)
        facts = _with_title(facts)
        facts = shift_offsets(facts, act.start)
        annexes = tuple(Section("annex", annex.start, annex.end, annex.name) for annex in act.annexes)
        sections = (*facts.sections, *annexes)
        parts.append(ActSegment(act.start, act.end, replace(facts, sections=sections)))
    if len(parts) == 1:
        return DocumentFacts(parts[0].facts)
    return DocumentFacts(_with_facts_of(Facts(), [part.facts for part in parts]), tuple(parts))


def _with_title(facts: Facts) -> Facts:
    return replace(facts, identity=make_title(facts.identity))


def slice_segment(text: str, mentions: Mentions, stretch: Segment | ActSegment) -> tuple[str, Mentions]:
    """Return the text of a segment and its mentions, with offsets relative to the segment."""
    start, end = stretch.start, stretch.end
    return text[start:end], {kind: list(_rebased_between(found, start, end)) for kind, found in mentions.items()}


def _rebased_roles(roles: Sequence[RollRole], segment: Segment | ActSegment) -> list[RollRole]:
    first = bisect_left(roles, segment.start, key=attrgetter("start"))
    last = bisect_left(roles, segment.end, key=attrgetter("start"))
    return [replace(role, start=role.start - segment.start) for role in roles[first:last]]


def _rebased_tables(tables: Sequence[Table], segment: Segment | ActSegment) -> list[Table]:
    return [table.shift(-segment.start) for table in tables_between(tables, segment.start, segment.end)]


def _rebased_between(found: Sequence[Mention], start: int, end: int) -> Iterator[Mention]:
    for place in range(bisect_left(found, start, key=start_of), len(found)):
        if found[place].start >= end:
            return
        if found[place].end <= end:
            yield shift_offsets(found[place], -start)


def _head_facts(
    text: str,
    mentions: Mentions,
    segment: Segment,
    whole: Facts,
    tables: Sequence[Table],
    predicted: PredictedNames,
) -> Facts:
    read, found = slice_segment(text, mentions, segment)
    own_tables, given = _rebased_tables(tables, segment), predicted.within(segment.start, segment.end)
    facts = assemble_facts(read, found, whole.identity, whole.attendance, tables=own_tables, predicted=given)
    return shift_offsets(facts, segment.start)


def _with_facts_of(whole: Facts, stretches: Sequence[Facts]) -> Facts:
    return replace(
        whole,
        sections=tuple(chain.from_iterable(facts.sections for facts in stretches)),
        votes=tuple(chain.from_iterable(facts.votes for facts in stretches)),
        awards=tuple(chain.from_iterable(facts.awards for facts in stretches)),
        funding=tuple(chain.from_iterable(facts.funding for facts in stretches)),
        totals=tuple(chain.from_iterable(facts.totals for facts in stretches)),
        designations=tuple(chain.from_iterable(facts.designations for facts in stretches)),
    )


def _seance_acts(
    text: str,
    mentions: Mentions,
    cut: Iterable[Segment],
    whole: Facts,
    tables: Sequence[Table],
    predicted: PredictedNames,
) -> list[ActSegment]:
    parts = []
    for segment in cut:
        read, found = slice_segment(text, mentions, segment)
        own = _item_identity(read, found, segment, whole.identity)
        own_tables, given = _rebased_tables(tables, segment), predicted.within(segment.start, segment.end)
        facts = assemble_facts(read, found, own, Attendance(), tables=own_tables, predicted=given)
        own = replace(own, kind="deliberation" if segment.evidence == "number" or _is_decision(facts) else None)
        parts.append((segment, shift_offsets(replace(facts, identity=own), segment.start)))
    items = [
        AgendaItem(segment, facts.votes[-1].start if facts.votes else segment.end) for segment, facts in parts
    ]
    attended = attendance_by_item(text, whole.attendance, items)
    identities = [_inherit_from_seance(facts.identity, whole.identity) for _, facts in parts]
    return [
        ActSegment(segment.start, segment.end, replace(facts, identity=identity, attendance=sat))
        for (segment, facts), identity, sat in zip(parts, identities, attended, strict=True)
    ]


def _item_identity(read: str, found: Mentions, segment: Segment, seance: Identity) -> Identity:
    """Return what an item of the minutes says of itself; an agenda number is not an act number."""
    return Identity(
        kind=seance.kind,
        number=segment.item if segment.evidence == "number" else None,
        title=_clean_title(segment),
        body=seance.body,
        date=seance.date,
        subject=find_subject(read),
        rapporteur=find_rapporteur(read, found["person"]),
    )


def _is_decision(facts: Facts) -> bool:
    """Return whether an item decides anything: an agenda item may be an information or a question."""
    return any(vote.outcome for vote in facts.votes) or any(part.part == "dispositif" for part in facts.sections)


def _inherit_from_seance(own: Identity, seance: Identity) -> Identity:
    """Fill what the item does not state from the séance; stamps and signature are never inherited.

    Its body is that of the séance, unless its identifier is another's.
    """
    another = own.siren and seance.siren and own.siren != seance.siren
    return replace(
        own,
        body=own.body if another or not seance.body else seance.body,
        siren=own.siren or seance.siren,
        department=own.department or seance.department,
        date=own.date or seance.date,
        convocation=own.convocation or seance.convocation,
        president=own.president or seance.president,
        secretary=own.secretary or seance.secretary,
    )


def _standalone_act(
    text: str,
    mentions: Mentions,
    segment: Segment,
    whole: Facts,
    roles: Sequence[RollRole],
    tables: Sequence[Table],
    names: OfficialNames,
    predicted: PredictedNames,
) -> ActSegment:
    """Extract the facts of an act with its own head, such as the extract of a register.

    In the recueil of a préfecture its number is the code by which the recueil lists it.
    """
    read, found = slice_segment(text, mentions, segment)
    facts = assemble_facts(read, found, roles=roles, tables=tables, names=names, predicted=predicted)
    facts = shift_offsets(facts, segment.start)
    own = facts.identity
    coded = segment.item if segment.evidence == "identifier" and not own.ctes else None
    printed = segment.item if segment.evidence == "number" else None
    own = replace(own, number=coded or own.number or printed, title=own.title or _clean_title(segment))
    if whole.identity.kind in SEANCE_KINDS:
        listed = own.kind == "annexe" and segment.evidence == "number"  # « 2025-07 Budget principal »: its object
        kind = "deliberation" if listed or own.kind in (None, "autre", "pv") else own.kind
        own = _inherit_from_seance(replace(own, kind=kind), whole.identity)
        if not facts.attendance.present:
            facts = replace(facts, attendance=whole.attendance)
    elif whole.identity.body and not whole.identity.body.startswith("Préfecture"):
        own = replace(own, body=own.body or whole.identity.body)  # other bodies publish with a préfecture
    return ActSegment(segment.start, segment.end, replace(facts, identity=own))


def _clean_title(segment: Segment) -> str | None:
    """Return the segment's title. « 4. , ADHÉSION AU CAUE »: scanners read a comma beside the number."""
    return tidy_title(segment.title)


def assemble_facts(
    text: str,
    mentions: Mapping[str, Sequence[Mention]],
    identity: Identity | None = None,
    attendance: Attendance | None = None,
    roles: Sequence[RollRole] = (),
    tables: Sequence[Table] = (),
    names: OfficialNames = NO_NAMES,
    predicted: PredictedNames = NO_PREDICTIONS,
) -> Facts:
    """Extract all facts of one act from its text, its mentions by kind, the predicted roles of its persons, its
    tables, and the predicted names of its amounts.

    ``identity`` and ``attendance`` are used as they are if the caller already knows them.
    """
    if identity is None:
        identity = extract_identity(text, mentions, roles, names)
    persons, amounts = mentions["person"], mentions["amount"]
    if attendance is None:
        attendance = extract_attendance(text, persons, roles, tables)
        identity = fill_president(identity, text, attendance, persons, roles)
        attendance = apply_president(text, attendance, identity.president)
    prose = FlowingText.of(text)
    named = predicted.move(prose.squeeze)
    awards = extract_awards(
        prose.text,
        prose.squeeze_mentions(amounts),
        prose.squeeze_mentions(mentions["budget"]),
        prose.squeeze_mentions(mentions["period"]),
        prose.squeeze_mentions(persons),
        identity.kind,
        prose.squeeze_mentions(mentions.get("organisation", ())),
        prose.squeeze_tables(tables),
        identity.body,
        named.beneficiaries,
    )
    funding = extract_funding(
        prose.text, prose.squeeze_mentions(amounts), prose.squeeze_mentions(mentions["percentage"])
    )
    asked = find_predicted_funders(
        prose.text,
        prose.squeeze_mentions(amounts),
        prose.squeeze_mentions(mentions["budget"]),
        funding,
        awards,
        named.funders,
    )
    funding = tuple(sorted([*funding, *asked], key=start_of))
    funded = {funder.amount.start for plan in funding for funder in plan.funders if funder.amount}
    awards = tuple(
        award
        for award in awards
        if award.amount is None or award.amount.start not in funded or award.what == "emprunt"
    )
    awards = drop_funded(awards, funding)
    if prose.removed:
        awards, funding = move_offsets((awards, funding), prose.restore)
    totals = find_printed_totals(text, amounts, awards)
    awards = confirm_by_totals(awards, totals)
    return Facts(
        identity=identity,
        sections=extract_sections(text),
        attendance=attendance,
        votes=extract_votes(text, persons, identity.kind, tables),
        awards=mark_recalls(text, awards, mentions.get("reference", ()), identity.date, identity.title),
        funding=funding,
        totals=totals,
        designations=tuple(
            find_designations(text, persons, mentions.get("organisation", ()), mentions.get("date", ()))
        ),
    )
