"""Why documents are to be done again, in words."""

from __future__ import annotations

import pytest

from recueil.ingest.reprocess import OutdatedGroup, Pipeline

WORK: list[object] = [object(), object()]


@pytest.mark.parametrize(
    ("outdated", "reason"),
    [
        (
            OutdatedGroup("1", ("extract/dates.py",), from_text=True, works=WORK[:1]),  # type: ignore[arg-type]
            "1 document of 1: extracted anew from the stored text (other: extract/dates.py).",
        ),
        (
            OutdatedGroup("1", tuple("abcde"), from_text=False, works=WORK),  # type: ignore[arg-type]
            "2 documents of 1: read again (other: a, b, c, d, e).",
        ),
        (
            OutdatedGroup("1", tuple("abcdefg"), from_text=False, works=WORK),  # type: ignore[arg-type]
            "2 documents of 1: read again (other: a, b, c, d, e and 2 more).",
        ),
        (
            OutdatedGroup("1", (), from_text=False, works=WORK),  # type: ignore[arg-type]
            "2 documents of 1: read again (it is not known what that version was made of).",
        ),
    ],
)
def test_the_reason_names_what_changed(outdated: OutdatedGroup, reason: str) -> None:
    assert outdated.reason() == reason


@pytest.mark.parametrize(
    ("before", "changed", "alike"),
    [
        ({"reading/pdf.py": "1", "extract/dates.py": "1"}, (), True),
        ({"reading/pdf.py": "1", "extract/dates.py": "0"}, ("extract/dates.py",), True),
        ({"reading/pdf.py": "0", "extract/dates.py": "1"}, ("reading/pdf.py",), False),
        ({"reading/pdf.py": "1"}, ("extract/dates.py",), True),
        ({"reading/pdf.py": "1", "extract/dates.py": "1", "reading/ocr.py": "1"}, ("reading/ocr.py",), False),
    ],
)
def test_the_parts_that_differ_say_whether_the_text_may(
    before: dict[str, str], changed: tuple[str, ...], alike: bool
) -> None:
    pipeline = Pipeline("2", {"reading/pdf.py": "1", "extract/dates.py": "1"}, "reading/")
    assert pipeline.changed_since(before) == changed
    assert pipeline.reads_alike(changed) is alike
