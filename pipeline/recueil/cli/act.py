"""Print an act on the terminal: identity, attendance, votes, awards, findings of the checks, entities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from recueil.cli.terminal import COLORS, format_vote, name_of, new_table, out, safe_text
from recueil.text import join_lines
from recueil.translation import format_number
from recueil.translation import gettext as _
from recueil.values import Act, Attendance, Award, Entity, Identity, Mention
from recueil.values.award import FundingPlan

if TYPE_CHECKING:
    from recueil.store.acts.read import StoredAct

_STYLES = {"error": "bold red", "warning": "yellow", "information": "cyan"}


def print_act(source: str, act: Act) -> None:
    """Print the act of one file: its heading, its facts, the acts in it, and a table of its entities."""
    _print_heading(source, act)
    _print_facts(act)
    if act.parts:
        out.print(_act_table((part.number or "", part.kind, part.title) for part in act.parts))
    out.print(_entity_table(act.entities))


def _print_heading(name: str, act: Act) -> None:
    facts = " · ".join(str(part) for part in (act.kind, act.date, act.number) if part)
    out.print(safe_text(name, "bold"), safe_text(facts), soft_wrap=True)
    if act.title:
        if act.facts.identity.informative:
            out.print(_("No act: a menu, a bulletin, a poster or the like. Searches leave it out."))
        made = f" ({_('made: the act prints none')})" if act.facts.identity.title_made else ""
        out.print(safe_text(f"{act.title}{made}", "italic"), soft_wrap=True)


def _entity_table(rows: Sequence[Entity]) -> Table:
    """Build a table of entities: kind, exact value, words, page; doubtful and corrected ones are marked."""
    table = new_table("kind", "value", "words", "page")
    for entity in rows:
        kind = Text(name_of(entity.kind), style=COLORS[entity.kind])
        doubt = f"  OCR {entity.confidence} %" if entity.may_be_misread else ""
        doubt += _format_certainty(entity)
        corrected = f"  {_('correction {number}').format(number=entity.correction)}" if entity.correction else ""
        words = safe_text(join_lines(entity.text)) + Text(doubt + corrected, style="yellow")
        table.add_row(kind, safe_text(str(entity.value)), words, str(entity.page))
    return table


def print_stored_act(stored: StoredAct) -> None:
    """Print a stored act: its heading, its text with coloured entities, its facts, its entities."""
    _print_heading(stored.uid, stored.act)
    for source in stored.sources:
        out.print(safe_text(source, "dim"), soft_wrap=True)
    for each in stored.document.missing:
        out.print(
            safe_text(_("missing ({reason}): {message}").format(reason=each.reason, message=each.message), "red"),
            soft_wrap=True,
        )
    text = safe_text(stored.document.text.replace("\f", "\n"))
    for entity in stored.act.entities:
        text.stylize(COLORS[entity.kind], entity.start, entity.end)
    out.print(text[stored.act.start : stored.act.end], soft_wrap=True)
    _print_facts(stored.act)
    if stored.others:
        out.print(_act_table((other.uid, other.kind, other.title) for other in stored.others))
    out.print(_entity_table(stored.act.entities))


def _act_table(rows: Iterable[tuple[str, str | None, str | None]]) -> Table:
    """Build a table of the acts in the same file: name, kind, title."""
    table = new_table("act", "kind", "title")
    for name, kind, title in rows:
        table.add_row(safe_text(name, "bold"), safe_text(kind or ""), safe_text(join_lines(title or "")))
    return table


def _print_facts(act: Act) -> None:
    """Print the facts of the whole act, where it has any."""
    grid = Table.grid(padding=(0, 2))
    for name, value in (*_identity_rows(act.facts.identity), *_attendance_rows(act.facts.attendance)):
        grid.add_row(Text(name, "dim"), safe_text(join_lines(value)))
    for vote in act.facts.votes:
        names = (vote.names_for, vote.names_against, vote.names_abstaining, vote.names_not_voting)
        grid.add_row(Text(_("vote"), "dim"), safe_text(format_vote(vote, map(_join_names, names))))
    if grid.row_count:
        out.print(grid)
    if act.facts.awards:
        out.print(_award_table(act.facts.awards))
    if act.facts.funding:
        out.print(_funding_table(act.facts.funding))
    for statement in act.facts.statements:
        read = f" ({_('the text: {read}').format(read=statement.read)})" if statement.differs else ""
        out.print(
            safe_text(
                _("stated by the {origin}: {fact} {value}{read}").format(
                    origin=statement.origin, fact=statement.fact, value=statement.value, read=read
                ),
                "dim",
            )
        )
    for each in act.facts.shortfalls:
        out.print(
            Text(
                _("partial {what}: {read} read of {printed}").format(
                    what=each.what, read=each.read, printed=each.printed
                ),
                "yellow",
            )
        )
    for finding in act.findings:
        out.print(
            Text(f"{name_of(finding.severity)} ", _STYLES[finding.severity])
            + safe_text(f"{finding.message} ({finding.check})"),
            soft_wrap=True,
        )


def _identity_rows(identity: Identity) -> list[tuple[str, str]]:
    rows = [
        (_("body"), identity.body),
        ("@CTES", identity.ctes),
        (_("dated"), identity.document_date),
        (_("convocation"), identity.convocation),
        (_("signed"), identity.signed),
        (_("transmitted"), identity.transmitted),
        (_("received"), identity.received),
        (_("published"), identity.published),
        (_("president"), _full_name(identity.president)),
        (_("secretary"), _full_name(identity.secretary)),
        (_("rapporteur"), _full_name(identity.rapporteur)),
        (_("signatory"), _full_name(identity.signatory)),
    ]
    return [(name, str(value)) for name, value in rows if value]


def _attendance_rows(attendance: Attendance) -> list[tuple[str, str]]:
    lists = [
        (_("present"), attendance.present),
        (_("represented"), attendance.represented),
        (_("excused"), attendance.excused),
        (_("absent"), attendance.absent),
    ]
    rows = [(f"{name} ({len(members)})", _join_names(members)) for name, members in lists if members]
    proxies = [f"{_full_name(proxy.giver)} → {_full_name(proxy.holder) or '?'}" for proxy in attendance.proxies]
    return rows + ([(_("proxies"), ", ".join(proxies))] if proxies else [])


def _award_table(awards: Iterable[Award]) -> Table:
    table = new_table("decision", "beneficiary", "amount", "purpose", "line")
    for award in awards:
        amount = f"{award.amount.value}{_format_certainty(award.amount)}" if award.amount else ""
        line = str(award.line.value) if award.line else ""
        what = f"{award.what} ({_('reported')})" if award.reported else award.what
        what = (
            _("{what} (recalls {value})").format(what=award.what, value=award.recalls.value)
            if award.recalls
            else what
        )
        cells = (what, award.beneficiary, amount, award.purpose or "", line)
        table.add_row(*(safe_text(join_lines(cell)) for cell in cells))
    return table


def _funding_table(plans: Iterable[FundingPlan]) -> Table:
    """Build a table of plans and requests, each with its funders and, of a plan, its total."""
    table = new_table("funding", "funder", "amount", "percentage")
    for plan in plans:
        what = _("request") if plan.requested else _("plan")
        for funder in plan.funders:
            amount = f"{funder.amount.value}{_format_certainty(funder.amount)}" if funder.amount else ""
            share = "" if funder.percent is None else f"{funder.percent:f} %"
            table.add_row(*map(safe_text, (what, join_lines(funder.name), amount, share)))
            what = ""
        if plan.total:
            table.add_row("", safe_text(_("total"), "dim"), safe_text(str(plan.total.value)), "")
    return table


def _format_certainty(found: Mention | Entity) -> str:
    """Return how sure the model is of what it found, with a question mark if it is in doubt."""
    return (
        f"  {_('model')} {format_number(found.certainty, 2)}{'?' * found.doubtful}"
        if found.certainty is not None
        else ""
    )


def _full_name(mention: Mention | None) -> str:
    if mention is None:
        return ""
    certainty = _format_certainty(mention).strip()
    return f"{mention.full_name or ''}{certainty and f' ({certainty})'}"


def _join_names(mentions: Iterable[Mention]) -> str:
    return ", ".join(map(_full_name, mentions))
