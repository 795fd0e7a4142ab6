"""What remote files and folders are called here."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from recueil.ingest.remote.urls import disambiguate, folder_name, local_path, redact_url


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("2024", "Délibération n° 1.pdf"), "2024/Délibération n° 1.pdf"),
        (("..", "..", "etc", "passwd"), "%2E./%2E./etc/passwd"),
        ((".", ".cache"), "%2E/%2Ecache"),
        (("/etc/passwd",), "%2Fetc%2Fpasswd"),
        (("a\\b", "100 %.txt"), "a%5Cb/100 %25.txt"),
        (("nul\0", "saut\n\r", "\x1b[2J"), "nul%00/saut%0A%0D/%1B[2J"),
        (("txt.\u202efdp",), "txt.%E2%80%AEfdp"),
        (("\udcff.txt",), "%ED%B3%BF.txt"),
        (("", "a.txt"), "_/a.txt"),
    ],
)
def test_a_name_is_as_there_and_does_nothing_here(parts: tuple[str, ...], name: str) -> None:
    assert str(local_path(parts)) == name


@pytest.mark.parametrize("character", ["a", "é", "\0", "🦊"])
def test_a_long_name_is_cut_where_file_systems_cut_it_but_keeps_its_end(character: str) -> None:
    one, other = (local_path([character * 400 + tail + ".pdf"]) for tail in "12")
    assert len(one.name.encode()) <= 200
    assert (one.suffix, one != other) == (".pdf", True)


def test_a_long_path_becomes_a_short_one() -> None:
    parts = ["d" * 100] * 30
    path = local_path([*parts, "a.txt"])
    assert (path.name, len(path.parts)) == ("a.txt", 2)
    assert local_path([*parts, "e", "a.txt"]) != path


def test_what_a_name_does_not_show_tells_files_apart() -> None:
    one, other = (disambiguate(PurePosixPath("d/lire.php"), query) for query in ("id=1", "id=2"))
    assert one != other
    assert (one.parent.name, one.name[:5], one.suffix) == ("d", "lire~", ".php")


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://www.Example.org/Actes/**/*.pdf", "www.example.org-actes-pdf-"),
        ("s3://seau/2024", "seau-2024-"),
        ("zip://**::https://host/a.zip?cle=secret", "host-a.zip-"),
        ("file:///", ""),
        ("https://host/" + "x" * 500, "host-" + "x" * 55 + "-"),
    ],
)
def test_a_source_has_a_readable_folder_of_its_own(url: str, start: str) -> None:
    name = folder_name(url)
    assert name.startswith(start)
    assert len(name) == len(start) + 8
    assert name != folder_name(f"{url}/")


def test_what_is_shown_of_a_url() -> None:
    assert redact_url("zip://a?.pdf::https://host/x.zip?sig=secret#part") == "zip://a?.pdf::https://host/x.zip?…"
