"""The faults of ``faults.toml`` can be put into the code as it is now. ``python -m tests.mutations`` tries them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.mutations.faults import FILE, Fault, faults
from tests.mutations.tree import Verdict, read_verdict

FAULTS = faults()
PACKAGES = {
    *("values", "readers", "entities", "facts", "checks", "query", "store", "ingest", "export", "evaluation"),
    *(
        "batches",
        "beneficiaries",
        "corrections",
        "cross_checks",
        "dossiers",
        "interests",
        "missing",
        "persons",
        "alerts",
        "bodies",
        "accounts",
        "privacy",
        "figures",
        "reports",
        "similar_acts",
        "page_images",
        "cli",
        "web",
    ),
    *("recueil", "recueil_flows", "fr_recueil"),
}


def test_a_fault_is_one_edit_that_leaves_python(root: Path) -> None:
    for fault in FAULTS:
        text = (root / fault.file).read_text("utf-8")
        faulty = fault.apply(text)
        assert faulty != text, fault.name
        ast.parse(faulty, fault.name)


def test_what_is_to_be_replaced_stands_there_once() -> None:
    fault = Fault("twice", "pipeline/recueil/cli/app.py", "a", "b", ("tests/cli/test_app.py",))
    with pytest.raises(
        ValueError, match=r"^twice: what it replaces stands 2 times in pipeline/recueil/cli/app\.py\.$"
    ):
        fault.apply("a a")


def test_the_tests_that_a_fault_names_are_there(root: Path) -> None:
    assert [fault.name for fault in FAULTS if not fault.tests] == []
    assert [path for fault in FAULTS for path in fault.tests if not (root / path).exists()] == []


def test_every_package_has_faults() -> None:
    assert {fault.package for fault in FAULTS} == PACKAGES
    assert len(FAULTS) >= 60


def test_no_fault_is_there_twice() -> None:
    edits = {(fault.file, fault.old, fault.new) for fault in FAULTS}
    assert len(edits) == len(FAULTS) == FILE.read_text("utf-8").count("\nfile = ")


def test_a_test_that_fails_in_one_process_or_in_one_of_several_is_a_verdict() -> None:
    output = "FAILED tests/cli/test_app.py::test_it_answers - assert 1 == 2\n!!! stopping after 1 failures !!!"
    failed = Verdict("failed", "tests/cli/test_app.py::test_it_answers")
    assert [read_verdict(status, output) for status in (1, 2)] == [failed, failed]
    assert read_verdict(2, "interrupted") == Verdict("broken", "interrupted")
    assert [read_verdict(status, "") for status in (0, 5)] == [Verdict("passed"), Verdict("passed")]
