"""CPU time of each page and of the API on a large store, and the rows that they read.

    python benchmarks/pages.py [--acts 200000] [--postgres] [--keep FOLDER] [--store URL] [--only WORDS …]

Fills a store with acts of the generator and copies of them (``storing.copies``), with dossiers and findings
across acts, or takes one that is filled; with ``--keep`` the stores stay, and are used again. Prints for each page
p50 and p95 of the CPU time of a request, of this process and, after the +, of PostgreSQL; « anew », p50 of both
where a server keeps none of its answers, as after an act has changed; its statements, and the rows that they read.
Facets, sums and the home page are as by a server that has loaded its columns, or by SQL ``--without-columns``.
With ``--sql``, p50 of the statements alone too.

Exit status 1 when the p95 of a page is above its TARGETS, or it reads more than 10,000 rows.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from fastapi.testclient import TestClient
from sqlalchemy import event, make_url
from storing import gathered, server, timing
from storing.copies import copy_acts
from storing.making import Maker

from recueil.query import parse
from recueil.settings import Settings
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values.body import body_key
from recueil.web.app import create_app

ROWS = 10_000
ANEW = 5
"""Requests of each page for which nothing is kept."""
MADE = 10_500
"""Acts of the generator; the others are copies."""
TARGETS = {"search": 150, "amounts": 200, "API: facets": 100, "": 300}
"""Milliseconds of CPU of a request, for the pages whose names begin so."""
Statement = tuple[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--postgres", action="store_true", help="in place of SQLite")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--store", metavar="URL", help="of a store that is filled")
    parser.add_argument("--only", metavar="WORDS", nargs="+", default=[""], help="pages whose names have some")
    parser.add_argument("--requests", type=int, default=20, help="of each page")
    parser.add_argument("--without-columns", action="store_true", help="as before a server has loaded them")
    parser.add_argument("--sql", action="store_true", help="time also the statements alone")
    args = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with open_filled(args) as store:
        if not args.without_columns:
            store.keep_columns().load()
        app = create_app(store, Settings())
        gc.freeze()  # as `recueil serve`, what is loaded once is not looked through again
        with TestClient(app, base_url="http://127.0.0.1") as client:
            missed = list(measure(store, client, args))
    for miss in missed:
        print(f"missed: {miss}")
    sys.exit(1 if missed else 0)


@contextmanager
def open_filled(args: argparse.Namespace) -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="recueil-", dir="/tmp") as scratch:  # the path of a socket is short
        Path(scratch).chmod(0o755)  # PostgreSQL, as another user, has its own below it
        folder = (args.keep or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        with address(args, folder) as url, open_store(url, create=True) as store:
            if args.store is None and not store.search(None, 1, total=False).hits:
                fill(store, args.acts)
            yield store


@contextmanager
def address(args: argparse.Namespace, folder: Path) -> Iterator[str]:
    if args.store is not None:
        yield args.store
    elif args.postgres:
        with server.running(folder / "postgresql") as url:
            yield url
    else:
        yield f"sqlite:///{folder}/recueil.db"


def fill(store: Store, number: int) -> None:
    """Have a store hold acts, and what persons and the night make of them."""
    Maker(store).grow(min(number, MADE))
    copy_acts(store, number)
    gathered.add_findings(store)
    gathered.add_dossiers(store)
    store.tidy()


def pages(store: Store) -> Iterator[tuple[str, str]]:
    """What is asked for, and where; a search's address begins with ``/?``."""
    subsidies, values = "subvention+association", "montant:10000..50000+chapitre:65"
    far = store.search(parse("subvention association"), 600, order="date", total=False).next
    act = store.search(None, 1).hits[0].uid
    [person], _ = store.people.find("gouri*", None, 1, None)
    [beneficiary], _ = store.beneficiaries.find(limit=1)
    largest = store.overview().largest[0].body
    body, key = quote_plus(largest), body_key(largest)
    dossiers = {head.size: head.id for head in store.dossiers.list(None)}
    yield "latest acts", "/"
    yield "search by relevance", f"/?q={subsidies}"
    yield "search by date", f"/?q={subsidies}&ordre=date"
    if far is not None:
        yield "search, a far page", f"/?q={subsidies}&ordre=date&apres={far}"
    yield "search by amount", f"/?q={subsidies}&ordre=montant"
    yield "search by values", f"/?q={values}&ordre=date"
    yield "search by words and values", f"/?q={subsidies}+{values}+seance:2018..2022"
    yield "search by a word near a value", "/?q=montant:10000..50000+PRES+subvention&ordre=date"
    yield "search by a person", "/?q=personne:gouri*&ordre=date"
    yield "search by a rare phrase", "/?q=%22programme+des+logements+de+secours%22"
    yield "act", f"/actes/{act}"
    yield "value", f"/actes/{act}/valeurs/1"
    yield "amounts", "/montants"
    yield "amounts of words", f"/montants?q={subsidies}"
    yield "amounts of a search", f"/montants?q={subsidies}+{values}"
    yield "comparison of bodies", "/comparaison"
    yield "comparison by awards", "/comparaison?mesure=attribue"
    yield "comparison by lines", "/comparaison?mesure=inscrit&chapitre=65"
    yield "persons", "/personnes"
    yield "persons by name", "/personnes?nom=gouri"
    yield "person", f"/personnes/{person.id}"
    yield "beneficiaries", "/beneficiaires"
    yield "beneficiaries by name", "/beneficiaires?nom=judo*"
    yield "beneficiaries of a year", "/beneficiaires?de=2019&a=2019"
    yield "beneficiary", f"/beneficiaires/{beneficiary.id}"
    yield "bodies", "/organismes"
    yield "bodies by name", "/organismes?nom=aubebray"
    yield "bodies of a département", "/organismes?departement=34"
    yield "body", f"/organismes/{key}"
    yield "presences of a body", f"/presences?commune={body}"
    yield "what a body lacks", f"/manquants?commune={body}"
    yield "cross-checks of a body", f"/recoupements?commune={body}"
    yield "findings", "/controles"
    yield "findings of a year", "/controles?de=2019&a=2019"
    yield "cross-checks of another body", f"/recoupements?commune={gathered.other_body(store)}"
    yield "quality", "/qualite"
    yield "quality of a year", "/qualite?annee=2019"
    yield "similar acts", f"/actes/{act}/semblables"
    yield "many queries at once", "/requetes"
    yield "dossiers", "/dossiers"
    yield "dossiers with a tag", "/dossiers?etiquette=voirie"
    if dossiers:
        yield "dossier", f"/dossiers/{dossiers[min(dossiers)]}"
        yield "dossier, the largest", f"/dossiers/{dossiers[max(dossiers)]}"
        yield "API: timeline, the largest", f"/api/v1/dossiers/{dossiers[max(dossiers)]}/timeline"
    yield "corrections", "/corrections"
    yield "alerts", "/alertes"
    yield "API: acts", f"/api/v1/acts?q={subsidies}&order=date"
    yield "API: act", f"/api/v1/acts/{act}"
    yield "API: entities", f"/api/v1/entities?q={values}&kind=amount"
    yield "API: facets", f"/api/v1/facets?q={subsidies}"
    yield "API: acts with facets", f"/api/v1/acts?q={subsidies}&order=date&total=true&facet=commune&facet=annee"


def measure(store: Store, client: TestClient, args: argparse.Namespace) -> Iterator[str]:
    """Print the times of each page; gives what is slower, or larger, than it should be."""
    cpu = timing.Cpu(server.backends(store._engine) if is_postgres(store) else None)
    print(
        f"{'ms of CPU':<32}{'p50':>16}{'p95':>8}{'anew':>8}{'statements':>12}{'rows':>9}"
        f"{'SQL p50' if args.sql else '':>10}"
    )
    for name, place in pages(store):
        if not any(words in name for words in args.only):
            continue
        statements = record_statements(store, client, place)
        again = build_replay(store, statements)
        read = sum(len(rows) for rows in again())
        bare = cpu.times(again, args.requests) if args.sql else None
        here, there = cpu.times(lambda place=place: client.get(place), args.requests)
        whole = add_up(here, there)
        anew = add_up(*cpu.times(lambda place=place: client.get(place), ANEW, before=partial(drop_answers, store)))
        p50 = f"{here.p50 * 1000:.0f}" + (f" + {there.p50 * 1000:.0f}" if is_postgres(store) else "")
        sql = f"{sum(each.p50 for each in bare) * 1000:>10.0f}" if bare else ""
        times = f"{p50:>16}{whole.p95 * 1000:>8.0f}{anew.p50 * 1000:>8.0f}"
        print(f"{name:<32}{times}{len(statements):>12}{read:>9,}{sql}", flush=True)
        target = next(most for start, most in TARGETS.items() if name.startswith(start))
        if whole.p95 * 1000 > target:
            yield f"{name} takes {whole.p95 * 1000:.0f} ms, not {target}"
        if read > ROWS:
            yield f"{name} reads {read:,} rows"


def add_up(here: timing.Times, there: timing.Times) -> timing.Times:
    """Return the times of requests, of this process and of the server together."""
    return timing.Times(tuple(map(sum, zip(here.spent, there.spent, strict=True))))


def drop_answers(store: Store) -> None:
    """Drop what columns keep of the answers to queries, and of all acts, as if an act had changed."""
    columns = store.keep_columns()._columns
    if columns is not None:
        columns._answers.clear()
        columns._found.clear()


def is_postgres(store: Store) -> bool:
    return make_url(store._engine.url).get_backend_name() == "postgresql"


def record_statements(store: Store, client: TestClient, place: str) -> list[Statement]:
    """The statements that a page sends to read, once what can be kept is."""
    found: list[Statement] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "WITH")):
            found.append((statement, parameters))

    client.get(place).raise_for_status()
    event.listen(store._engine, "before_cursor_execute", note)
    client.get(place).raise_for_status()
    event.remove(store._engine, "before_cursor_execute", note)
    return found


def build_replay(store: Store, statements: list[Statement]) -> Callable[[], list[Sequence[Any]]]:
    """Sends the statements again, through the driver alone."""
    connection = store._engine.raw_connection()

    def again() -> list[Sequence[Any]]:
        cursor = connection.cursor()
        rows: list[Sequence[Any]] = []
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            rows.append(cursor.fetchall())
        connection.rollback()
        return rows

    return again


if __name__ == "__main__":
    main()
