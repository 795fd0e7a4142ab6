"""Commands that read: files, the store, gold annotations. None changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli import terminal
from recueil.cli.arguments import (
    CommandFailed,
    EveryOption,
    PathsArgument,
    QueryCommand,
    StoreOption,
    UnmaskedOption,
    app,
    open_for_reading,
)
from recueil.errors import ReadError
from recueil.extras import require
from recueil.translation import gettext as _
from recueil.translation import ngettext

if TYPE_CHECKING:
    from recueil.settings import Settings
    from recueil.store.store import Store

# Acts read in one transaction: short ones, so that no export blocks those who write to the store.
_BATCH = 300


class ExtractFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"


class EvaluateFormat(StrEnum):
    TABLE = "table"
    JSON = "json"


class SearchFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"
    CSV_FR = "csv-fr"
    JSON = "json"


class ExportFormat(StrEnum):
    CSV = "csv"
    CSV_FR = "csv-fr"
    JSONL = "jsonl"
    PARQUET = "parquet"
    SCDL_DELIBERATIONS = "scdl-deliberations"
    SCDL_SUBVENTIONS = "scdl-subventions"


class Order(StrEnum):
    RANK = "rank"
    DATE = "date"
    AMOUNT = "amount"


class Facet(StrEnum):
    COMMUNE = "commune"
    DEPARTEMENT = "departement"
    EPCI = "epci"
    ANNEE = "annee"
    NATURE = "nature"
    MATIERE = "matiere"
    CHAPITRE = "chapitre"
    VOTE = "vote"
    CONTROLE = "controle"
    ORGANISATION = "organisation"
    LIEU = "lieu"
    CONFIANCE = "confiance"


@app.command()
def extract(
    paths: PathsArgument,
    format: Annotated[ExtractFormat, typer.Option("--format", help="Output format.")] = ExtractFormat.TABLE,
    text: Annotated[bool, typer.Option("--text", help="With jsonl: include the text as read.")] = False,
) -> None:
    """Extract the values and facts of files, without a store."""
    from recueil.installed_pipeline import accelerate_loading
    from recueil.settings import load_settings

    with accelerate_loading():
        from recueil.pipeline import extract_files

    failed = False
    for path, result in extract_files(paths, load_settings()):
        if isinstance(result, ReadError):
            failed = True
            terminal.print_error(result)
            continue
        if result[0].missing:
            failed = True
            terminal.print_missing(path, result[0])
        if format is ExtractFormat.JSONL:
            from recueil.export import jsonl

            print(jsonl.extraction_line(str(path), *result, with_text=text))
        else:
            from recueil.cli.act import print_act

            print_act(str(path), result[1])
    if failed:
        raise CommandFailed


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    boxes: Annotated[
        bool, typer.Option("--boxes", help="Print JSON: each word with its place on the page.")
    ] = False,
    image: Annotated[
        int | None, typer.Option("--image", min=1, metavar="PAGE", help="Draw this page with its values marked.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="With --image: the PNG file to write.")] = None,
) -> None:
    """Print the text of a file as it is read, page by page."""
    from recueil.settings import load_settings

    settings = load_settings()
    if image is not None:
        from recueil.page_images import render

        print(render.write_page_png(file, image, output, settings))
        return
    from recueil.readers import reader

    document = reader.read(file, settings.limits, settings.ocr_cache)
    if boxes:
        from recueil.export.jsonl import words_as_json

        print(words_as_json(str(file), document))
    else:
        terminal.print_pages(document)
    if document.missing:
        terminal.print_missing(file, document)
        raise CommandFailed


@app.command(cls=QueryCommand)
def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases" and fields: montant:>10000 chapitre:65.')],
    store: StoreOption = None,
    format: Annotated[SearchFormat, typer.Option("--format", help="Output format.")] = SearchFormat.TABLE,
    order: Annotated[
        Order, typer.Option(help="Sort by relevance, date (latest first) or largest amount.")
    ] = Order.RANK,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Acts per page.")] = 20,
    after: Annotated[
        str | None, typer.Option(metavar="PLACE", help="Continue after a page, at the place it printed.")
    ] = None,
    facet: Annotated[
        list[Facet] | None, typer.Option(help="Also count the acts by each value of this facet.")
    ] = None,
    every: EveryOption = False,
    unmasked: UnmaskedOption = False,
) -> None:
    """Find acts by their words and their extracted values."""
    from recueil.query import parse
    from recueil.store.search.cursors import Cursor
    from recueil.store.search.informative import with_informative

    parsed, cursor = parse(query), Cursor.parse(after) if after else None
    parsed = with_informative(parsed) if every else parsed
    with open_for_reading(store, "search", unmasked=unmasked) as opened:
        results, facets = opened.search_with_facets(
            parsed, [name.value for name in facet or ()], limit, order=order.value, after=cursor
        )
        advice = opened.advise(parsed, results) if format is SearchFormat.TABLE else []
        left_out = opened.count_left_out(parsed) if format is SearchFormat.TABLE else 0
    if format is SearchFormat.TABLE:
        terminal.print_hits(results)
        terminal.print_left_out(left_out)
        terminal.print_advice(advice)
        terminal.print_facets(facets)
    else:
        from recueil.export import csv, hits

        dialect = csv.FRENCH if format is SearchFormat.CSV_FR else csv.PLAIN
        as_json = format is SearchFormat.JSON
        as_csv = "" if as_json else hits.hits_as_csv(results.hits, dialect).rstrip("\n")
        print(hits.results_as_json(results, facets) if as_json else as_csv)


@app.command()
def show(
    act: Annotated[str, typer.Argument(help="The act, as printed by search.")],
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """Print one act of the store: its text with the entities coloured, and their exact values."""
    from recueil.cli.act import print_stored_act

    with open_for_reading(store, "show", unmasked=unmasked) as opened:
        print_stored_act(opened.act(act))


@app.command(cls=QueryCommand)
def export(
    output: Annotated[Path, typer.Option(help="The folder (csv, parquet) or file to write.")],
    format: Annotated[ExportFormat, typer.Option("--format", help="Format of the export.")],
    query: Annotated[
        str | None, typer.Argument(metavar="[QUERY]", help="Only the acts that match this query.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite an existing export.")] = False,
    every: EveryOption = False,
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """Export acts for other programs: all, or those that match a query."""
    from recueil.query import parse
    from recueil.settings import load_settings
    from recueil.store.search.informative import with_informative

    settings = load_settings(store=store)
    parsed = None if query is None else parse(query)
    parsed = with_informative(parsed) if every else parsed
    try:
        with open_for_reading(store, "export", unmasked=unmasked) as opened:
            _write(opened, opened.iter_docids(parsed, _BATCH), format, output, settings, replace=replace)
    except KeyboardInterrupt:
        print(_("Interrupted: nothing was written."))
        raise typer.Exit(130) from None


def _write(
    store: Store,
    batches: Iterator[list[int]],
    format: ExportFormat,
    output: Path,
    settings: Settings,
    *,
    replace: bool,
) -> None:
    match format:
        case ExportFormat.CSV | ExportFormat.CSV_FR | ExportFormat.PARQUET:
            _write_tables(store, batches, format, output, replace=replace)
        case ExportFormat.JSONL:
            _write_jsonl(store, batches, output, replace=replace)
        case ExportFormat.SCDL_DELIBERATIONS | ExportFormat.SCDL_SUBVENTIONS:
            _write_scdl(store, batches, format.removeprefix("scdl-"), output, settings, replace=replace)


def _write_tables(
    store: Store, batches: Iterator[list[int]], format: ExportFormat, output: Path, *, replace: bool
) -> None:
    from recueil.export import csv, files

    files.require_replaceable(output)
    if format is ExportFormat.PARQUET:
        require("parquet")
        from recueil.export.parquet import open_parquet_table

        opener: files.TableOpener = open_parquet_table
    else:
        dialect = csv.FRENCH if format is ExportFormat.CSV_FR else csv.PLAIN
        opener = partial(files.open_csv_table, dialect=dialect)
    suffix = "parquet" if format is ExportFormat.PARQUET else "csv"
    with files.atomic_write(output, replace=replace) as folder:
        counts = files.write_tables(store, batches, folder / output.name, suffix, opener)
    terminal.print_table_counts(counts, output)


def _write_jsonl(store: Store, batches: Iterator[list[int]], output: Path, *, replace: bool) -> None:
    from recueil.export import jsonl
    from recueil.export.files import atomic_write, require_not_folder

    require_not_folder(output)
    with atomic_write(output, replace=replace) as folder:
        count = jsonl.write(store, batches, folder / output.name)
    print(ngettext("{output}: {number} act.", "{output}: {number} acts.", count).format(output=output))


def _write_scdl(
    store: Store, batches: Iterator[list[int]], name: str, output: Path, settings: Settings, *, replace: bool
) -> None:
    require("scdl")
    from recueil.export.files import atomic_write, require_not_folder
    from recueil.export.scdl import file
    from recueil.export.scdl.rows import BodyDirectory

    require_not_folder(output)
    incomplete = file.incomplete_path(output)
    bodies = BodyDirectory((body.name, body.siret) for body in settings.bodies)
    with atomic_write(output, incomplete, replace=replace) as folder:
        outcome = file.write(store, batches, folder / output.name, name, bodies)
    terminal.print_completeness(outcome, output, incomplete)


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(help="Folder of gold annotations: tagged .txt, or .json with the texts in ../texts.")
    ],
    format: Annotated[EvaluateFormat, typer.Option("--format", help="Output format.")] = EvaluateFormat.TABLE,
    bodies: Annotated[bool, typer.Option(help="Also print one row per issuing body.")] = False,
    errors: Annotated[bool, typer.Option(help="Also print every mistake in its context.")] = False,
    floors: Annotated[Path | None, typer.Option(help="JSON file of minimum F1 scores; fail below them.")] = None,
    leave_one_body_out: Annotated[
        bool,
        typer.Option(
            "--leave-one-body-out", help="Train the learned parts again without the bodies they are tried on."
        ),
    ] = False,
    folds: Annotated[int, typer.Option(min=2, help="With it: train so many times.")] = 5,
    train: Annotated[
        list[Path] | None, typer.Option(help="With it: train also on this folder with texts/ and gold/.")
    ] = None,
    texts: Annotated[
        list[Path] | None,
        typer.Option(help="With it: train also on this folder of texts, labelled by the rules."),
    ] = None,
    scores: Annotated[
        Path | None,
        typer.Option(help="With it: write F1 on unseen bodies into this scores.csv."),
    ] = None,
) -> None:
    """Evaluate the extraction against gold annotations: precision, recall and F1."""
    from recueil import evaluation
    from recueil.installed_pipeline import load_pipeline

    if scores is not None and not scores.is_file():
        raise typer.BadParameter(_("There is no file {path}.").format(path=scores), param_hint="--scores")
    golds = evaluation.load(gold)
    if leave_one_body_out:
        data = evaluation.TrainingData([gold.resolve().parent, *(train or ())], texts or ())
        folded = evaluation.evaluate_folds(golds, evaluation.load_trainer(data), load_pipeline, folds)
        report = folded.unseen
        if scores is not None:
            evaluation.write_unseen(folded, scores)
        if format is EvaluateFormat.JSON:
            print(evaluation.folds_as_json(folded))
        else:
            terminal.print_folds(folded, bodies=bodies, errors=errors)
    else:
        report = evaluation.score(golds, evaluation.extract_acts(load_pipeline(), golds))
        if format is EvaluateFormat.JSON:
            print(evaluation.as_json(report))
        else:
            terminal.print_scores(report, bodies=bodies, errors=errors)
    if shortfalls := evaluation.below_floors(report, floors) if floors else []:
        terminal.print_lines(shortfalls)
        raise CommandFailed
