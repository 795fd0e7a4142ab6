"""Reasons for which files fail: one list, in the documentation, the commands, the flow and the API."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from recueil.cli.app import main
from recueil.errors import ReasonUnknown
from recueil.store.ledger.reasons import REASONS, require_reasons
from recueil.store.store import Store
from recueil_flows.requests import RetryRequest

LISTED = f"The reasons are {', '.join(REASONS)}."


def test_every_reason_is_documented_with_its_next_step(root: Path) -> None:
    section = (root / "docs" / "operating.md").read_text("utf-8").partition("## Why files fail\n")[2]
    rows = re.findall(
        r"^\| `([\w-]+)` \| (.+?) \| (yes|no) \| (\w.+\.) \|$", section.partition("\n## ")[0], re.MULTILINE
    )
    told = [
        (code, " ".join(str(kind.__doc__).split()), "yes" if kind.passing else "no")
        for code, kind in REASONS.items()
    ]
    assert [row[:3] for row in rows] == told


def test_no_two_failures_share_a_reason() -> None:
    assert [kind.reason for kind in REASONS.values()] == list(REASONS)
    assert {"missing", "pdf-broken", "crash", "refused"} <= set(REASONS)
    assert "unreadable" not in REASONS  # of the class that they have in common


def test_a_reason_that_does_not_exist_names_its_neighbour_and_all_others() -> None:
    require_reasons(REASONS)
    with pytest.raises(ReasonUnknown) as caught:
        require_reasons(["missing", "pdf-brokn"])
    assert (
        str(caught.value) == f"'pdf-brokn' is not a reason for which files fail: did you mean pdf-broken? {LISTED}"
    )
    with pytest.raises(ReasonUnknown, match=r"^'xyzzy' is not a reason for which files fail\. The reasons are"):
        require_reasons(["xyzzy"])


@pytest.mark.parametrize("command", [["retry"], ["failures"], ["quarantine", "release"]])
def test_a_command_refuses_it_with_exit_status_2(
    command: list[str],
    store: Store,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["recueil", *command, "--reason", "misssing", "--store", f"sqlite:///{path}"])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    message = f"recueil: 'misssing' is not a reason for which files fail: did you mean missing? {LISTED}\n"
    assert (ended.value.code, out, err) == (2, "", message)


def test_the_flow_refuses_it_and_its_form_lists_them() -> None:
    with pytest.raises(
        ValidationError, match="'misssing' is not a reason for which files fail: did you mean missing"
    ):
        RetryRequest(reasons=["missing", "misssing"])
    items = RetryRequest.model_json_schema()["properties"]["reasons"]["items"]
    assert items == {"type": "string", "enum": list(REASONS)}
