"""`recueil sources`: try, add and list the sources of the settings, websites above all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.arguments import CommandFailed, app
from recueil.cli.terminal import new_table, out, safe_text
from recueil.errors import SettingsError, StoreMissing, StoreOutdated
from recueil.translation import gettext as _
from recueil.translation import ngettext

if TYPE_CHECKING:
    from rich.table import Table

    from recueil.ingest.crawl.explore import Findings, Judged
    from recueil.ingest.crawl.notes import NightNote
    from recueil.settings import Settings, Source

_SETTINGS_FILE = Path("recueil.toml")
_EVENTS = {
    "new": _("new"),
    "changed": _("changed"),
    "withdrawn": _("withdrawn"),
    "dead link": _("dead link"),
    "broken": _("broken"),
    "broken page": _("broken page"),
}
_SEE_LIST = _("`recueil sources list` shows what its last night brought.")

sources = typer.Typer(help="Try, add and list sources: websites to crawl.", no_args_is_help=True)
app.add_typer(sources, name="sources")

StartArgument = Annotated[
    str, typer.Argument(metavar="URL", help="A page of the website that leads to acts, or its home page.")
]
PagesOption = Annotated[int, typer.Option(min=1, max=2_000, help="Maximum number of pages read.")]
PatternsOption = Annotated[
    list[str] | None, typer.Option("--follow", help="Pattern of pages to read; repeat it for several.")
]
FilesOption = Annotated[
    list[str] | None, typer.Option("--files", help="Pattern of files to fetch; repeat it for several.")
]
HostsOption = Annotated[
    list[str] | None, typer.Option("--host", help="Other host where files may lie; repeat it for several.")
]
DelayOption = Annotated[float, typer.Option(min=0.2, max=60, help="Minimum seconds between two requests.")]


@sources.command("try")
def try_(
    url: StartArgument,
    follow: PatternsOption = None,
    files: FilesOption = None,
    host: HostsOption = None,
    pages: PagesOption = 50,
    delay: DelayOption = 1.0,
    rows: Annotated[int, typer.Option(min=1, help="Maximum number of addresses shown of each sort.")] = 50,
) -> None:
    """Print what a crawl from a page would fetch and why, and what it would leave out; store nothing.

    A page that begins a source of the settings is tried with the settings of that source.
    """
    from recueil.ingest.crawl.propose import explore
    from recueil.settings import load_settings

    settings = load_settings()
    source = _source_of(settings, url, follow, files, host)
    source = source.model_copy(update={"pages": pages, "delay": max(delay, source.delay)})
    found = explore(source, settings.contact)
    _print_judged(
        ngettext("{number} page read", "{number} pages read", len(found.pages)), found.pages.values(), rows
    )
    _print_judged(
        ngettext("{number} document to fetch", "{number} documents to fetch", len(found.files)),
        found.files.values(),
        rows,
    )
    _print_judged(
        ngettext("{number} address left out", "{number} addresses left out", len(found.left)),
        found.left.values(),
        rows,
    )
    _print_problems(found)
    if not found.files:
        raise CommandFailed


@sources.command()
def add(
    url: StartArgument,
    body: Annotated[str | None, typer.Option(help="The public body that publishes there.")] = None,
    pages: PagesOption = 100,
    delay: DelayOption = 1.0,
) -> None:
    """Look at a website and add a source that crawls it to recueil.toml, if it has acts."""
    from recueil.ingest.crawl.propose import append_source, explore, propose_source, to_toml
    from recueil.settings import load_settings

    settings = load_settings()
    source = _source_of(settings, url)
    if source in settings.sources:
        raise SettingsError(
            _("{url} begins a source of the settings already.").format(url=url), _("See `recueil sources try`.")
        )
    source = source.model_copy(update={"pages": pages, "delay": delay, "body": body})
    found = explore(source, settings.contact)
    _print_problems(found)
    if not found.files and not found.foreign:
        if found.pages:
            print(
                ngettext(
                    "No act is linked on {number} page: see `recueil sources try {url}`.",
                    "No act is linked on {number} pages: see `recueil sources try {url}`.",
                    len(found.pages),
                ).format(url=url)
            )
        raise CommandFailed
    proposed = propose_source(source, found)
    if any(each.crawl and set(proposed.crawl) <= set(each.crawl) for each in settings.sources):
        raise SettingsError(
            _("{crawl}: a source of the settings already.").format(crawl=", ".join(proposed.crawl)), _SEE_LIST
        )
    append_source(_SETTINGS_FILE, proposed)
    out.print(safe_text(to_toml(proposed)), end="", soft_wrap=True)
    acts = ngettext("{number} document", "{number} documents", len(found.files) + found.foreign.total())
    print(
        ngettext(
            "Added to {settings_file}: {acts} on {number} page seen.",
            "Added to {settings_file}: {acts} on {number} pages seen.",
            len(found.pages),
        ).format(settings_file=_SETTINGS_FILE, acts=acts)
    )


@sources.command("list")
def list_(
    changes: Annotated[
        bool, typer.Option("--changes", help="List what was new, changed, withdrawn or broken, with its address.")
    ] = False,
) -> None:
    """List the sources of the settings: their files, how many are no acts, and what the last crawl of each brought
    and broke.
    """
    from recueil.ingest.crawl.notes import CrawlNotes
    from recueil.ingest.remote.mirror import mirror_folder_of
    from recueil.ingest.remote.urls import redact_url
    from recueil.readers.files import discover_paths
    from recueil.settings import load_settings

    settings = load_settings()
    if not settings.sources:
        out.print(
            _("No source in {settings_file}. Next: recueil sources add URL.").format(settings_file=_SETTINGS_FILE)
        )
        return
    table = new_table(
        "source", "files", "no acts", "pages", "last night", "new", "changed", "withdrawn", "dead links", "broken"
    )
    lines: list[str] = []
    informative = _count_informative(settings)
    for source, number in zip(settings.sources, informative, strict=True):
        shown = redact_url(source.address) if source.address else str(source.path)
        if source.address is None:
            table.add_row(safe_text(shown), "", number)
            continue
        folder = mirror_folder_of(source, settings.mirror)
        if not source.crawl:
            files = len(list(discover_paths([folder]))) if folder.is_dir() else 0
            table.add_row(safe_text(shown), str(files), number)
            continue
        notes = CrawlNotes(folder)
        _add_night(table, shown, len(notes.links()), number, notes.night)
        if notes.night is not None:
            lines += [notes.night.problem] if notes.night.problem else []
            lines += [f"{_EVENTS.get(what, what)}: {where}" for what, where in notes.night.events if changes]
    out.print(table)
    for line in lines:
        out.print(safe_text(line), soft_wrap=True)
    out.print(f"{ngettext('{number} source', '{number} sources', len(settings.sources))}.")


def _count_informative(settings: Settings) -> list[str]:
    """Return how many documents of each source are no acts; nothing as long as there is no store to tell."""
    from recueil.ingest.remote.mirror import mirror_folder_of
    from recueil.store.open import open_store

    places = [
        each.path if each.address is None else mirror_folder_of(each, settings.mirror) for each in settings.sources
    ]
    try:
        store = open_store(settings.store)
    except (StoreMissing, StoreOutdated):
        return [""] * len(places)
    with store:
        addresses = (place and place.absolute().as_uri() for place in places)
        return [str(store.count_informative_at(address)) if address else "" for address in addresses]


def _add_night(table: Table, shown: str, files: int, informative: str, night: NightNote | None) -> None:
    if night is None:
        table.add_row(safe_text(shown), str(files), informative, "", "never")
        return
    counts = (night.fetched, night.changed, night.removed, night.dead, night.failures)
    began = f"{night.began.astimezone():%Y-%m-%d %H:%M}"
    table.add_row(safe_text(shown), str(files), informative, str(night.pages), began, *map(str, counts))


def _source_of(
    settings: Settings,
    url: str,
    follow: list[str] | None = None,
    files: list[str] | None = None,
    hosts: list[str] | None = None,
) -> Source:
    """Return the source of the settings that begins at a page, or one made of it. Raise SettingsError."""
    from pydantic import ValidationError

    from recueil.settings import Source

    known = next((each for each in settings.sources if each.crawl and each.crawl[0] == url), None)
    patterns = {"follow": tuple(follow or ()), "files": tuple(files or ()), "hosts": tuple(hosts or ())}
    if known is not None:
        return known.model_copy(update={name: value for name, value in patterns.items() if value})
    try:
        return Source(crawl=(url,), **patterns)
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise SettingsError(
            _("{url} cannot be crawled: {problem}.").format(url=url, problem=problem), _("Correct it.")
        ) from None


def _print_judged(heading: str, judged: Iterable[Judged], rows: int) -> None:
    """Print a heading, then addresses with the reason of each."""
    listed = list(judged)
    shown = ngettext(", {number} shown", ", {number} shown", rows) if len(listed) > rows else ""
    out.print(f"{heading}{shown}")
    for each in listed[:rows]:
        words = f" [{each.link.text[:60]}]" if each.link.text else ""
        out.print(safe_text(f"  {each.link.address}{words}: {each.verdict.why}"), soft_wrap=True)


def _print_problems(found: Findings) -> None:
    """Print what could not be read, and hosts that have acts but are not among those of the source."""
    errors = [*found.failed, *found.broken[:20], *([found.stopped] if found.stopped else [])]
    for error in errors:
        out.print(safe_text(_("cannot be read: {message}").format(message=error.message)), soft_wrap=True)
    for host, number in found.foreign.most_common(10):
        out.print(
            safe_text(
                ngettext(
                    "{number} act on {host}, which is not among `hosts`",
                    "{number} acts on {host}, which is not among `hosts`",
                    number,
                ).format(host=host)
            ),
            soft_wrap=True,
        )
