"""`recueil crosscheck`: print what rules found across the acts of bodies, make it anew, or reject a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.arguments import StoreOption, app, resolve_address, sign_now
from recueil.cli.terminal import new_table, out, safe_text
from recueil.errors import BodyRefused
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.translation import ngettext

if TYPE_CHECKING:
    from recueil.store.store import Store


@app.command("crosscheck")
def cross_checks(
    body: Annotated[str, typer.Argument(help="A body as `recueil bodies` lists it (default: all).")] = "",
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Only what this rule found; repeatable.")
    ] = None,
    make: Annotated[
        bool, typer.Option("--make", help="First compare the acts of the bodies that have changed since.")
    ] = False,
    reject: Annotated[
        int | None, typer.Option("--reject", help="Reject the finding of this number, also when it is made anew.")
    ] = None,
    why: Annotated[str, typer.Option("--why", help="Why it is rejected.")] = "",
    by: Annotated[str | None, typer.Option("--by", help="Who rejects it (default: the system user).")] = None,
    store: StoreOption = None,
) -> None:
    """Print what several acts of a body show together, as information; runs compare them in the night."""
    from recueil.cross_checks.schema import RULES
    from recueil.store.open import open_store

    asked = rule or []
    if unknown := set(asked) - set(RULES):
        raise typer.BadParameter(
            _("There is no rule {names}: choose among {known}.").format(
                names=", ".join(sorted(unknown)), known=", ".join(RULES)
            )
        )
    with open_store(resolve_address(store)) as opened:
        if reject is not None:
            correction = opened.cross_checks.reject(reject, sign_now(by, why), may_unmask=True)
            out.print(
                _("Finding {number} is rejected (correction {correction}).").format(
                    number=reject, correction=correction
                )
            )
            return
        keys = _choose(opened, body)
        if make:
            now = datetime.now(UTC)
            outdated = opened.cross_checks.list_outdated()
            for part in opened.cross_checks.divide(key for key in outdated if not body or key in keys):
                opened.cross_checks.make_together(part, now)
        _print(opened, keys, asked)


def _choose(store: Store, body: str) -> list[str]:
    """Return the keys of all bodies, or of one. Raise BodyRefused."""
    if not body:
        return [each.key for each in store.bodies.all() if not each.candidates]
    named = store.bodies.choose(body).body
    if named is None:
        raise BodyRefused(
            _("No single body has the name {name}.").format(name=body), _("`recueil bodies` lists them.")
        )
    return [named.key]


def _print(store: Store, keys: Sequence[str], asked: Sequence[str]) -> None:
    """Print the findings in some bodies, those of the rules asked for or all, and how many acts changed since."""
    table = new_table("number", "date", "body", "act", "rule", "comparison")
    rules: Counter[str] = Counter()
    outdated = 0
    for key in keys:
        report = store.cross_checks.report(key, asked)
        if report is None:
            continue
        outdated += report.outdated
        for one in report.findings:
            rules[one.rule] += 1
            cells = (str(one.id), str(one.date), report.label, one.uid, one.rule, one.message)
            table.add_row(*(safe_text(join_lines(cell)) for cell in cells))
    if table.row_count:
        out.print(table)
    out.print(ngettext("{number} finding.", "{number} findings.", table.row_count))
    for name, number in rules.most_common():
        out.print(f"{name}: {number}", soft_wrap=True)
    if outdated:
        advice = _("`recueil crosscheck --make` compares them.")
        out.print(
            ngettext(
                "{number} body has acts that changed since it was compared, or never was. {advice}",
                "{number} bodies have acts that changed since they were compared, or never were. {advice}",
                outdated,
            ).format(advice=advice),
            soft_wrap=True,
        )
