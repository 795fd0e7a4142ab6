"""Commands about the people of the store: who they are, and who is who."""

from __future__ import annotations

from typing import Annotated

import typer

from recueil.cli.base import StoreOption, UnmaskedOption, app, open_for_reading, sign_now
from recueil.settings import load_settings

persons = typer.Typer(help="Who the acts name, and who is who.", no_args_is_help=True)
app.add_typer(persons, name="persons")

Who = Annotated[str, typer.Argument(metavar="PERSON", help="The person, as `recueil persons list` names them.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides so (default: the user of this machine).")]
Why = Annotated[str, typer.Option("--why", help="Why it is so.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Rows at most.")]


@persons.command("list")
def listing(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Words of the name; * ends one cut short.")
    ] = None,
    body: Annotated[str | None, typer.Option(help="Only whom the acts of this public body name.")] = None,
    limit: Limit = 50,
    after: Annotated[str | None, typer.Option(metavar="PERSON", help="Go on where a page ended.")] = None,
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """List persons, with the number of their acts and the bodies that name them."""
    from recueil.persons import terminal_persons

    with open_for_reading(store, "persons list", unmasked=unmasked) as there:
        terminal_persons.print_persons(*there.people.find(name, body, limit, after))


@persons.command()
def show(person: Who, limit: Limit = 20, unmasked: UnmaskedOption = False, store: StoreOption = None) -> None:
    """Print what acts say of a person: mandates, séances, proxies, votes and the latest acts."""
    from recueil.persons import terminal_persons

    with open_for_reading(store, "persons show", unmasked=unmasked) as there:
        terminal_persons.print_person(there.people, person, limit)


@persons.command()
def merge(
    person: Who,
    target: Annotated[str, typer.Argument(metavar="INTO", help="The person who it is, whose name stays.")],
    why: Why = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Merge a person into another, for acts ingested later too."""
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as there:
        number = there.people.merge(person, target, sign_now(by, why))
        print(f"Decision {number}: {person} is {there.people.person(target).id}.")


@persons.command()
def split(
    person: Who,
    act: Annotated[list[str] | None, typer.Option(help="An act that names somebody else by this name.")] = None,
    why: Why = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Take a name out of its group; or record which acts mean somebody else by it."""
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as there:
        if act:
            number, other = there.people.split(person, act, sign_now(by, why))
            print(f"Decision {number}: these acts name {other}.")
        else:
            undone = there.people.unmerge(person, sign_now(by, why))
            print(f"{person} stands for itself: withdrawn {', '.join(f'decision {each}' for each in undone)}.")


@persons.command()
def withdraw(
    decision: Annotated[int, typer.Argument(help="Its number, as `recueil persons history` tells it.")],
    why: Why = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Undo a decision, as if it had never been made; the history keeps it."""
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as there:
        there.people.withdraw(decision, sign_now(by, why))
    print(f"Decision {decision} is withdrawn.")


@persons.command()
def history(
    person: Annotated[str | None, typer.Argument(metavar="[PERSON]", help="Only about this person.")] = None,
    limit: Limit = 50,
    before: Annotated[int | None, typer.Option(min=1, help="Only decisions before this one.")] = None,
    store: StoreOption = None,
) -> None:
    """List decisions: who made them, when and why, and which were withdrawn."""
    from recueil.persons import terminal_persons
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as there:
        terminal_persons.print_decisions(*there.people.history(person, limit, before))
