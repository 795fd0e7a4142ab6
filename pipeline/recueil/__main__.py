"""The entry point of ``recueil`` and of ``python -m recueil``: what must hold before the commands are imported."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from types import FrameType

_YOUNG_OBJECTS = 200_000
_INTERRUPTED = 128 + signal.SIGINT


def main() -> None:
    """Import the commands and run one. Until they are imported, Ctrl-C ends the process with one line."""
    # What is imported stays: to look through it for garbage every 700 objects takes a tenth of a short command,
    # and twice a twentieth. What works for long sets a lower threshold (``without_garbage_collection``).
    gc.set_threshold(_YOUNG_OBJECTS)
    # Nor is it looked through once more at the end, which takes a fifth.
    atexit.register(gc.freeze)
    # A process that is started to ignore Ctrl-C ignores it.
    handles_interrupts = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if handles_interrupts:
        signal.signal(signal.SIGINT, _end_interrupted)
    import recueil.translation  # noqa: F401  # first, for the message of Ctrl-C
    from recueil.compilation.methods import reuse_compiled_methods

    with reuse_compiled_methods():
        from recueil.cli.app import main as run

        if handles_interrupts:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()


def _end_interrupted(signum: int, frame: FrameType | None) -> None:
    """End at once: an exception would pass through half imported libraries, and may come out as another."""
    # The translation itself may be half imported.
    translate = getattr(sys.modules.get("recueil.translation"), "gettext", str)
    message = f"{translate('Interrupted: nothing was written.')}\n"
    os.write(2, message.encode(errors="replace"))
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
