"""What Prefect is told of errors: what kind and where, never the file that they are about."""

from __future__ import annotations

import pytest

from recueil.errors import FileMissing, FlowError, MirrorError, StoreBusy
from recueil_flows.error_redaction import redact_error, redact_raised_errors

FILE = "/srv/KERMADEC Zoé.pdf"
WHERE = "`recueil report` and `recueil status` say more."


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            FileMissing(f"{FILE}: no such file.", "Correct it."),
            f"FileMissing: The file does not exist, or may not be opened. {WHERE}",
        ),
        (
            MirrorError(f"{FILE}: cannot be written."),
            f"MirrorError: The mirror of remote sources cannot be written. {WHERE}",
        ),
        (StoreBusy("The store is locked.", "Wait."), "The store is locked. Wait."),
        (FileNotFoundError(2, "No such file", FILE), f"FileNotFoundError: No such file. {WHERE}"),
        (OSError(FILE), f"OSError: the system refused it. {WHERE}"),
        (ValueError(FILE), "ValueError at an unknown place"),
    ],
)
def test_an_error_in_words_without_files(error: Exception, message: str) -> None:
    assert redact_error(error) == message


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FileMissing(FILE), FlowError),
        (ValueError(FILE), FlowError),
        (PermissionError(13, "Permission denied", FILE), PermissionError),
        (StoreBusy("The store is locked."), StoreBusy),
    ],
)
def test_an_error_that_prefect_keeps_quotes_no_file(error: Exception, kind: type[Exception]) -> None:
    with pytest.raises(kind) as raised, redact_raised_errors():
        raise error
    assert (type(raised.value), FILE in repr(raised.value), raised.value.__suppress_context__) == (
        kind,
        False,
        not isinstance(error, StoreBusy),
    )
