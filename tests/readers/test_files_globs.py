"""Patterns of paths."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tables import each_row

from recueil.readers.files import Glob, parse_pattern


@each_row(
    ("pattern", "path"),
    [
        ("*.pdf", "a.pdf"),
        ("?.pdf", "é.pdf"),
        ("20[12][0-9]/*", "2024/a.pdf"),
        ("[!a]*", "b"),
        ("**", "a"),
        ("**", "a/b/c.pdf"),
        ("**/*.pdf", "a.pdf"),
        ("**/*.pdf", "a/b/c.pdf"),
        ("a/**/b/*.pdf", "a/b/c.pdf"),
        ("a/**/b/*.pdf", "a/x/y/b/c.pdf"),
        ("**/b/**/c", "a/b/b/x/c"),
        ("20*", "2024/a.pdf"),
        (".*/a", ".cache/a"),
    ],
)
def test_what_matches(pattern: str, path: str) -> None:
    assert Glob(pattern.split("/")).matches(path.split("/"))


@each_row(
    ("pattern", "path"),
    [
        ("*.pdf", "a.PDF"),
        ("*.pdf", "a/b.pdf"),
        ("?.pdf", "ab.pdf"),
        ("20[12][0-9]/*", "2034/a.pdf"),
        ("*/*.pdf", "a.pdf"),
        ("**/*.pdf", "a/b.txt"),
        ("a/**/b", "a/c"),
        ("*", ".hidden"),
        ("**", ".cache/a"),
        ("20*", "2024/.a.pdf"),
        ("[a", "a"),
    ],
)
def test_what_does_not_match(pattern: str, path: str) -> None:
    assert not Glob(pattern.split("/")).matches(path.split("/"))


def test_a_name_with_many_stars_is_quick() -> None:
    assert not Glob(["*a" * 50 + "b"]).matches(["a" * 255])


def test_what_exists_is_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "actes [2024]").mkdir()
    assert parse_pattern(tmp_path / "actes [2024]") is None
    assert parse_pattern(tmp_path / "actes [2023") is None
    assert parse_pattern(tmp_path / "actes [2023]") is not None


def test_a_pattern_covers_what_is_below_its_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pattern = parse_pattern(Path("actes/*/*.pdf"))
    assert pattern is not None
    assert pattern.root == Path("actes")
    assert pattern.covers(tmp_path / "actes" / "a" / "b.pdf")
    assert not pattern.covers(tmp_path / "actes" / "b.pdf")
    assert not pattern.covers(tmp_path / "autres" / "a" / "b.pdf")
