"""Tables of queries: what is read of them, and why what is hostile or wrong is not."""

from __future__ import annotations

import pytest

from recueil.batches import query_file
from recueil.batches.query_file import AskedQuery, read_queries
from recueil.errors import QueryBatchRefused

TWO = [AskedQuery(2, "Été", "subvention, sport"), AskedQuery(3, "3", "montant:>10")]


@pytest.mark.parametrize(
    "content",
    [
        'nom,requete\nÉté,"subvention, sport"\n,montant:>10\n'.encode(),
        "nom;requete\r\nÉté;subvention, sport\r\n;montant:>10".encode(),
        "\ufeffNom ; Requête\nÉté;subvention, sport\n;montant:>10\n".encode(),
        "requete;nom;autre\nsubvention, sport;Été;x\nmontant:>10\n".encode("cp1252"),
        "nom;requete\nÉté;subvention, sport\n;montant:>10\n;\n\n".encode("utf-16"),
    ],
)
def test_tables_are_read_in_their_encoding_with_their_delimiter(content: bytes) -> None:
    assert read_queries(content, source="a.csv") == TWO


def test_lines_are_those_of_the_file() -> None:
    content = b'nom;requete\n\n"deux\nlignes";a\n;;\nb;b\n'
    assert read_queries(content, source="a.csv") == [AskedQuery(3, "deux lignes", "a"), AskedQuery(6, "b", "b")]


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"", "column", "a.csv has no column requete in its first line. The columns are nom, requete."),
        (b"nom;question\na;b\n", "column", "a.csv has no column requete"),
        (b"nom;requete\n;\n\n", "none", "a.csv has no query."),
        (b'nom;requete\na;b\nc;"d"e\n', "csv", "a.csv: line 3 is no line of a CSV"),
        (b'nom;requete\na;"b\n', "csv", "a.csv: line 2 is no line of a CSV"),
        (b"nom;requete\na;" + b"x" * 20_001, "csv", "a cell of more than 20000 characters"),
        (b"nom;requete\n" + b"a;b\n" * 1_001, "many", "a.csv has more than 1000 queries. Split it."),
        (b"x" * 2_000_001, "bytes", "a.csv has more than 2000000 bytes. Split it."),
        (bytes(range(256)) * 10, "column", "a.csv has no column requete"),
    ],
)
def test_what_is_no_table_of_queries_is_refused(content: bytes, code: str, message: str) -> None:
    with pytest.raises(QueryBatchRefused) as refused:
        read_queries(content, source="a.csv")
    assert refused.value.code == code
    assert message in str(refused.value)


def test_a_table_of_so_many_queries_is_read() -> None:
    assert len(read_queries(b"nom;requete\n" + b"a;b\n" * query_file.MAX_QUERIES, source="a.csv")) == 1_000
