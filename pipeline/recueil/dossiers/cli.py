"""`recueil dossiers`: gather acts, values and persons, with notes and tags, and export them as a folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from recueil.cli.arguments import StoreOption, UnmaskedOption, app, open_for_reading, resolve_address
from recueil.cli.terminal import name_of, new_table, out, safe_text
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.translation import ngettext

if TYPE_CHECKING:
    from recueil.dossiers.records import Dossier, DossierHead, DossierItem, GatheredValue, Target
    from recueil.dossiers.timeline import Timeline
    from recueil.store.store import Store

dossiers = typer.Typer(
    help="Gather acts, values and persons with notes and tags; export them as a folder.", no_args_is_help=True
)
app.add_typer(dossiers, name="dossiers")

Number = Annotated[
    int, typer.Argument(metavar="DOSSIER", help="Number of the dossier, as printed by `recueil dossiers list`.")
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag; may be repeated.")]
Note = Annotated[str, typer.Option("--note", help="A note.")]
Owner = Annotated[
    str | None, typer.Option(help="Owner: an account; without accounts, whoever uses the pages on this machine.")
]


@dossiers.command("list")
def listing(
    owner: Annotated[str | None, typer.Option(help="Only dossiers that this user may see.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only dossiers with this tag.")] = None,
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """List the dossiers."""
    with open_for_reading(store, "dossiers list", unmasked=unmasked) as opened:
        found = opened.dossiers.list(owner, tag=tag)
    table = new_table("dossier", "title", "owner", "shared", "tags", "items", "changed")
    for one in found:
        words = one.title, one.owner, _("yes") if one.shared else "", ", ".join(one.tags)
        table.add_row(str(one.id), *map(safe_text, words), str(one.size), f"{one.changed:%Y-%m-%d %H:%M}")
    out.print(table)
    print(ngettext("{number} dossier.", "{number} dossiers.", len(found)))


@dossiers.command()
def new(
    title: Annotated[str, typer.Argument(help="Title, on one line.")],
    owner: Owner = None,
    note: Note = "",
    tag: Tags = None,
    share: Annotated[bool, typer.Option("--share", help="Let all who may read acts read it.")] = False,
    store: StoreOption = None,
) -> None:
    """Make an empty dossier."""
    with _open(store) as opened:
        who = _owner(opened, owner)
        made = opened.dossiers.create(title, who, datetime.now(UTC), note=note, tags=tag or (), shared=share)
    print(_("Dossier {number} is made.").format(number=made))


@dossiers.command()
def show(number: Number, unmasked: UnmaskedOption = False, store: StoreOption = None) -> None:
    """Print a dossier: its items with their notes, and which of its acts cite which."""
    with open_for_reading(store, "dossiers show", unmasked=unmasked) as opened:
        found = opened.dossiers.load(number, None)
        timeline = opened.dossiers.timeline(found)
    table = Table.grid(padding=(0, 2))
    for name, value in _head_rows(found.head):
        table.add_row(name, safe_text(value))
    out.print(table)
    if found.items:
        out.print(_items_table(found))
    if timeline.links or timeline.outside:
        out.print(_citations_table(timeline))


def _head_rows(head: DossierHead) -> list[tuple[str, str]]:
    return [
        (_("dossier"), f"{head.id}: {head.title}"),
        (_("owner"), head.owner),
        (_("shared"), _("yes") if head.shared else _("no")),
        (_("tags"), ", ".join(head.tags)),
        (_("made"), head.created.isoformat(timespec="seconds")),
        (_("changed"), head.changed.isoformat(timespec="seconds")),
        (_("note"), join_lines(head.note)),
    ]


def _items_table(found: Dossier) -> Table:
    table = new_table("item", "kind", "act", "date", "what", "note")
    for item in found.items:
        date = str(item.act.date or "") if item.act else ""
        words = name_of(item.kind), item.uid or "", date, join_lines(_describe(item)), join_lines(item.note)
        table.add_row(str(item.id), *map(safe_text, words))
    return table


def _describe(item: DossierItem) -> str:
    if item.value is not None:
        entity = item.value.entity
        now = _("no longer in the act") if entity is None else f"{name_of(entity.kind)} {entity.value}"
        before = _(" (when added: {before})").format(before=item.value.before) if item.value.before else ""
        return f"{now}{before}{_cited_words(item.value)}{_former_version(item)}"
    if item.kind == "person":
        return _("person withdrawn") if item.person is None else f"{item.person.name} ({item.person.id})"
    return _("act withdrawn") if item.act is None else f"{item.act.title or ''}{_former_version(item)}"


def _cited_words(value: GatheredValue) -> str:
    if value.stands or value.words is None:
        return ""
    return _(" (words cited, which are not there any more: {words})").format(words=value.words)


def _former_version(item: DossierItem) -> str:
    if item.version is None:
        return ""
    return _(" (new version, of {day}, of {act})").format(
        day=f"{item.version.replaced:%Y-%m-%d}", act=item.version.former
    )


def _citations_table(timeline: Timeline) -> Table:
    table = new_table("date", "act", "cites", "cited by")
    for each in timeline.acts:
        table.add_row(str(each.act.date or ""), each.act.uid, " ".join(each.cites), " ".join(each.cited_by))
    for other in timeline.outside:
        where = _("not in the dossier")
        table.add_row(str(other.act.date or ""), f"{other.act.uid} ({where})", "", " ".join(other.cited_by))
    return table


@dossiers.command()
def add(
    number: Number,
    act: Annotated[list[str] | None, typer.Argument(help="Acts, as printed by search.")] = None,
    value: Annotated[
        list[int] | None,
        typer.Option("--value", min=1, help="Of one act, only the value of this number; may be repeated."),
    ] = None,
    person: Annotated[
        list[str] | None, typer.Option(help="A person, as printed by `recueil persons list`; may be repeated.")
    ] = None,
    query: Annotated[str | None, typer.Option(help="Every act that this query finds.")] = None,
    note: Note = "",
    store: StoreOption = None,
) -> None:
    """Add acts, values of an act, persons, or the acts that a query finds."""
    from recueil.query import parse

    if value and len(act or ()) != 1:
        raise typer.BadParameter(_("Name the act of the values, and only that."), param_hint="--value")
    parsed = None if query is None else parse(query)
    targets = list(_targets(act or [], value or [], person or []))
    if not targets and parsed is None:
        raise typer.BadParameter(_("Name what to add: an act, --person or --query."))
    now = datetime.now(UTC)
    with _open(store) as opened:
        for target in targets:
            opened.dossiers.add(number, None, target, now, note=note)
        found = None if parsed is None else opened.dossiers.add_hits(number, None, parsed, now)
        size = opened.dossiers.load(number, None).head.size
    if found is not None:
        print(
            ngettext(
                "{number} act answers, {added} of them new.",
                "{number} acts answer, {added} of them new.",
                found[1],
            ).format(added=found[0])
        )
    print(ngettext("Dossier {id} has {number} item.", "Dossier {id} has {number} items.", size).format(id=number))


def _targets(acts: list[str], values: list[int], persons: list[str]) -> Iterator[Target]:
    from recueil.dossiers.records import ActTarget, PersonTarget, ValueTarget

    for uid in acts:
        if values:
            yield from (ValueTarget(uid, n) for n in values)
        else:
            yield ActTarget(uid)
    yield from (PersonTarget(person) for person in persons)


@dossiers.command()
def note(
    number: Number,
    text: Annotated[str, typer.Argument(help="The note, which replaces the one before; empty for none.")],
    item: Annotated[
        int | None, typer.Option(help="Number of an item; without it, the note of the dossier.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Write the note of a dossier, or of one of its items."""
    with _open(store) as opened:
        if item is None:
            opened.dossiers.edit(number, None, datetime.now(UTC), note=text)
        else:
            opened.dossiers.annotate(number, None, item, text, datetime.now(UTC))
    print(_("Dossier {number} is changed.").format(number=number))


@dossiers.command()
def tag(
    number: Number,
    tags: Annotated[list[str] | None, typer.Argument(help="Tags to add.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A tag to take out; may be repeated.")] = None,
    store: StoreOption = None,
) -> None:
    """Add tags to a dossier, or take them out."""
    if not tags and not remove:
        raise typer.BadParameter(_("Name a tag to add, or one to take out by --remove."))
    with _open(store, unmasked=True) as opened:
        kept = [each for each in opened.dossiers.load(number, None).head.tags if each not in (remove or ())]
        opened.dossiers.edit(number, None, datetime.now(UTC), tags=[*kept, *(tags or ())])
    print(_("Dossier {number} is changed.").format(number=number))


@dossiers.command()
def edit(
    number: Number,
    title: Annotated[str | None, typer.Option(help="Another title.")] = None,
    owner: Annotated[str | None, typer.Option(help="Another owner, who alone may change it then.")] = None,
    share: Annotated[
        bool | None,
        typer.Option("--share/--private", help="Let all who may read acts read it, or its owner only."),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Change the title of a dossier, its owner, or who may read it."""
    if title is None and owner is None and share is None:
        raise typer.BadParameter(_("Say what to change: --title, --owner, --share or --private."))
    with _open(store) as opened:
        who = None if owner is None else _owner(opened, owner)
        opened.dossiers.edit(number, None, datetime.now(UTC), title=title, owner=who, shared=share)
    print(_("Dossier {number} is changed.").format(number=number))


@dossiers.command()
def remove(
    number: Number,
    items: Annotated[list[int], typer.Argument(metavar="ITEM…", help="Numbers of items.")],
    store: StoreOption = None,
) -> None:
    """Take items out of a dossier, with their notes."""
    with _open(store) as opened:
        for item in items:
            opened.dossiers.remove(number, None, item, datetime.now(UTC))
    print(_("Dossier {number} is changed.").format(number=number))


@dossiers.command()
def delete(number: Number, store: StoreOption = None) -> None:
    """Delete a dossier with its notes. The acts stay."""
    with _open(store) as opened:
        opened.dossiers.delete(number, None)
    print(_("Dossier {number} is deleted.").format(number=number))


@dossiers.command()
def export(
    number: Number,
    output: Annotated[Path, typer.Option(help="The folder to write: a new one, or an empty one.")],
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """Export a dossier as a folder that is read without Recueil: texts, values, pages, originals, digests."""
    from recueil.dossiers.export import SUMS, Making, export_folder
    from recueil.settings import load_settings

    settings = load_settings(store=store)
    making = Making(datetime.now(UTC), f"recueil dossiers export {number}{' --unmasked' if unmasked else ''}")
    try:
        with open_for_reading(store, "dossiers export", unmasked=unmasked) as opened:
            dossier = opened.dossiers.load(number, None)
            files = export_folder(opened, dossier, output, making, settings)
    except KeyboardInterrupt:
        print(_("Interrupted: nothing was written."))
        raise typer.Exit(130) from None
    print(ngettext("{output}: {number} file.", "{output}: {number} files.", files).format(output=output))
    print(_("`sha256sum -c {sums}` in it verifies them.").format(sums=SUMS))


def _open(store: str | None, *, unmasked: bool = False) -> Store:
    from recueil.store.open import open_store

    return open_store(resolve_address(store), unmasked=unmasked)


def _owner(opened: Store, owner: str | None) -> str:
    """Return the owner of a dossier: whoever uses the pages while there are no accounts, else one of these."""
    from recueil.accounts.store import LOCAL

    names = {account.name for account in opened.accounts.all()}
    if owner is None and not names:
        return LOCAL
    if owner not in names and (names or owner != LOCAL):
        raise typer.BadParameter(
            _("Name an account: {names}.").format(names=", ".join(sorted(names)))
            if names
            else _("There are no accounts: leave it out."),
            param_hint="--owner",
        )
    return str(owner)
