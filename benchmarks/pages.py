"""How long the pages and the API take on a large store, beside the SQL that they send.

    python benchmarks/pages.py [--acts 200000] [--store URL] [--without-columns]

Fills a store of SQLite with generated acts, or takes one that is filled, and prints for each page the median and
the p95 of its server time and, in the same run and in turn, of the very statements it sends, given to the driver
of the database alone; and how many rows it reads. Facets, sums and the home page are as by a server that has
loaded its columns, or by SQL ``--without-columns``.
Exit status 1 when the p95 of a search is above 3 times that of its statements, or a page reads more than 10,000
rows.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from fastapi.testclient import TestClient
from sqlalchemy import event
from storing import timing
from storing.making import Maker

from recueil.query import parse
from recueil.settings import Settings
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values.body import body_key
from recueil.web.app import create_app

SLOWER, ROWS = 3.0, 10_000
Statement = tuple[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--store", metavar="URL", help="of a store that is filled")
    parser.add_argument("--seconds", type=float, default=timing.SECONDS, help="of timing, for each page")
    parser.add_argument("--without-columns", action="store_true", help="as before a server has loaded them")
    args = parser.parse_args()
    timing.SECONDS = args.seconds
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with filled(args) as store:
        if not args.without_columns:
            store.keep_columns().load()
        app = create_app(store, Settings())
        with TestClient(app, base_url="http://127.0.0.1") as client:
            missed = list(measure(store, client))
    for miss in missed:
        print(f"missed: {miss}")
    sys.exit(1 if missed else 0)


@contextmanager
def filled(args: argparse.Namespace) -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="recueil-") as folder:
        url = args.store or f"sqlite:///{Path(folder)}/recueil.db"
        with open_store(url, create=True) as store:
            if args.store is None:
                Maker(store).grow(args.acts)
                store.tidy()
            yield store


def pages(store: Store) -> Iterator[tuple[str, str]]:
    """What is asked for, and where; a search's address begins with ``/?``."""
    subsidies, values = "subvention+association", "montant:10000..50000+chapitre:65"
    far = store.search(parse("subvention association"), 600, order="date", total=False).next
    act = store.search(None, 1).hits[0].uid
    [person], _ = store.people.find("gouri*", None, 1, None)
    [beneficiary], _ = store.beneficiaries.find(limit=1)
    largest = store.overview().largest[0].body
    body, key = quote_plus(largest), body_key(largest)
    yield "latest acts", "/"
    yield "search by relevance", f"/?q={subsidies}"
    yield "search by date", f"/?q={subsidies}&ordre=date"
    yield "search, a far page", f"/?q={subsidies}&ordre=date&apres={far}"
    yield "search by amount", f"/?q={subsidies}&ordre=montant"
    yield "search by values", f"/?q={values}&ordre=date"
    yield "search by words and values", f"/?q={subsidies}+{values}+seance:2018..2022"
    yield "search by a person", "/?q=personne:gouri*&ordre=date"
    yield "search by a rare phrase", "/?q=%22programme+des+logements+de+secours%22"
    yield "act", f"/actes/{act}"
    yield "value", f"/actes/{act}/valeurs/1"
    yield "amounts", "/montants"
    yield "amounts of words", f"/montants?q={subsidies}"
    yield "amounts of a search", f"/montants?q={subsidies}+{values}"
    yield "comparison of bodies", "/comparaison"
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
    yield "quality", "/qualite"
    yield "corrections", "/corrections"
    yield "alerts", "/alertes"
    yield "API: acts", f"/api/v1/acts?q={subsidies}&order=date"
    yield "API: act", f"/api/v1/acts/{act}"
    yield "API: entities", f"/api/v1/entities?q={values}&kind=amount"
    yield "API: facets", f"/api/v1/facets?q={subsidies}"
    yield "API: acts with facets", f"/api/v1/acts?q={subsidies}&order=date&total=true&facet=commune&facet=annee"


def measure(store: Store, client: TestClient) -> Iterator[str]:
    """Print the times of each page; gives what is slower, or larger, than it should be."""
    print(f"{'ms':<28}{'p50':>9}{'p95':>9}{'SQL p50':>9}{'p95':>9}{'ratio':>8}{'statements':>12}{'rows':>8}")
    for name, place in pages(store):
        statements = sent(store, client, place)
        read = sum(len(rows) for rows in replayed(store, statements)())
        whole, bare = timing.in_turn(lambda place=place: client.get(place), replayed(store, statements))
        ratio = whole.p95 / bare.p95
        times = "".join(f"{ms * 1000:>9.1f}" for ms in (whole.p50, whole.p95, bare.p50, bare.p95))
        print(f"{name:<28}{times}{ratio:>7.1f}×{len(statements):>12}{read:>8,}", flush=True)
        if place.startswith("/?") and ratio > SLOWER:
            yield f"{name} takes {ratio:.1f} times as long as its statements"
        if read > ROWS:
            yield f"{name} reads {read:,} rows"


def sent(store: Store, client: TestClient, place: str) -> list[Statement]:
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


def replayed(store: Store, statements: list[Statement]) -> Callable[[], list[Sequence[Any]]]:
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
