"""`recueil similar`: print the acts that decide the same kind of thing as an act of the store, or of a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.arguments import StoreOption, UnmaskedOption, app, open_for_reading
from recueil.cli.terminal import new_table, out, safe_text
from recueil.errors import BodyRefused
from recueil.text import join_lines
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from recueil.similar_acts.store import SimilarAct, SimilarityFilter
    from recueil.store.store import Store


DAYS = ["%Y-%m-%d"]


class SimilarFormat(StrEnum):
    TABLE = "table"
    JSON = "json"


@app.command()
def similar(
    act: Annotated[str, typer.Argument(metavar="HANDLE|FILE", help="An act of the store, or a file to read.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="Maximum number of acts.")] = 10,
    other_bodies: Annotated[
        bool, typer.Option("--other-bodies", help="Only acts of other bodies than its own.")
    ] = False,
    body: Annotated[
        str, typer.Option("--body", help="Only acts of this body, as `recueil bodies` lists it.")
    ] = "",
    since: Annotated[
        datetime | None,
        typer.Option("--since", metavar="DAY", formats=DAYS, help="Only acts of this day or later."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", metavar="DAY", formats=DAYS, help="Only acts of this day or earlier."),
    ] = None,
    format: Annotated[SimilarFormat, typer.Option("--format", help="Output format.")] = SimilarFormat.TABLE,
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """List the acts that decide the same kind of thing as an act, with what they have in common."""
    from recueil.similar_acts.store import SimilarityFilter

    with open_for_reading(store, "similar", unmasked=unmasked) as opened:
        days = [day.date() if day else None for day in (since, until)]
        criteria = SimilarityFilter(other_bodies, _body_key(opened, body), *days)
        for found in _find(opened, act, limit, criteria):
            if format is SimilarFormat.JSON:
                from recueil.similar_acts.api import SimilarAct

                print(
                    json.dumps(
                        [SimilarAct.model_validate(each).model_dump(mode="json") for each in found],
                        ensure_ascii=False,
                    )
                )
            else:
                _print(found)


def _body_key(store: Store, name: str) -> str | None:
    if not name:
        return None
    body = store.bodies.choose(name).body
    if body is None:
        raise BodyRefused(
            _("No single body has the name {name}.").format(name=name), _("`recueil bodies` lists them.")
        )
    return body.key


def _find(store: Store, name: str, limit: int, criteria: SimilarityFilter) -> Iterator[Sequence[SimilarAct]]:
    """Yield the acts similar to an act of the store, or to each act of a file."""
    from recueil.errors import FileMissing, ReadError
    from recueil.settings import load_settings

    path = Path(name)
    if not path.exists() and not path.suffix and path.name == name:
        yield store.similar(name, limit, criteria)
        return
    if not path.is_file():
        raise FileMissing(
            _("{file} is no file.").format(file=name), _("Name one file, or an act that `recueil search` finds.")
        )
    from recueil.pipeline import extract_files

    for _path, result in extract_files([path], load_settings()):
        if isinstance(result, ReadError):
            raise result
        document, read = result
        for each in read.apart:
            yield store.similar_to(each, document.text, limit, criteria)


def _print(found: Sequence[SimilarAct]) -> None:
    if not found:
        from recueil.similar_acts.nearest import LEAST_PERCENT

        out.print(
            _(
                "No act has a score of {least} of 100, below which likeness may be chance. "
                "`recueil search` finds acts by their words."
            ).format(least=LEAST_PERCENT),
            soft_wrap=True,
        )
        return
    table = new_table("score", "date", "body", "act", "title", "in common")
    for each in found:
        cells = (f"{each.score} %", str(each.date or ""), each.body or "", each.uid, each.title or "")
        table.add_row(*(safe_text(join_lines(cell)) for cell in cells), safe_text(join_lines(_reasons(each))))
    out.print(table)


def _reasons(found: SimilarAct) -> str:
    same = [_("same text")] if found.same_text else [_("same title")] if found.same_title else []
    named = [f"« {each.text} »" for each in found.beneficiaries]
    return ", ".join([*same, *named, *(each.text for each in found.words)])
