"""Keeps the compiled methods of dataclasses from one process to the next.

``dataclasses`` writes the methods of each class as text and compiles it: for the hundred classes of a command
that reads, a seventh of all that it does. The code is kept in a file beside the bytecode of this module
(``kept_code.py``).

That ``exec`` compiles the text is internal to ``dataclasses``: where it does not, methods are compiled as ever.
"""

from __future__ import annotations

import dataclasses
import marshal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import CodeType
from typing import Any

from recueil.compilation.kept_code import path_beside, read_kept, write_kept

# Of several programs that make different classes, the methods of all are kept; of former versions, they are not.
_MAX_KEPT = 5_000


@contextmanager
def reuse_compiled_methods() -> Iterator[None]:
    """Compile no method of a dataclass in this block that a former process has compiled; keep the others for the
    next.

    Blocks may be nested, and the outermost counts.
    """
    module: Any = dataclasses
    if "exec" in vars(module):
        yield
        return
    path = _kept_in()
    methods = _CompiledMethods(read_kept(path))
    module.exec = methods.execute
    try:
        yield
    finally:
        del module.exec
        if methods.are_new:
            write_kept(path, methods.to_keep())


class _CompiledMethods:
    """The compiled methods of former processes, and of this one, by their text."""

    def __init__(self, kept: dict[str, bytes]) -> None:
        self.are_new = False
        self._kept = kept
        self._used: dict[str, bytes] = {}

    def execute(self, source: Any, *namespaces: Any) -> None:
        """Execute the text of a method; ``dataclasses`` calls this in the place of ``exec``."""
        if isinstance(source, str):
            source = self._compile(source)
        exec(source, *namespaces)  # noqa: S102 - what ``dataclasses`` executes

    def _compile(self, source: str) -> CodeType:
        if (packed := self._kept.get(source)) is not None:
            with suppress(EOFError, ValueError, TypeError):
                code = marshal.loads(packed)  # noqa: S302 - as trusted as the bytecode beside it
                if isinstance(code, CodeType):
                    self._used[source] = packed
                    return code
        code = compile(source, "<string>", "exec", dont_inherit=True)
        self.are_new = True
        self._used[source] = marshal.dumps(code)
        return code

    def to_keep(self) -> dict[str, bytes]:
        """Return the methods to keep: of too many, those that this process has used."""
        both = self._kept | self._used
        return both if len(both) <= _MAX_KEPT else self._used


def _kept_in() -> Path:
    return path_beside(__file__, "methods")
