"""`recueil corrections`: list, reject, change, add or withdraw extracted values, and export them as
gold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer

from recueil.cli import terminal
from recueil.cli.arguments import (
    CommandFailed,
    StoreOption,
    TableFormat,
    UnmaskedOption,
    app,
    open_for_reading,
    resolve_address,
    sign_now,
)
from recueil.cli.terminal import name_of, new_table, out, safe_text
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.translation import ngettext

if TYPE_CHECKING:
    from recueil.corrections import Attribution, Correction, FactChange
    from recueil.values import Act

COLUMNS = ("number", "state", "act", "words", "was", "is", "by", "when", "why", "note")
_SENTENCES = {
    "standing": _("Correction {number}, standing: {summary}"),
    "orphaned": _("Correction {number}, orphaned: {summary}"),
    "withdrawn": _("Correction {number}, withdrawn: {summary}"),
}
_MISSING = {
    "gone": _("its words are not in the file any more"),
    "ambiguous": _("its words are in several places of the file"),
    "outside": _("its words are in no act of the file"),
    "inside": _("its words open no act any more"),
}


def print_table(corrections: Iterable[Correction]) -> None:
    """Print one row per correction."""
    table = new_table(*COLUMNS)
    for correction in corrections:
        table.add_row(*(safe_text(join_lines(cell)) for cell in table_row(correction, name_of)))
    out.print(table)


def print_correction(correction: Correction) -> None:
    """Print the current state of a correction on one line."""
    was, value = (str(one) if one else _("nothing") for one in (correction.was, correction.value))
    summary = f"« {join_lines(correction.anchor.text)} », {was} → {value}."
    out.print(
        safe_text(_SENTENCES[correction.state].format(number=correction.id, summary=summary)),
        soft_wrap=True,
    )


def table_row(correction: Correction, name: Callable[[str], str] = str) -> tuple[str, ...]:
    """Return the cells of a correction, in the order of COLUMNS; ``name`` gives the word for its codes."""
    acts = ", ".join(place.act for place in correction.places if place.act)
    values = ("" if each is None else f"{name(each.kind)} {each}" for each in (correction.was, correction.value))
    made = correction.made
    signed = (made.by, made.when.isoformat(" ", "seconds"), made.why)
    words = correction.anchor.text
    return (str(correction.id), name(correction.state), acts, words, *values, *signed, _note(correction))


def _note(correction: Correction) -> str:
    if undone := correction.withdrawn:
        why = f": {undone.why}" if undone.why else ""
        return _("withdrawn by {by}, {time}{why}").format(
            by=undone.by, time=undone.when.isoformat(" ", "seconds"), why=why
        )
    return "; ".join(dict.fromkeys(_MISSING[place.missing] for place in correction.places if place.missing))


class Choice(StrEnum):
    """One of several codes; its French word stands for it too, as the pages and a search write it."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        from recueil.query.vocabulary import CORRECTIONS, KINDS, STATUSES

        codes = {words.meaning(str(value)) for words in (KINDS, STATUSES, CORRECTIONS)}
        return next((choice for choice in cls if choice.value in codes), None)


class Kind(Choice):
    DATE = "date"
    PERIOD = "period"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    BUDGET = "budget"
    PERSON = "person"
    REFERENCE = "reference"
    ORGANISATION = "organisation"
    PLACE = "place"


class ActFactName(Choice):
    TITLE = "title"
    KIND = "kind"
    NUMBER = "number"
    DATE = "date"


class ListedKind(Choice):
    DATE = "date"
    PERIOD = "period"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    BUDGET = "budget"
    PERSON = "person"
    REFERENCE = "reference"
    ORGANISATION = "organisation"
    PLACE = "place"
    ACT_TITLE = "act_title"
    ACT_KIND = "act_kind"
    ACT_NUMBER = "act_number"
    ACT_DATE = "act_date"
    AWARD = "award"
    VOTE = "vote"
    BALLOT = "ballot"
    PRESENCE = "presence"
    FINDING = "finding"


class Side(Choice):
    FOR = "for"
    AGAINST = "against"
    ABSTAINING = "abstaining"
    NOT_VOTING = "not_voting"
    NONE = "none"


class Situation(Choice):
    PRESENT = "present"
    REPRESENTED = "represented"
    EXCUSED = "excused"
    ABSENT = "absent"


class Status(Choice):
    PRESENT = "present"
    REPRESENTED = "represented"
    EXCUSED = "excused"
    ABSENT = "absent"
    NONE = "none"


class CorrectionState(Choice):
    STANDING = "standing"
    ORPHANED = "orphaned"
    WITHDRAWN = "withdrawn"


Uid = Annotated[str, typer.Argument(metavar="ACT", help="The act, as printed by search.")]
OfKind = Annotated[Kind, typer.Argument(help="The kind of the value.")]
Words = Annotated[str, typer.Argument(help="The exact words of the act.")]
Typed = Annotated[
    str, typer.Argument(help="The value in French notation: 4 255,50, 24/07/2014, 49 %, chapitre 65.")
]
At = Annotated[int | None, typer.Option("--at", help="The character offset, if the words occur several times.")]
By = Annotated[str | None, typer.Option("--by", help="Author (default: the system user).")]
Why = Annotated[str, typer.Option("--why", help="Reason.")]

corrections = typer.Typer(help="Correct extracted values, permanently.", no_args_is_help=True)
app.add_typer(corrections, name="corrections")


@corrections.command("list")
def list_(
    act: Annotated[str | None, typer.Option(help="Only corrections in this act.")] = None,
    state: Annotated[CorrectionState | None, typer.Option(help="Only corrections in this state.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Only corrections by this author.")] = None,
    kind: Annotated[ListedKind | None, typer.Option(help="Only corrections from or to this kind.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Corrections per page.")] = 50,
    after: Annotated[int | None, typer.Option(help="Continue after this correction, the last of a page.")] = None,
    format: Annotated[TableFormat, typer.Option("--format", help="Output format.")] = TableFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """List corrections, latest first: old value, new value, by whom, why, and its state."""
    from recueil.corrections.listing import CorrectionFilter
    from recueil.export.csv import rows_as_csv
    from recueil.store.open import open_store

    criteria = CorrectionFilter(act, state.value if state else None, by, kind.value if kind else None)
    with open_store(resolve_address(store)) as opened:
        found = opened.corrections(criteria, after, limit)
    if format is TableFormat.CSV:
        print(rows_as_csv(COLUMNS, map(table_row, found)).rstrip("\n"))
    elif found:
        print_table(found)
    else:
        print(_("No corrections."))


@corrections.command()
def reject(
    act: Uid, kind: OfKind, words: Words, at: At = None, by: By = None, why: Why = "", store: StoreOption = None
) -> None:
    """Reject a value: it is removed from the act."""
    from recueil.corrections import Rejection
    from recueil.corrections.reanchor import find_entity
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        entity = find_entity(opened.unredacted.act(act).act, kind.value, words, at)
        change = Rejection(entity.start, entity.end, entity.kind)
        print_correction(opened.correct(act, change, sign_now(by, why), may_unmask=True))


@corrections.command()
def change(
    act: Uid,
    kind: OfKind,
    words: Words,
    value: Typed,
    to: Annotated[Kind | None, typer.Option("--to", help="The new kind.")] = None,
    at: At = None,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Change a value."""
    from recueil.corrections import Replacement
    from recueil.corrections.reanchor import find_entity
    from recueil.corrections.user_input import parse_value
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        entity = find_entity(opened.unredacted.act(act).act, kind.value, words, at)
        corrected = parse_value((to or kind).value, value, entity.value)
        replacement = Replacement(entity.start, entity.end, entity.kind, corrected)
        print_correction(opened.correct(act, replacement, sign_now(by, why), may_unmask=True))


@corrections.command()
def add(
    act: Uid,
    kind: OfKind,
    words: Words,
    value: Typed,
    at: At = None,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Add a value that was missed."""
    from recueil.corrections import Addition
    from recueil.corrections.reanchor import find_span
    from recueil.corrections.user_input import parse_value
    from recueil.store.open import open_store

    parsed = parse_value(kind.value, value)
    with open_store(resolve_address(store)) as opened:
        stored = opened.unredacted.act(act)
        span = find_span(stored.act, stored.document.text, words, at)
        print_correction(opened.correct(act, Addition(*span, parsed), sign_now(by, why), may_unmask=True))


Number = Annotated[int, typer.Argument(min=1, help="Which one of the act, in the order of `recueil show`.")]
Name = Annotated[str, typer.Argument(help="The name, as the act has it.")]
Reject = Annotated[bool, typer.Option("--reject", help="There is none.")]


def _correct_fact(
    uid: str, change_of: Callable[[Act, str], FactChange], signed: Attribution, store: str | None
) -> None:
    """Correct a fact of an act, and print the correction; ``change_of`` is given the act and its text."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        stored = opened.unredacted.act(uid)
        change = change_of(stored.act, stored.document.text)
        print_correction(opened.correct(stored.uid, change, signed, may_unmask=True))


@corrections.command()
def act(
    act: Uid,
    fact: Annotated[ActFactName, typer.Argument(help="Which fact.")],
    value: Annotated[str, typer.Argument(help="What is right; empty if the act has none.")],
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Correct the title, the kind, the number or the date of an act."""
    from recueil.corrections.fact_input import parse_act_fact

    parsed = parse_act_fact(f"act_{fact.value}", value)
    _correct_fact(act, lambda found, text: parsed, sign_now(by, why), store)


@corrections.command()
def award(
    act: Uid,
    number: Number,
    beneficiary: Annotated[str | None, typer.Option(help="Who gets it.")] = None,
    amount: Annotated[str | None, typer.Option(help="How much: 4 255,50; empty if not said.")] = None,
    line: Annotated[str | None, typer.Option(help="The budget line, as `article 65748`; empty for none.")] = None,
    what: Annotated[str | None, typer.Option(help="The decision: subvention, marche…")] = None,
    reject: Reject = False,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Correct or reject an award."""
    from recueil.corrections import AwardChange
    from recueil.corrections.fact_input import parse_award
    from recueil.corrections.fact_places import award_fact, fact_at

    typed = {"beneficiary": beneficiary, "amount": amount, "line": line, "what": what}

    def change_of(found: Act, text: str) -> FactChange:
        each = fact_at(found.facts.awards, number)
        said = {name: words for name, words in typed.items() if words is not None}
        return AwardChange(number, each.start, each.end, None if reject else parse_award(said, award_fact(each)))

    _correct_fact(act, change_of, sign_now(by, why), store)


@corrections.command("add-award")
def add_award(
    act: Uid,
    beneficiary: Annotated[str, typer.Argument(help="Who gets it, in the exact words of the act.")],
    amount: Annotated[str, typer.Option(help="How much, as 4 255,50.")] = "",
    line: Annotated[str, typer.Option(help="The budget line, as `article 65748`.")] = "",
    what: Annotated[str, typer.Option(help="The decision: subvention, marche…")] = "subvention",
    at: At = None,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Add an award that was missed."""
    from recueil.corrections import AwardAddition
    from recueil.corrections.fact_input import parse_award
    from recueil.corrections.reanchor import find_span
    from recueil.values.act_fact import AwardFact

    fact = AwardFact(**parse_award({"beneficiary": beneficiary, "amount": amount, "line": line, "what": what}))
    _correct_fact(
        act,
        lambda found, text: AwardAddition(*find_span(found, text, beneficiary, at), fact),
        sign_now(by, why),
        store,
    )


@corrections.command()
def vote(
    act: Uid,
    number: Number,
    outcome: Annotated[str | None, typer.Option(help="adopted, rejected, noted, withdrawn, postponed.")] = None,
    unanimous: Annotated[str | None, typer.Option(help="unanimous or majority; empty if not said.")] = None,
    votes_for: Annotated[str | None, typer.Option("--for", help="Votes for; empty if not said.")] = None,
    against: Annotated[str | None, typer.Option(help="Votes against; empty if not said.")] = None,
    abstentions: Annotated[str | None, typer.Option(help="Abstentions; empty if not said.")] = None,
    not_voting: Annotated[str | None, typer.Option(help="Members not voting; empty if not said.")] = None,
    reject: Reject = False,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Correct the outcome or the counts of a vote, or reject it."""
    from recueil.corrections import VoteChange
    from recueil.corrections.fact_input import parse_vote
    from recueil.corrections.fact_places import fact_at

    counts = {"votes_for": votes_for, "against": against, "abstentions": abstentions, "not_voting": not_voting}
    typed = {"outcome": outcome, "unanimous": unanimous, **counts}
    fields = None if reject else parse_vote({name: words for name, words in typed.items() if words is not None})

    def change_of(found: Act, text: str) -> FactChange:
        each = fact_at(found.facts.votes, number)
        return VoteChange(number, each.start, each.end, fields)

    _correct_fact(act, change_of, sign_now(by, why), store)


@corrections.command("add-vote")
def add_vote(
    act: Uid,
    words: Annotated[str, typer.Argument(help="The words that say it, exactly as the act has them.")],
    outcome: Annotated[str, typer.Option(help="adopted, rejected, noted, withdrawn, postponed.")] = "",
    unanimous: Annotated[str, typer.Option(help="unanimous or majority.")] = "",
    votes_for: Annotated[str, typer.Option("--for", help="Votes for.")] = "",
    against: Annotated[str, typer.Option(help="Votes against.")] = "",
    abstentions: Annotated[str, typer.Option(help="Abstentions.")] = "",
    not_voting: Annotated[str, typer.Option(help="Members not voting.")] = "",
    at: At = None,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Add a vote that was missed."""
    from recueil.corrections import VoteAddition
    from recueil.corrections.fact_input import parse_vote
    from recueil.corrections.reanchor import find_span
    from recueil.values.act_fact import VoteFact

    counts = {"votes_for": votes_for, "against": against, "abstentions": abstentions, "not_voting": not_voting}
    fact = VoteFact(**parse_vote({"outcome": outcome, "unanimous": unanimous, **counts}))
    _correct_fact(
        act,
        lambda found, text: VoteAddition(*find_span(found, text, words, at), fact),
        sign_now(by, why),
        store,
    )


@corrections.command()
def ballot(
    act: Uid,
    number: Number,
    name: Name,
    side: Annotated[Side, typer.Argument(help="How they voted; none if they are not named as voting.")],
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Correct how a member voted."""
    from recueil.corrections import BallotChange
    from recueil.corrections.fact_input import find_person
    from recueil.corrections.fact_places import fact_at
    from recueil.values.act_fact import VOTE_SIDES

    voted = next((each for each in VOTE_SIDES if each == side.value), None)

    def change_of(found: Act, text: str) -> FactChange:
        each = fact_at(found.facts.votes, number)
        return BallotChange(number, each.start, each.end, find_person(found, name), voted)

    _correct_fact(act, change_of, sign_now(by, why), store)


@corrections.command()
def presence(
    act: Uid,
    name: Name,
    status: Annotated[Status, typer.Argument(help="Whether they were there; none if they are no member.")],
    holder: Annotated[str | None, typer.Option(help="Who votes for a represented member.")] = None,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Correct who was present, represented or absent."""
    from recueil.corrections import PresenceChange
    from recueil.corrections.fact_input import find_person
    from recueil.values.act_fact import ATTENDANCE_STATUSES

    was = next((each for each in ATTENDANCE_STATUSES if each == status.value), None)

    def change_of(found: Act, text: str) -> FactChange:
        return PresenceChange(find_person(found, name), was, find_person(found, holder) if holder else None)

    _correct_fact(act, change_of, sign_now(by, why), store)


@corrections.command("add-presence")
def add_presence(
    act: Uid,
    name: Annotated[str, typer.Argument(help="The name, in the exact words of the act.")],
    status: Annotated[Situation, typer.Argument(help="Whether they were there.")],
    person: Annotated[str, typer.Option(help="Who that is, if the words do not tell: Anne LEFÈVRE.")] = "",
    holder: Annotated[str | None, typer.Option(help="Who votes for a represented member.")] = None,
    at: At = None,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Add a member whom the roll lacks."""
    from recueil.corrections import PresenceAddition
    from recueil.corrections.fact_input import find_person, parse_member
    from recueil.corrections.reanchor import find_span
    from recueil.values.act_fact import ATTENDANCE_STATUSES

    member = parse_member(person or name)
    was = next(each for each in ATTENDANCE_STATUSES if each == status.value)

    def change_of(found: Act, text: str) -> FactChange:
        voter = find_person(found, holder) if holder else None
        return PresenceAddition(*find_span(found, text, name, at), member, was, voter)

    _correct_fact(act, change_of, sign_now(by, why), store)


@corrections.command("reject-finding")
def reject_finding(act: Uid, number: Number, by: By = None, why: Why = "", store: StoreOption = None) -> None:
    """Reject what a check found: the act is right there."""
    from recueil.corrections import FindingRejection
    from recueil.corrections.fact_places import fact_at, finding_place

    def change_of(found: Act, text: str) -> FactChange:
        return FindingRejection(number, *finding_place(fact_at(found.findings, number), found, text))

    _correct_fact(act, change_of, sign_now(by, why), store)


@corrections.command()
def withdraw(
    number: Annotated[int, typer.Argument(help="The number of the correction, as printed by `list`.")],
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Withdraw a correction and restore the extracted value."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        print_correction(opened.withdraw(number, sign_now(by, why), may_unmask=True))


@corrections.command()
def export(
    folder: Annotated[Path, typer.Argument(help="The folder to write; it must not exist.")],
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """Write the corrected documents as gold that `recueil evaluate` reads."""
    from recueil.corrections.gold import write_gold

    with open_for_reading(store, "corrections export", unmasked=unmasked) as opened:
        exported = write_gold(opened, folder)
    written = ngettext("{output}: {number} document.", "{output}: {number} documents.", exported.written)
    print(written.format(output=folder))
    if exported.refused:
        terminal.print_lines(
            [_("{uid} is not among them: its text holds tags.").format(uid=uid) for uid in exported.refused]
        )
        raise CommandFailed
