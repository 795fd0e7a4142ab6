"""Compiled methods of dataclasses that one process keeps for the next."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from recueil.compilation import methods
from recueil.compilation.kept_code import read_kept
from recueil.compilation.methods import reuse_compiled_methods


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kept.methods"
    monkeypatch.setattr(methods, "_kept_in", lambda: path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return path


def make_class() -> type:
    @dataclasses.dataclass(frozen=True, slots=True, order=True)
    class Amount:
        """An amount."""

        euros: int
        words: tuple[str, ...] = ()

    return Amount


def make_reusing() -> type:
    with reuse_compiled_methods():
        return make_class()


def behaviour(of: type) -> tuple[object, ...]:
    one, other = of(1, ("un",)), of(2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.euros = 3
    return repr(one), one == other, one == of(1, ("un",)), one < other, hash(one), dataclasses.astuple(one)


def test_methods_of_a_former_process_are_those_that_would_be_compiled(kept: Path) -> None:
    fresh, first = behaviour(make_class()), behaviour(make_reusing())
    written = kept.read_bytes()
    assert first == fresh == behaviour(make_reusing())
    assert kept.read_bytes() == written


def test_known_methods_are_not_compiled_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_reusing()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(methods, "compile", refuse, raising=False)
    assert behaviour(make_reusing())[1:4] == (False, True, True)


@pytest.mark.parametrize("content", [b"", b"damaged", b"\xe9\x01\x00\x00\x00"])
def test_a_damaged_file_is_made_anew(kept: Path, content: bytes) -> None:
    make_reusing()
    whole = read_kept(kept)
    kept.write_bytes(content)
    assert behaviour(make_reusing()) == behaviour(make_class())
    assert read_kept(kept) == whole


def test_nothing_is_written_where_python_writes_no_bytecode(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    make_reusing()
    assert not kept.exists()


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods, "_kept_in", lambda: tmp_path / "missing" / "kept.methods")
    assert behaviour(make_reusing()) == behaviour(make_class())


def test_classes_are_made_as_ever_after_the_outermost_block(kept: Path) -> None:
    with reuse_compiled_methods():
        with reuse_compiled_methods():
            make_class()
        assert "exec" in vars(dataclasses)
    assert "exec" not in vars(dataclasses)


def test_methods_of_former_versions_are_dropped(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_reusing()
    monkeypatch.setattr(methods, "_MAX_KEPT", 2)
    with reuse_compiled_methods():
        dataclasses.make_dataclass("Vote", ["members"], eq=False, repr=False)
    (source,) = read_kept(kept)
    assert "members" in source


def test_commands_keep_their_methods(tmp_path: Path) -> None:
    command = [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-m", "recueil", "--version"]
    subprocess.run(command, check=True, env={"PYTHONPATH": ":".join(sys.path)}, stdout=subprocess.DEVNULL)
    (found,) = tmp_path.rglob("*.methods")
    assert len(read_kept(found)) > 0


def test_a_process_starts_with_the_methods_of_another(tmp_path: Path) -> None:
    code = (
        "from dataclasses import make_dataclass as m\nfrom recueil.compilation.methods import reuse_compiled_methods as r\n"
        "with r(): m('Vote', ['members'])"
    )
    command = [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-c", code]
    subprocess.run(command, check=True, env={"PYTHONPATH": ":".join(sys.path)})
    (found,) = tmp_path.rglob("*.methods")
    assert any("members" in source for source in read_kept(found))
