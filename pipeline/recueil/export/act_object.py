"""Convert an act to a JSON object: dates and decimals become strings, values that the act does not state
null.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from recueil.values import (
    Act,
    Attendance,
    Award,
    Designation,
    Finding,
    Funder,
    FundingPlan,
    Identity,
    Mention,
    Shortfall,
    Statement,
    Vote,
)
from recueil.values.codec import predictions


def act_object(act: Act) -> dict[str, Any]:
    """Return the facts and findings of an act as one JSON object."""
    facts = act.facts
    return {
        **_identity(facts.identity),
        **_attendance(facts.attendance),
        "votes": [_vote(vote) for vote in facts.votes],
        "awards": [_award(award) for award in facts.awards],
        "funding": [_funding(plan) for plan in facts.funding],
        "designations": [_designation(each) for each in facts.designations],
        "stated": [_statement(statement) for statement in facts.statements],
        "predictions": [_prediction(fact, mention) for fact, mention in predictions(facts)],
        "sections": [
            {"part": section.part, "start": section.start, "end": section.end, "label": section.label}
            for section in facts.sections
        ],
        "partial": [_shortfall(shortfall) for shortfall in facts.shortfalls],
        "findings": [_finding(finding) for finding in act.findings],
    }


def _identity(identity: Identity) -> dict[str, Any]:
    days = ("date", "document_date", "convocation", "signed", "transmitted", "received", "published")
    words = (
        "kind",
        "number",
        "title",
        "title_made",
        "informative",
        "body",
        "ctes",
        "siren",
        "department",
        "subject",
    )
    officers = ("president", "secretary", "rapporteur", "signatory")
    return {
        **{name: getattr(identity, name) for name in words},
        **_resolution(identity),
        **{name: str(day) if (day := getattr(identity, name)) else None for name in days},
        **{name: _name(getattr(identity, name)) for name in officers},
    }


def _resolution(identity: Identity) -> dict[str, Any]:
    """Return what the text shows of whose act it is; the SIREN is the printed one unless a name says otherwise."""
    found = identity.resolution
    return {
        "siren": found.siren if found and (found.siren or found.candidates) else identity.siren,
        "body_label": found and found.label,
        "body_reason": found and found.reason,
        "body_candidates": list(found.candidates) if found else [],
        "body_evidence": [[place.start, place.end] for place in found.evidence] if found else [],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    names = ("fact", "value", "origin", "read", "used", "differs", "address")
    return {name: getattr(statement, name) for name in names}


def _attendance(attendance: Attendance) -> dict[str, Any]:
    counts = attendance.counts
    return {
        "present": _names(attendance.present),
        "absent": _names((*attendance.represented, *attendance.excused, *attendance.absent)),
        "represented": _names(attendance.represented),
        "excused": _names(attendance.excused),
        "proxies": [[_name(proxy.giver), _name(proxy.holder)] for proxy in attendance.proxies],
        "movements": [
            {
                "who": _name(movement.who),
                "way": movement.way,
                "time": movement.time.isoformat("minutes") if movement.time else None,
                "item": movement.item,
            }
            for movement in attendance.movements
        ],
        "counts": {
            "in_office": counts.in_office,
            "present": counts.present,
            "proxies": counts.proxies,
            "absent": counts.absent,
            "voting": counts.voting,
        },
    }


def _vote(vote: Vote) -> dict[str, Any]:
    return {
        "start": vote.start,
        "end": vote.end,
        "outcome": vote.outcome,
        "unanimous": vote.unanimous,
        "for": vote.votes_for,
        "against": vote.against,
        "abstentions": vote.abstentions,
        "not_voting": vote.not_voting,
        "names": {
            "for": _names(vote.names_for),
            "against": _names(vote.names_against),
            "abstentions": _names(vote.names_abstaining),
            "not_voting": _names(vote.names_not_voting),
        },
    }


def _award(award: Award) -> dict[str, Any]:
    return {
        "start": award.start,
        "end": award.end,
        "what": award.what,
        "beneficiary": award.beneficiary,
        "recipient": award.recipient,
        "amount": _value(award.amount),
        "purpose": award.purpose,
        "line": _value(award.line),
        "period": _value(award.period),
        "siret": award.siret,
        "rna": award.rna,
        "reported": award.reported,
        "recalls": _value(award.recalls),
    }


def _funder(funder: Funder) -> dict[str, Any]:
    return {
        "name": funder.name,
        "amount": _value(funder.amount),
        "percent": None if funder.percent is None else f"{funder.percent:f}",
    }


def _funding(plan: FundingPlan) -> dict[str, Any]:
    return {
        "start": plan.start,
        "end": plan.end,
        "funders": [_funder(funder) for funder in plan.funders if not funder.own],
        "own": [_funder(funder) for funder in plan.funders if funder.own],
        "total": _value(plan.total),
        "requested": plan.requested,
    }


def _designation(designation: Designation) -> dict[str, Any]:
    return {
        "start": designation.start,
        "end": designation.end,
        "who": _name(designation.who),
        "to": designation.to,
        "until": None if designation.until is None else str(designation.until),
    }


def _shortfall(shortfall: Shortfall) -> dict[str, Any]:
    return {
        "what": shortfall.what,
        "read": _count(shortfall.read),
        "printed": _count(shortfall.printed),
        "start": shortfall.start,
    }


def _count(number: int | Decimal) -> int | str:
    """Return a number of names as it is, and euros as exact text."""
    return number if isinstance(number, int) else f"{number:f}"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "basis": finding.basis,
        "spans": [list(span) for span in finding.spans],
        "expected": finding.expected,
        "found": finding.found,
        "correction": finding.correction,
    }


def _prediction(fact: str, mention: Mention) -> dict[str, Any]:
    return {
        "fact": fact,
        "name": mention.full_name,
        "start": mention.start,
        "end": mention.end,
        "rule": mention.rule,
        "certainty": f"{mention.certainty:.2f}",
        "doubtful": mention.doubtful,
    }


def _value(mention: Mention | None) -> dict[str, str | None] | None:
    return None if mention is None else mention.value.as_json()


def _name(mention: Mention | None) -> str | None:
    return None if mention is None else mention.full_name


def _names(mentions: Iterable[Mention]) -> list[str | None]:
    return [_name(mention) for mention in mentions]
