"""`recueil forget` and `recueil forgotten`: erase a person, list the erasures. Names are never printed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote, urlsplit

import typer
from rich.table import Table

from recueil.cli.arguments import CommandFailed, StoreOption, app, resolve_address, sign_now
from recueil.cli.terminal import out, safe_text
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.translation import ngettext

if TYPE_CHECKING:
    from recueil.privacy.erasure.forget import ActSelection, ErasurePlan
    from recueil.privacy.erasure.suppressions import Suppression
    from recueil.privacy.erasure.targets import ActsElsewhere
    from recueil.settings import Settings
    from recueil.store.store import Store
    from recueil_flows.prefect_records import RemovalReport


# Number of acts without a body that are listed one by one.
_MAX_SHOWN = 10


def print_plan(plan: ErasurePlan) -> None:
    """Print what would be erased, before it is, and where else the name occurs."""
    if plan.made is not None:
        out.print(
            safe_text(
                _("The key of what is forgotten is in {made}: keep it, and keep it apart from backups.").format(
                    made=plan.made
                )
            )
        )
    target, found = plan.target, plan.preview
    if not target.acts and target.name:
        out.print(safe_text(_("There is no act of {name} yet.").format(name=target.name)))
    if found.mentions:
        acts = ngettext("{number} act", "{number} acts", found.acts)
        where = f"{acts} ({ngettext('{number} document', '{number} documents', found.documents)})"
        out.print(
            ngettext("{number} mention in {where}.", "{number} mentions in {where}.", found.mentions).format(
                where=where
            )
        )
    else:
        out.print(_("No act of these names this person: nothing is taken out. Acts that come will not name them."))
    if target.formers:
        names = ", ".join(shlex.quote(name) for name in target.formers)
        out.print(
            safe_text(
                _("Communes merged: other acts are of {names}, which --body names too.").format(names=names)
            ),
            soft_wrap=True,
        )
    if target.undetermined:
        named = _act_options(target.examples, target.undetermined)
        out.print(
            safe_text(
                ngettext(
                    "Of {number} act it is not told which body's they are: {named}",
                    "Of {number} acts it is not told which body's they are: {named}",
                    target.undetermined,
                ).format(named=named)
            )
        )
    _print_elsewhere(found.elsewhere)


def _print_elsewhere(found: ActsElsewhere) -> None:
    parts = []
    if found.bodies:
        parts.append(
            ngettext("{number} act of {bodies}", "{number} acts of {bodies}", found.acts).format(
                bodies=_count_bodies(len(found.bodies))
            )
        )
    if found.without_body:
        parts.append(
            ngettext("{number} act without a body", "{number} acts without a body", len(found.without_body))
        )
    if not parts:
        return
    out.print(
        _("The name also stands in {parts}, which stay as they are. To reach them:").format(
            parts=_(" and in ").join(parts)
        )
    )
    for each in found.bodies:
        line = ngettext("  {number} act of {body}: ", "  {number} acts of {body}: ", each.acts).format(
            body=each.body or _("a body without a name")
        )
        out.print(safe_text(f"{line}recueil forget --person … {shlex.join(each.options)}"), soft_wrap=True)
    if found.without_body:
        named = _act_options(found.without_body[:_MAX_SHOWN], len(found.without_body))
        count = ngettext("{number} act", "{number} acts", len(found.without_body))
        out.print(
            safe_text(
                _("  {count} without a body: recueil forget --person … {named}").format(count=count, named=named)
            ),
            soft_wrap=True,
        )


def _count_bodies(number: int) -> str:
    return ngettext("{number} other body", "{number} other bodies", number)


def _act_options(uids: Sequence[str], total: int) -> str:
    """Return the options that select acts; of many, only the first."""
    named = " ".join(f"--act {uid}" for uid in uids)
    return (
        named
        if total == len(uids)
        else _("{named} … and {total} more; or their --source").format(named=named, total=total - len(uids))
    )


def print_erasure(store: Store, number: int, settings: Settings) -> bool:
    """Print what was erased and what remains outside the store; return whether anything was erased."""
    from recueil.privacy.erasure.forget import remaining_copies

    suppression = next(each for each in store.erasure.list_all() if each.id == number)
    mentions = ngettext("{number} mention", "{number} mentions", suppression.mentions)
    acts = ngettext("{number} act", "{number} acts", suppression.acts)
    out.print(
        _("Suppression {number}: {mentions} in {acts} taken out.").format(
            number=number, mentions=mentions, acts=acts
        )
    )
    copies = list(remaining_copies(store, number, settings))
    if copies:
        out.print(_("What Recueil does not change, and may still name the person:"))
        for what, path in copies:
            out.print(safe_text(f"  {what}: {path}"))
    out.print(_("Exports that were made before, and logs of the system, are not known to Recueil."))
    return suppression.mentions > 0


def print_removed_from_prefect(records: RemovalReport) -> None:
    """Print what was removed from Prefect's database, and what remains there."""
    if records.artifacts or records.flow_runs:
        artifacts = ngettext("{number} artifact", "{number} artifacts", records.artifacts)
        runs = ngettext("{number} run", "{number} runs", records.flow_runs)
        out.print(
            _("Removed from Prefect: {artifacts} and {runs} with their logs.").format(
                artifacts=artifacts, runs=runs
            )
        )
    if records.left:
        out.print(_("What Prefect keeps, and may still name the person:"))
        for what in records.left:
            out.print(safe_text(f"  {what}"), soft_wrap=True)


def print_finished(numbers: Sequence[int]) -> None:
    if numbers:
        suppressions = ", ".join(_("suppression {number}").format(number=number) for number in numbers)
        out.print(_("Finished: {suppressions}.").format(suppressions=suppressions))
    else:
        out.print(_("Nothing was left to do."))


def print_suppressions(suppressions: Sequence[Suppression]) -> None:
    if not suppressions:
        out.print(_("Nobody is forgotten."))
        return
    columns = ("number", "acts of", "when", "by", "documents", "acts", "mentions", "state", "reason")
    table = Table(*map(_, columns), box=None)
    for each in suppressions:
        table.add_row(
            str(each.id),
            safe_text(_describe_scope(each)),
            f"{each.at:%Y-%m-%d %H:%M}",
            safe_text(each.by),
            *(str(count) for count in (each.documents, each.acts, each.mentions)),
            _("done") if each.is_done else _("unfinished"),
            safe_text(each.reason),
        )
    out.print(table)


def _describe_scope(suppression: Suppression) -> str:
    """Return the scope: a body, with what distinguishes it from others of its name, or sources."""
    scope = suppression.scope
    if scope.sources:
        return "\n".join(join_lines(unquote(urlsplit(address).path)) for address in scope.sources)
    parts = [f"SIREN {scope.siren}"] if scope.siren and scope.siren != suppression.body else []
    parts += [_("département {department}").format(department=scope.department)] if scope.department else []
    return ", ".join([suppression.body, *parts])


@app.command()
def forget(
    person: Annotated[
        str | None, typer.Option(help="Given and family name: 'Marie Exemple', 'EXEMPLE Marie'.")
    ] = None,
    body: Annotated[
        str | None, typer.Option(help="The public body that issued the acts: its name or SIREN.")
    ] = None,
    department: Annotated[
        str | None, typer.Option(help="Département of the body (34, 974), if several have that name.")
    ] = None,
    act: Annotated[
        list[str] | None, typer.Option(help="An act, with its whole document and later versions of it.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="An ingested file, folder or URL: all acts from it.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Reason; do not include the name.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
    unfinished: Annotated[bool, typer.Option("--finish", help="Finish an interrupted erasure.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Apply all erasures to the whole store again.")] = False,
    store: StoreOption = None,
) -> None:
    """Erase a person permanently from the acts of a body or of sources, and from acts ingested later."""
    from recueil.errors import SettingsError
    from recueil.privacy.erasure.forget import ActSelection
    from recueil.settings import load_settings
    from recueil.store.open import open_store

    settings = load_settings(store=store)
    where = ActSelection(body, department, tuple(act or ()), tuple(source or ()))
    with open_store(settings.store) as opened:
        if unfinished or again:
            _finish_erasures(opened, settings, again=again)
        elif person and where != ActSelection():
            _erase_person(opened, settings, person, where, reason, is_sure=yes)
        else:
            raise SettingsError(
                _("It is not said who is to be forgotten, or in which acts."),
                _("Give --person, and --body, --act or --source; or --finish."),
            )


def _finish_erasures(opened: Store, settings: Settings, *, again: bool) -> None:
    from recueil.privacy.erasure.forget import finish_erasures

    if again:
        opened.erasure.again()
    print_finished(finish_erasures(opened, datetime.now(UTC), settings))
    _remove_from_prefect(opened)


def _erase_person(
    opened: Store, settings: Settings, person: str, where: ActSelection, reason: str, *, is_sure: bool
) -> None:
    """Exit with 1 if nothing was erased, though later acts are still filtered."""
    from recueil.privacy.erasure.forget import forget as take_out
    from recueil.privacy.erasure.forget import plan_erasure

    intent = plan_erasure(opened, person, where, settings)
    print_plan(intent)
    if not is_sure:
        typer.confirm(_("Take it out for good?"), abort=True)
    number = take_out(opened, intent, sign_now(None, reason), settings)
    is_taken_out = print_erasure(opened, number, settings)
    _remove_from_prefect(opened)
    if not is_taken_out:
        raise CommandFailed


def _remove_from_prefect(opened: Store) -> None:
    """Remove what Prefect keeps, last of all. Raise PrefectUnreachable."""
    from recueil_flows.prefect_records import remove_named

    if opened.erasure.list_all():
        print_removed_from_prefect(remove_named(opened.erasure.mentions()))


@app.command()
def forgotten(store: StoreOption = None) -> None:
    """List the erasures; names are never shown."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        print_suppressions(opened.erasure.list_all())
