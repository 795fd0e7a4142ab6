"""Keeps compiled regular expressions from one process to the next.

Rules are some two thousand patterns: to compile them, which Python does in Python, takes half of a start. The
result is a list of numbers for the engine. It is kept in a file beside the bytecode of this module
(``kept_code.py``).

What compiles a pattern is internal to ``re``: a Python with nothing of that name compiles patterns as ever.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any

from recueil.compilation.kept_code import path_beside, read_kept, write_kept

_Key = tuple[str | bytes, int]
# Flags, numbers for the engine, number of groups, their numbers by name, their names by number.
_Code = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]

# Of several programs that compile different patterns, all are kept; those of former versions of the rules are not.
_MAX_KEPT = 10_000
_one_block = RLock()


@contextmanager
def reuse_compiled_patterns() -> Iterator[None]:
    """Compile no pattern in this block that a former process has compiled; keep the others for the next."""
    engine = _import_engine()
    if engine is None:
        yield
        return
    with _one_block:
        compiler = engine[0]
        path = _kept_in()
        patterns = _CompiledPatterns(*engine, read_kept(path))
        compiler.compile = patterns.compile  # type: ignore[attr-defined]
        try:
            yield
        finally:
            compiler.compile = patterns.compile_anew  # type: ignore[attr-defined]
    if patterns.are_new:
        write_kept(path, patterns.to_keep())


def reuses_compiled_patterns() -> bool:
    """Return whether ``reuse_compiled_patterns`` is in force."""
    engine = _import_engine()
    return engine is not None and isinstance(getattr(engine[0].compile, "__self__", None), _CompiledPatterns)


class _CompiledPatterns:
    """The compiled patterns of former processes, and of this one."""

    def __init__(self, compiler: ModuleType, parser: ModuleType, machine: ModuleType, kept: dict[_Key, _Code]):
        self.compile_anew = compiler.compile
        self.are_new = False
        self._compiler, self._parser, self._machine = compiler, parser, machine
        self._kept = kept
        self._used: dict[_Key, _Code] = {}

    def compile(self, pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        """Compile a pattern; ``re`` calls this in the place of its own function."""
        if not isinstance(pattern, str | bytes) or flags & re.DEBUG:
            made: re.Pattern[Any] = self.compile_anew(pattern, flags)
            return made
        key = pattern, int(flags)
        if key in self._kept:
            with suppress(RuntimeError, TypeError, ValueError):  # the engine refuses what is damaged
                return self._assemble(key, self._kept[key])
        self.are_new = True
        return self._assemble(key, self._translate(*key))

    def to_keep(self) -> dict[_Key, _Code]:
        """Return the patterns to keep: of too many, those that this process has used."""
        both = self._kept | self._used
        return both if len(both) <= _MAX_KEPT else self._used

    def _translate(self, pattern: str | bytes, flags: int) -> _Code:
        """Translate a pattern as ``re._compiler.compile`` does."""
        parsed = self._parser.parse(pattern, flags)
        code = self._compiler._code(parsed, flags)
        names: list[str | None] = [None] * parsed.state.groups
        for name, number in parsed.state.groupdict.items():
            names[number] = name
        groups = parsed.state.groups - 1, dict(parsed.state.groupdict), tuple(names)
        return flags | parsed.state.flags, array("I", code).tobytes(), *groups

    def _assemble(self, key: _Key, translated: _Code) -> re.Pattern[Any]:
        flags, code, *groups = translated
        made: re.Pattern[Any] = self._machine.compile(key[0], flags, array("I", code).tolist(), *groups)
        self._used[key] = translated
        return made


def _import_engine() -> tuple[ModuleType, ModuleType, ModuleType] | None:
    """Import the compiler, the parser and the engine of ``re``; None where this Python has others."""
    try:
        compiler, parser, machine = map(import_module, ("re._compiler", "re._parser", "_sre"))
    except ImportError:
        return None
    known = hasattr(compiler, "_code") and hasattr(parser, "parse") and array("I").itemsize == machine.CODESIZE
    return (compiler, parser, machine) if known else None


def _kept_in() -> Path:
    """Return the file for compiled patterns, which is of this version of Python alone."""
    return path_beside(__file__, "patterns")
