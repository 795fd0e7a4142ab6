"""`recueil originals`: prove the bytes of kept files, and remove those that nothing needs any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from recueil.cli.arguments import CommandFailed, StoreOption, app
from recueil.cli.terminal import out, pluralize, safe_text
from recueil.errors import SettingsError
from recueil.settings import load_settings

originals_app = typer.Typer(
    help="Verify the files that were kept, and prune former versions.", no_args_is_help=True
)
app.add_typer(originals_app, name="originals")


@originals_app.command()
def verify(store: StoreOption = None) -> None:
    """Compare each kept file with its digest, and the store with the files; name what is missing or damaged."""
    from recueil.ingest.originals import Originals, iter_originals
    from recueil.ingest.plan import path_of
    from recueil.store.open import open_store

    settings = load_settings(store=store)
    with open_store(settings.store) as opened:
        originals = Originals(settings.originals, opened.fingerprints())
        damaged = list(originals.damaged())
        masked = opened.erasure.documents()
        held = opened.ledger.held_contents()
    missing = [uri for content, uri in held if content not in masked and not originals.has(content)]
    for path in damaged:
        out.print(safe_text(f"damaged: {path}"), soft_wrap=True)
    for uri in missing:
        out.print(safe_text(f"missing: {path_of(uri)}"), soft_wrap=True)
    total = sum(1 for _ in iter_originals(settings.originals))
    print(f"{pluralize(total, 'original')}: {len(damaged)} damaged, {len(missing)} missing.")
    if damaged or missing:
        raise CommandFailed


@originals_app.command()
def prune(
    days: Annotated[
        int | None, typer.Option(min=0, help="Keep what was written in so many days (default: `originals_days`).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    store: StoreOption = None,
) -> None:
    """Remove former versions of files, and files of no act, once their retention is over."""
    from recueil.ingest.originals import Originals
    from recueil.store.open import open_store

    settings = load_settings(store=store)
    days = settings.originals_days if days is None else days
    if days is None:
        raise SettingsError("No retention is set: nothing is removed.", "Give --days, or set `originals_days`.")
    before = datetime.now(UTC) - timedelta(days=days)
    with open_store(settings.store) as opened:
        originals = Originals(settings.originals, opened.fingerprints())
        if not dry_run:
            opened.prune_versions(before)
        pruned = originals.prune(opened.ledger.needed_contents(), before, dry_run=dry_run)
    done = "would be removed" if dry_run else "removed"
    print(f"{pluralize(pruned.files, 'original')} {done} ({pruned.size:,} bytes).")
