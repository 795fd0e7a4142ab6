"""How forgetting looks in a terminal: what it takes away, what it leaves; never whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from recueil.terminal import counted, out, plain

if TYPE_CHECKING:
    from recueil.forgetting import Intent
    from recueil.settings import Settings
    from recueil.store import Store
    from recueil.store.suppressing import Suppression


def intent(asked: Intent) -> None:
    """What would be taken away, before it is."""
    if asked.made is not None:
        out.print(
            plain(f"The key of what is forgotten is in {asked.made}: keep it, and keep it apart from backups.")
        )
    if not asked.publisher.acts:
        out.print(plain(f"There is no act of {asked.publisher.name} yet."))
    found = asked.forecast
    if found.mentions:
        where = f"{counted(found.acts, 'act')} ({counted(found.documents, 'document')})"
        out.print(f"{counted(found.mentions, 'mention')} in {where}.")
    else:
        out.print("No act names this person; acts that come will not either.")


def forgotten(store: Store, number: int, settings: Settings) -> None:
    """What was done, and what is outside of the store."""
    from recueil.forgetting import outside

    said = next(each for each in store.forgetting.listed() if each.id == number)
    out.print(
        f"Suppression {number}: {counted(said.mentions, 'mention')} in {counted(said.acts, 'act')} taken out."
    )
    left = list(outside(store, number, settings))
    if left:
        out.print("What Recueil does not change, and may still name the person:")
        for what, path in left:
            out.print(plain(f"  {what}: {path}"))
    out.print("Exports that were made before are not known to Recueil.")


def finished(numbers: Sequence[int]) -> None:
    if numbers:
        out.print(f"Finished: {', '.join(f'suppression {number}' for number in numbers)}.")
    else:
        out.print("Nothing was left to do.")


def listed(suppressions: Sequence[Suppression]) -> None:
    if not suppressions:
        out.print("Nobody is forgotten.")
        return
    table = Table("number", "body", "when", "by", "documents", "acts", "mentions", "state", "reason", box=None)
    for each in suppressions:
        table.add_row(
            str(each.id),
            plain(each.body),
            f"{each.at:%Y-%m-%d %H:%M}",
            plain(each.by),
            *(str(count) for count in (each.documents, each.acts, each.mentions)),
            "done" if each.is_done else "unfinished",
            plain(each.reason),
        )
    out.print(table)
