"""Commands that make the store forget somebody, for good."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.base import CommandFailed, StoreOption, app, sign_now
from recueil.settings import Settings, load_settings

if TYPE_CHECKING:
    from recueil.privacy.erasure.forget import ActSelection
    from recueil.store.store import Store as Opened


@app.command()
def forget(
    person: Annotated[
        str | None, typer.Option(help="Given and family name: 'Marie Exemple', 'EXEMPLE Marie'.")
    ] = None,
    body: Annotated[str | None, typer.Option(help="The public body of the acts: its name or its SIREN.")] = None,
    department: Annotated[
        str | None, typer.Option(help="Of several bodies with that name, the one in this département: 34, 974.")
    ] = None,
    act: Annotated[
        list[str] | None, typer.Option(help="An act, with the document that holds it and its later versions.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="A file, a folder or a URL that was ingested: all acts from there.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; keep the name out of it.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    unfinished: Annotated[bool, typer.Option("--finish", help="Do what an earlier one has left.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Take out all who are forgotten once more, of the whole store.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Erase a person permanently from the acts of a body or of sources, and from acts ingested later."""
    from recueil.errors import SettingsError
    from recueil.privacy.erasure.forget import ActSelection
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
                "It is not said who is to be forgotten, or in which acts.",
                "Give --person, and --body, --act or --source; or --finish.",
            )


def _finish_erasures(opened: Opened, settings: Settings, *, again: bool) -> None:
    from recueil.privacy import terminal_forgetting
    from recueil.privacy.erasure.forget import finish_erasures

    if again:
        opened.forgetting.again()
    terminal_forgetting.print_finished(finish_erasures(opened, datetime.now(UTC), settings))
    _remove_from_prefect(opened)


def _erase_person(
    opened: Opened, settings: Settings, person: str, where: ActSelection, reason: str, *, is_sure: bool
) -> None:
    """Exit with 1 if nothing was erased, though later acts are still filtered."""
    from recueil.privacy import terminal_forgetting
    from recueil.privacy.erasure.forget import forget as take_out
    from recueil.privacy.erasure.forget import plan_erasure

    intent = plan_erasure(opened, person, where, settings)
    terminal_forgetting.print_plan(intent)
    if not is_sure:
        typer.confirm("Take it out for good?", abort=True)
    number = take_out(opened, intent, sign_now(None, reason), settings)
    is_taken_out = terminal_forgetting.print_erasure(opened, number, settings)
    _remove_from_prefect(opened)
    if not is_taken_out:
        raise CommandFailed


def _remove_from_prefect(opened: Opened) -> None:
    """Remove what Prefect keeps, last of all. Raise PrefectUnreachable."""
    from recueil.privacy import terminal_forgetting
    from recueil_flows.prefect_records import remove_named

    if opened.forgetting.listed():
        terminal_forgetting.print_removed_from_prefect(remove_named(opened.forgetting.mentions()))


@app.command()
def forgotten(store: StoreOption = None) -> None:
    """List the erasures; names are never shown."""
    from recueil.privacy import terminal_forgetting
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as opened:
        terminal_forgetting.print_suppressions(opened.forgetting.listed())
