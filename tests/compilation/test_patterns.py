"""Compiled patterns that one process keeps for the next."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from recueil.compilation import patterns
from recueil.compilation.kept_code import read_kept
from recueil.compilation.patterns import reuse_compiled_patterns

SOURCES = [
    (r"(?P<day>\d{1,2})(?:er)?\s(?P<month>mai|août)", re.IGNORECASE),
    (r"(?x) délibération \s n° (\d+) # number", 0),
    (rb"%PDF-(\d)", 0),
    (r"[à-ÿ]{2,40}(?<!\bet)", re.MULTILINE),
]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kept.patterns"
    monkeypatch.setattr(patterns, "_kept_in", lambda: path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return path


def compile_sources() -> list[re.Pattern[str] | re.Pattern[bytes]]:
    re.purge()
    return [re.compile(source, flags) for source, flags in SOURCES]  # type: ignore[call-overload]


def compile_reusing() -> list[re.Pattern[str] | re.Pattern[bytes]]:
    with reuse_compiled_patterns():
        return compile_sources()


def test_patterns_of_a_former_process_are_those_that_would_be_compiled(kept: Path) -> None:
    fresh, first = compile_sources(), compile_reusing()
    written = kept.read_bytes()
    second = compile_reusing()
    assert first == fresh == second  # patterns are equal if their code is
    assert [dict(each.groupindex) for each in second] == [dict(each.groupindex) for each in fresh]
    assert [each.flags for each in second] == [each.flags for each in fresh]
    assert kept.read_bytes() == written


def test_known_patterns_are_not_translated_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_reusing()

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("re._parser.parse", refuse)
    assert len(compile_reusing()) == len(SOURCES)


@pytest.mark.parametrize("content", [b"", b"damaged", b"\xe9\x01\x00\x00\x00"])
def test_a_damaged_file_is_made_anew(kept: Path, content: bytes) -> None:
    compile_reusing()
    whole = kept.read_bytes()
    kept.write_bytes(content)
    assert compile_reusing() == compile_sources()
    assert kept.read_bytes() == whole


def test_nothing_is_written_where_python_writes_no_bytecode(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    compile_reusing()
    assert not kept.exists()


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_kept_in", lambda: tmp_path / "missing" / "kept.patterns")
    assert compile_reusing() == compile_sources()


def test_re_compiles_as_ever_after_the_block(kept: Path) -> None:
    before = vars(sys.modules["re._compiler"])["compile"]
    compile_reusing()
    assert vars(sys.modules["re._compiler"])["compile"] is before


def test_an_invalid_pattern_raises_what_re_raises(kept: Path) -> None:
    with reuse_compiled_patterns(), pytest.raises(re.error, match="missing \\)"):
        re.compile("(a")


def test_former_versions_of_the_rules_are_dropped(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_reusing()
    monkeypatch.setattr(patterns, "_MAX_KEPT", 2)
    with reuse_compiled_patterns():
        re.purge()
        re.compile("new rule")
    assert list(read_kept(kept)) == [("new rule", 0)]


def test_a_process_starts_with_the_patterns_of_another(tmp_path: Path) -> None:
    code = "import re; from recueil.compilation.patterns import reuse_compiled_patterns as r\nwith r(): re.compile('a+b')"
    command = [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-c", code]
    subprocess.run(command, check=True, env={"PYTHONPATH": ":".join(sys.path)})
    (found,) = tmp_path.rglob("*.patterns")
    assert ("a+b", 0) in read_kept(found)
