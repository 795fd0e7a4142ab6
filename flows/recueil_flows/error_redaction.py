"""What Prefect may keep of an error: its logs, states and events must name nobody, and a file name may.

The full message is in the store, with the run, and on the terminal of whoever ran the command.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger
from prefect.states import Failed

from recueil.errors import FlowError, MirrorError, ReadError, RecueilError
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

_SEE_ALSO = _("`recueil report` and `recueil status` say more.")


def redact_error(error: BaseException) -> str:
    """Describe an error without quoting a file: our own by their message, except those about files.

    Of those, the class is described; of other errors, the line of code that raised them.
    """
    if isinstance(error, RecueilError) and not isinstance(error, ReadError | MirrorError):
        return str(error)
    if isinstance(error, RecueilError):
        return f"{type(error).__name__}: {_(error.summary())} {_SEE_ALSO}"
    if isinstance(error, OSError):
        return f"{type(error).__name__}: {error.strerror or _('the system refused it')}. {_SEE_ALSO}"
    return f"{type(error).__name__} {_code_location(error)}"


def _code_location(error: BaseException) -> str:
    """Return the line and module that raised an error."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return _("at an unknown place")
    return _("at line {number} of {module}").format(
        number=trace.tb_lineno, module=trace.tb_frame.f_globals.get("__name__", "unknown")
    )


@contextmanager
def redact_raised_errors() -> Iterator[None]:
    """Replace errors whose message may quote a file by ones that do not, since Prefect stores messages."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror) from None
    except (ReadError, MirrorError) as error:
        raise FlowError(redact_error(error)) from None
    except RecueilError:
        raise
    except Exception as error:  # noqa: BLE001 — whatever it is, its message is not known
        raise FlowError(redact_error(error)) from None


class FlowEnd:
    """How a flow ended, as the state that it returns to Prefect."""

    state: State[Any]


@contextmanager
def failure_as_state() -> Iterator[FlowEnd]:
    """Turn an error of the block, the body of a flow, into a Failed state with a redacted message.

    The state holds the error itself as data, for the command of this process; it is not persisted.
    """
    end = FlowEnd()
    try:
        yield end
    except Exception as error:  # noqa: BLE001 — Prefect would keep the message of whatever it is
        get_run_logger().error(redact_error(error))
        end.state = Failed(message=redact_error(error), data=error)
