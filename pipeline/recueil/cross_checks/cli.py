"""`recueil crosscheck`: run the rules across the acts of bodies, and print what they find."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from recueil.cli.arguments import StoreOption, app
from recueil.cli.terminal import new_table, out, safe_text
from recueil.errors import BodyRefused
from recueil.settings import load_settings
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.translation import ngettext


@app.command("crosscheck")
def cross_checks(
    body: Annotated[str, typer.Argument(help="A body as `recueil bodies` lists it (default: all).")] = "",
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Only this rule, even if it is off by default; repeatable.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Compare the acts of each body with each other: information about what several show together."""
    from recueil.cross_checks.report import load_cross_report
    from recueil.cross_checks.rules import CROSS_RULES
    from recueil.store.open import open_store

    asked = rule or []
    if unknown := set(asked) - {each.id for each in CROSS_RULES}:
        raise typer.BadParameter(
            _("There is no rule {names}: choose among {known}.").format(
                names=", ".join(sorted(unknown)), known=", ".join(each.id for each in CROSS_RULES)
            )
        )
    table = new_table("date", "body", "act", "rule", "comparison")
    rules: Counter[str] = Counter()
    with open_store(load_settings(store=store).store) as opened:
        chosen = [each for each in opened.bodies.all() if not each.candidates]
        if body:
            named, _others = opened.bodies.choose(body)
            if named is None:
                raise BodyRefused(
                    _("No single body has the name {name}.").format(name=body), _("`recueil bodies` lists them.")
                )
            chosen = [each for each in chosen if each.key == named.key]
        for each in chosen:
            with opened.figures.scope() as scope:
                found = load_cross_report(scope, each.key, each.label, asked).findings
            for one in found:
                rules[one.rule] += 1
                cells = (str(one.date), each.label, one.uid, one.rule, one.message)
                table.add_row(*(safe_text(join_lines(cell)) for cell in cells))
    if table.row_count:
        out.print(table)
    out.print(ngettext("{number} finding.", "{number} findings.", table.row_count))
    for name, number in rules.most_common():
        out.print(f"{name}: {number}", soft_wrap=True)
