"""Rows of the tables on an act's page: identity, attendance, votes, awards, references, findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlencode

from recueil.privacy.erasure.masking import MASK
from recueil.query import format_query, quote_text
from recueil.store.acts.read import StoredAct
from recueil.store.index.terms import name_key
from recueil.store.search.facets import FacetCount, facet_filter
from recueil.text import join_lines
from recueil.values import (
    Award,
    Finding,
    Mention,
    Movement,
    Organisation,
    PartialDate,
    Percentage,
    Person,
    Place,
    Reference,
    Shortfall,
    Value,
    Vote,
)
from recueil.values.award import FundingPlan
from recueil.web.i18n import labels
from recueil.web.i18n.format import (
    format_certainty,
    format_count,
    format_date,
    format_euros,
    format_mention,
    format_value,
)
from recueil.web.pages.passages import PassageLinks, find_excerpt

_MAX_QUOTE = 120
V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Link:
    """Text with a link; without one where ``href`` is empty. ``certainty`` says how sure the model is of it."""

    text: str
    href: str = ""
    certainty: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A fact that a source states; ``read`` is what the text says where that differs, ``act`` the query for the
    act that an annex belongs to.
    """

    fact: str
    value: str
    origin: str
    read: str
    used: bool
    href: str
    act: str = ""


@dataclass(frozen=True, slots=True)
class VoteRow:
    href: str
    outcome: str
    counts: tuple[int | None, ...]
    names: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True, slots=True)
class AwardRow:
    href: str
    what: str
    beneficiary: str
    recipient: str
    amount: Link
    purpose: str
    line: Link


@dataclass(frozen=True, slots=True)
class FunderRow:
    """A funder of a plan de financement or of a request for money, or the total below the rows of a plan.

    ``what`` is that of the plan, in its first row.
    """

    href: str
    what: str
    name: str
    amount: Link
    percent: str


@dataclass(frozen=True, slots=True)
class MentionRow:
    """What the act mentions ``times`` times, with a link to the surest place, the first of equals."""

    said: Link
    times: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding; ``number`` is its place in the act, counted from 1."""

    number: int
    finding: Finding
    severity: str
    places: tuple[Link, ...]


class ActTables:
    """Builds the tables; ``places`` links each row to its place in the text."""

    def __init__(self, stored: StoredAct, places: PassageLinks) -> None:
        self._stored, self._places = stored, places
        self._facts = stored.act.facts

    def identity(self) -> list[tuple[str, Link]]:
        """Return the identity of the act, as far as it states it."""
        identity = self._facts.identity
        days = ("document_date", "convocation", "signed", "transmitted", "received", "published")
        officers = ("president", "secretary", "rapporteur", "signatory")
        annexes = (each.label for each in self._facts.sections if each.part == "annex" and each.label)
        rows = [
            ("Organisme", Link(self._stored.body or identity.body or "")),
            ("Numéro", Link(identity.number or "")),
            ("Date de l'acte", Link(format_date(identity.date) if identity.date else "")),
            *((_LABELS[name], Link(format_date(day))) for name in days if (day := getattr(identity, name))),
            *((_LABELS[name], self._person(who)) for name in officers if (who := getattr(identity, name))),
            ("Matière @CTES", Link(_format_subject(identity.subject))),
            ("Identifiant @CTES", Link(identity.ctes or "")),
            ("SIREN", Link(identity.siren or "")),
            ("Annexes", Link(", ".join(annexes))),
            ("Département", Link(identity.department or "")),
        ]
        return [(name, value) for name, value in rows if value.text]

    def statements(self) -> list[StatementRow]:
        """Return what the source of the file states of the act."""
        return [
            StatementRow(
                labels.STATED_FACTS[each.fact],
                _format_stated(each.fact, each.value),
                labels.ORIGINS[each.origin],
                _format_stated(each.fact, each.read) if each.differs and each.read else "",
                each.used,
                each.address if each.address and each.address.startswith(("https://", "http://")) else "",
                self._query_of(each.value) if each.fact == "annexed_to" else "",
            )
            for each in self._facts.statements
        ]

    def _query_of(self, number: str) -> str:
        """Return the query for the act with a number, of the same body and day."""
        identity = self._facts.identity
        terms = [f"numero:{quote_text(number)}"]
        terms += [f"siren:{self._stored.filed.siren}"] if self._stored.filed.siren else []
        terms += [f"seance:{identity.date}"] if identity.date else []
        return " ".join(terms)

    def attendance(self) -> list[tuple[str, tuple[Link, ...]]]:
        """Return the attendance lists."""
        sitting = self._facts.attendance
        lists = (
            ("Présents", sitting.present),
            ("Représentés", sitting.represented),
            ("Excusés", sitting.excused),
            ("Absents", sitting.absent),
        )
        return [(name, self._persons(who)) for name, who in lists if who]

    def counts(self) -> list[str]:
        """Return the counts that the act itself states."""
        counts = self._facts.attendance.counts
        names = (
            ("en exercice", "en exercice", counts.in_office),
            ("présent", "présents", counts.present),
            ("pouvoir", "pouvoirs", counts.proxies),
            ("absent", "absents", counts.absent),
            ("votant", "votants", counts.voting),
        )
        return [format_count(count, one, several) for one, several, count in names if count is not None]

    def shortfalls(self) -> list[str]:
        """Return where less was read than the act counts: « Présents : 25 lus sur 51 annoncés »."""
        return [_format_shortfall(shortfall) for shortfall in self._facts.shortfalls]

    def proxies(self) -> list[tuple[Link, Link]]:
        nobody = Link("non précisé")
        return [
            (self._person(proxy.giver), self._person(proxy.holder) if proxy.holder else nobody)
            for proxy in self._facts.attendance.proxies
        ]

    def movements(self) -> list[tuple[Link, str]]:
        return [(self._person(moved.who), _format_movement(moved)) for moved in self._facts.attendance.movements]

    def votes(self) -> list[VoteRow]:
        return [self._vote(vote) for vote in self._facts.votes]

    def awards(self) -> list[AwardRow]:
        return [self._award(award) for award in self._facts.awards]

    def funding(self) -> list[FunderRow]:
        """Return the rows of each plan de financement and each request for money."""
        return [row for plan in self._facts.funding for row in self._plan(plan)]

    def _plan(self, plan: FundingPlan) -> Iterator[FunderRow]:
        href = self._places.span(plan.start, plan.end)
        what = "Demande" if plan.requested else "Plan de financement"
        for funder in plan.funders:
            percent = "" if funder.percent is None else format_value(Percentage(funder.percent))
            yield FunderRow(href, what, join_lines(funder.name), self._amount(funder.amount), percent)
            what = ""
        if plan.total:
            yield FunderRow(href, what, "Total", self._amount(plan.total), "")

    def mentions(self) -> list[tuple[str, str, list[MentionRow]]]:
        """Return the lists of what the act mentions, each with its heading and the id of that."""
        lists = (
            ("Textes cités", "references", self._mentions(Reference, format_value)),
            ("Organisations", "organisations", self._mentions(Organisation, lambda value: value.key)),
            ("Lieux", "lieux", self._mentions(Place, lambda value: value.key)),
        )
        return [row for row in lists if row[2]]

    def _mentions(self, kind: type[V], key_of: Callable[[V], str]) -> list[MentionRow]:
        """Return each value of a kind once by its key, as most often written, with its first sure place."""
        first: dict[str, Link] = {}
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for number, entity in enumerate(self._stored.act.entities, start=1):
            if isinstance(entity.value, kind):
                key, written = key_of(entity.value), _name_in_full(entity.value)
                place = self._places.value(number, entity.start)
                link = Link(written, place, format_certainty(entity), entity.doubtful)
                if first.setdefault(key, link).doubtful and not link.doubtful:
                    first[key] = link
                spellings[key][written] += 1
        return [
            MentionRow(replace(found, text=spellings[key].most_common(1)[0][0]), spellings[key].total())
            for key, found in first.items()
        ]

    def findings(self) -> list[FindingRow]:
        """Return the findings, the most severe first."""
        order = list(labels.SEVERITIES)
        numbered = enumerate(self._stored.act.findings, 1)
        return [
            FindingRow(number, finding, labels.SEVERITIES[finding.severity], tuple(self._link_compared(finding)))
            for number, finding in sorted(numbered, key=lambda row: order.index(row[1].severity))
        ]

    def _link_compared(self, finding: Finding) -> Iterator[Link]:
        for start, end in finding.spans:
            whole = self._stored.document.text
            _, cut = find_excerpt(whole, start, start, _MAX_QUOTE, (start, end))
            text = join_lines(whole[start:cut])
            yield Link(f"{text}…" if cut < end else text, self._places.span(start, end))

    def _vote(self, vote: Vote) -> VoteRow:
        names = (
            ("contre", vote.names_against),
            ("abstention", vote.names_abstaining),
            ("pour", vote.names_for),
            ("sans participer", vote.names_not_voting),
        )
        return VoteRow(
            self._places.span(vote.start, vote.end),
            _format_outcome(vote),
            (vote.votes_for, vote.against, vote.abstentions, vote.not_voting),
            tuple((how, self._persons(who)) for how, who in names if who),
        )

    def _award(self, award: Award) -> AwardRow:
        return AwardRow(
            self._places.span(award.start, award.end),
            _format_decision(award),
            join_lines(award.beneficiary),
            labels.RECIPIENTS.get(award.recipient or "", ""),
            self._amount(award.amount),
            join_lines(award.purpose or ""),
            Link(format_mention(award.line), self._places.mention(award.line)),
        )

    def _amount(self, amount: Mention | None) -> Link:
        if amount is None:
            return Link("")
        place = self._places.mention(amount)
        return Link(format_value(amount.value), place, format_certainty(amount), amount.doubtful)

    def _person(self, mention: Mention) -> Link:
        link = person_href(mention.full_name or "")
        return Link(format_value(mention.value), link, format_certainty(mention), mention.doubtful)

    def _persons(self, people: Iterable[Mention]) -> tuple[Link, ...]:
        return tuple(map(self._person, people))


_LABELS = {
    "document_date": "Date du document",
    "convocation": "Convocation",
    "signed": "Signature",
    "transmitted": "Transmission à la préfecture",
    "received": "Réception par la préfecture",
    "published": "Publication",
    "president": "Présidence",
    "secretary": "Secrétariat de séance",
    "rapporteur": "Rapport",
    "signatory": "Signataire",
}


def _name_in_full(value: Value) -> str:
    """Return the display text of a value; for an acronym, the full name that the act states for it."""
    full_name = value.full_name if isinstance(value, Organisation) else None
    return full_name or format_value(value)


def person_href(name: str) -> str:
    """Return the URL of the persons of that name."""
    return f"/personnes?{urlencode({'nom': name})}"


def link_elsewhere(value: Value) -> Link | None:
    """Return the link to the other acts with a name; None for other values and masked names."""
    match value:
        case Person():
            return Link("Cette personne dans les autres actes", person_href(format_value(value)))
        case Organisation(name) if MASK not in name:
            condition = facet_filter("organisation", FacetCount(name_key(value), _name_in_full(value), 1))
            label = "Cette organisation dans les autres actes"
        case Place(name) if MASK not in name:
            condition = facet_filter("lieu", FacetCount(name_key(value), name, 1))
            label = "Ce lieu dans les autres actes"
        case _:
            return None
    return Link(label, f"/?{urlencode({'q': format_query(condition)})}") if condition else None


def _format_stated(fact: str, value: str) -> str:
    match fact:
        case "kind":
            return labels.nature_label(value)
        case "date":
            return format_date(PartialDate.parse(value))
        case "subject":
            return _format_subject(value)
    return value


def _format_subject(subject: str | None) -> str:
    theme = labels.THEMES.get((subject or "").partition(".")[0])
    return f"{subject} ({theme})" if theme else subject or ""


def _format_outcome(vote: Vote) -> str:
    parts = [labels.OUTCOMES[vote.outcome]] if vote.outcome else []
    if vote.unanimous is not None:
        parts.append(labels.OUTCOMES["unanimous" if vote.unanimous else "majority"])
    return ", ".join(parts) or "issue non précisée"


def _format_decision(award: Award) -> str:
    """Return what an award decides, and whether another did: « subvention (rappel de : délibération du …) »."""
    if award.recalls is not None:
        return f"{award.what} (rappel : {format_mention(award.recalls)})"
    return f"{award.what} (rapportée)" if award.reported else award.what


def _format_movement(moved: Movement) -> str:
    parts = ["arrive" if moved.way == "arrives" else "part"]
    parts += [f"à {moved.time:%H h %M}"] if moved.time else []
    parts += [f"au point {moved.item}"] if moved.item else []
    return " ".join(parts)


def _format_shortfall(shortfall: Shortfall) -> str:
    what = labels.PARTIAL[shortfall.what]
    if shortfall.what == "awarded":
        read, printed = (format_euros(Decimal(euros)) for euros in (shortfall.read, shortfall.printed))
        return f"{what} : {read} lus sur {printed}"
    ending = "es" if shortfall.what == "awards" else "s"
    read = f"{shortfall.read} lu{ending if shortfall.read > 1 else ending[:-1]}"
    return f"{what} : {read} sur {shortfall.printed} annoncé{ending}"
