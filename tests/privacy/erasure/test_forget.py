"""Somebody forgotten, the whole way: files in, forgotten, and looked for in everything that comes out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection
from tests import commands
from tests.filing import ingest_once
from tests.naming import named_in, named_in_files
from tests.web.people import application

from recueil.ingest.plan import path_of
from recueil.ingest.reprocess import Pipeline, find_outdated, plan_reprocess
from recueil.privacy.erasure import erase
from recueil.privacy.erasure import store as forgetting
from recueil.privacy.erasure.erasure_scope import Scope
from recueil.privacy.erasure.suppressions import AppliedSuppression
from recueil.readers.document import PageContent
from recueil.readers.ocr.cache import OcrCacheEntry
from recueil.settings import Limits
from recueil.store.open import open_store

Bring = Callable[[str, Path], None]
Run = Callable[..., tuple[int, str]]
SURNAME = ("Kermadec", "Tréguier")
PERSON = "Zoé KERMADEC-TRÉGUIER"
ACT = """COMMUNE DE FONTVERGNE
Conseil municipal
Séance du jeudi 14 mars 2024.
Présents : Élodie VASSEUR, Zoé KERMADEC-
TRÉGUIER, Paul ASTIER. Absent : Marc LE GUEN (pouvoir à Mme KERMADEC-TRÉGUIER Zoé).
Secrétaire de séance : Mme Zoé  Kermadec-Tréguier

Objet : Indemnité de Mme Zoé KERMADEC-TRÉGUIER

Le maire expose que Mme KERMADEC-TRÉGUIER et Kermadec Treguier (Zoé) y ont droit, et que zoé kermadec-tréguier
(zoe.kermadec-treguier@exemple.fr) l'a demandé. Une indemnité de 300 euros est attribuée à Mme Z. KERMADEC-TRÉGUIER.

Votes contre : Zoé KERMADEC-TRÉGUIER, Paul ASTIER. Adopté à la majorité.
"""


@pytest.fixture
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, with acts in it and a place for a store: the same for all tests, made anew for each."""
    place.mkdir()
    monkeypatch.chdir(place)
    for folder in ("actes", "magasin"):
        (place / folder).mkdir()
    (place / "actes" / "a.txt").write_text(ACT, "utf-8")
    (place / "actes" / "arrete_KERMADEC-TREGUIER_Zoe.txt").write_text(f"{ACT}Fait à Fontvergne.\n", "utf-8")
    monkeypatch.setenv("RECUEIL_STORE", "sqlite:///magasin/recueil.db")
    monkeypatch.setenv("PREFECT_HOME", str(place / "prefect"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    yield place
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forgetting") / "work"


@pytest.fixture
def brought(here: Path, bring: Bring) -> Callable[[str], str]:
    """Ingest the acts of the working folder into its store, which is kept by a name: once for all tests."""

    def ingested(name: str) -> str:
        return ingest_once(bring, here / "actes", here / "magasin" / "recueil.db", here.with_name(f"{name}.db"))

    return ingested


@pytest.fixture
def url(brought: Callable[[str], str]) -> str:
    """The address of the store that holds the acts of the working folder."""
    return brought("acts")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit status of a command, and what it prints."""

    def command(*arguments: str) -> tuple[int, str]:
        status, out, err = commands.run(capsys, *arguments)
        return status, out + err

    return command


def exported(run: Run, into: Path) -> dict[str, set[str]]:
    """Which words of the name are in which exports, compressed ones read."""
    into.mkdir()
    for name in ("jsonl", "csv", "parquet", "scdl-deliberations", "scdl-subventions"):
        _, output = run("export", "--format", name, "--output", str(into / name))
        assert (into / name).exists(), output
    named = named_in_files(into, *SURNAME)
    for file in into.rglob("*.parquet"):
        rows = repr(pyarrow.parquet.read_table(file).to_pylist())
        named |= {str(file): words for words in [named_in(rows.encode(), *SURNAME)] if words}
    return named


def answered(url: str) -> dict[str, set[str]]:
    """Which words of the name pages and the API answer with."""
    with (
        open_store(url) as store,
        TestClient(application(store, when=None), base_url="http://127.0.0.1") as client,
    ):
        uids = [hit.uid for hit in store.search(None).hits]
        of_acts = [f"/actes/{uid}{end}" for uid in uids for end in ("", "?format=json", "/pages/1")]
        lists = [
            "/",
            "/recherche?q=",
            "/personnes",
            "/presences?commune=Fontvergne",
            "/corrections",
            "/chiffres",
            "/api/v1/acts",
            "/api/v1/persons",
        ]
        lists += ["/api/v1/entities", "/api/v1/findings", "/api/v1/ledger", "/api/v1/audit"]
        answers = {address: client.get(address) for address in [*of_acts, *lists]}
        named = {address: named_in(answer.content, *SURNAME) for address, answer in answers.items()}
        assert {answers[address].status_code for address in of_acts} == {200}
    return {address: words for address, words in named.items() if words}


def test_somebody_is_forgotten_for_good(here: Path, run: Run, url: str, bring: Bring) -> None:
    assert exported(run, here / "before") != {}
    assert answered(url) != {}
    OcrCacheEntry(here / ".recueil/ocr", "ab12").keep(PageContent(ACT))
    OcrCacheEntry(here / ".recueil/ocr", "cd34").keep(PageContent("Paul ASTIER"))
    arguments = ("--person", PERSON, "--body", "Fontvergne", "--reason", "demande", "--yes")
    status, output = run("forget", *arguments)
    assert status == 0, output
    lines = output.splitlines()
    assert lines[0].startswith(f"The key of what is forgotten is in {here / 'forget.key'}:")
    assert lines[1:3] == [
        "18 mentions in 2 acts (2 documents).",
        "Suppression 1: 18 mentions in 2 acts taken out.",
    ]
    assert f"  source: {here / 'actes' / 'a.txt'}" in lines
    assert f"  source: {here / 'actes' / 'arrete_KERMADEC-TREGUIER_Zoe.txt'}" in lines
    assert (here / "forget.key").stat().st_mode & 0o777 == 0o600
    nowhere(here, run, url, "after")
    # The same files once more, one of them changed; and what another site publishes.
    (here / "actes" / "a.txt").write_text(ACT.replace("300 euros", "350 euros"), "utf-8")
    (here / "actes" / "b.txt").write_text(f"Publié le 2 avril 2024\n{ACT.upper()}", "utf-8")
    bring(url, here / "actes")
    with open_store(url) as store:
        assert store.ledger.states()["done"] == 3
    nowhere(here, run, url, "later")
    assert run("forgotten")[1].splitlines()[1].split()[:2] == ["1", "Fontvergne"]
    assert run("check") == (0, "The store is sound.\n")
    assert sorted(file.name for file in (here / ".recueil/ocr").rglob("*") if file.is_file()) == ["34"]


def nowhere(here: Path, run: Run, url: str, label: str) -> None:
    assert named_in_files(here / "magasin", *SURNAME) == {}
    assert exported(run, here / label) == {}
    assert answered(url) == {}
    assert not named_in(run("forgotten")[1].encode(), *SURNAME)


def test_it_asks_before(here: Path, run: Run, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.confirm", lambda *asked, **how: sys.exit(1))
    assert run("forget", "--person", PERSON, "--body", "Fontvergne")[0] == 1
    with open_store(url) as store:
        assert store.erasure.list_all() == []
    assert named_in_files(here / "magasin", *SURNAME) != {}


def test_somebody_whom_no_act_names_is_forgotten_of_acts_that_come(
    here: Path, run: Run, bring: Bring, untouched: Path
) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    shutil.copyfile(untouched, here / "magasin" / "recueil.db")
    (here / "recueil.toml").write_text('[[sources]]\npath = "actes"\nbody = "Fontvergne"\n')
    status, output = run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")
    assert (status, output.splitlines()[1:4]) == (
        1,
        [
            "There is no act of Fontvergne yet.",
            "No act of these names this person: nothing is taken out. Acts that come will not name them.",
            "Suppression 1: 0 mentions in 0 acts taken out.",
        ],
    )
    bring(url, here / "actes")
    assert named_in_files(here / "magasin", *SURNAME) == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "It is not said who is to be forgotten, or in which acts."),
        (("--person", "Zoé", "--body", "Fontvergne"), "'Zoé' is not a given and a family name."),
        (("--person", PERSON, "--body", "*"), "'*' names no public body."),
    ],
)
def test_what_cannot_be_forgotten_is_refused(
    here: Path, run: Run, untouched: Path, arguments: tuple[str, ...], message: str
) -> None:
    shutil.copyfile(untouched, here / "magasin" / "recueil.db")
    status, output = run("forget", *arguments)
    assert (status, message in output, (here / "forget.key").exists()) == (1, True, False)


def test_a_restored_backup_is_forgotten_in_as_well(here: Path, run: Run, url: str) -> None:
    (here / "backups").mkdir()
    assert run("backup", "backups/before.db")[0] == 0
    output = run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")[1]
    assert "  backup: backups/before.db" in output.splitlines()
    assert run("restore", "backups/before.db", "--replace")[0] == 0
    assert named_in_files(here / "magasin", *SURNAME) == {}
    assert run("check") == (0, "The store is sound.\n")
    with open_store(url) as store:
        assert [(each.body, each.mentions) for each in store.erasure.list_all()] == [("Fontvergne", 18)]


def test_what_is_masked_is_read_from_its_file_again(here: Path, run: Run, url: str) -> None:
    run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")
    with open_store(url) as store:
        (known,) = store.ledger.pipeline_parts().values()
        pipeline = Pipeline("2", {**known, "extract/dates.py": "other"}, "reading/")
        groups = find_outdated(store, pipeline)
        assert [group.from_text for group in groups] == [True]
        planned = plan_reprocess(store, groups, "2", Limits(), datetime.now(UTC))
        assert (len(planned.work), planned.texts) == (2, ())
        sources = {work.source for work in store.ledger.active(["pending"])}
    (here / "actes" / "a.txt").unlink()
    assert sorted(path_of(source).name for source in sources) == ["a.txt", "arrete_KERMADEC-TREGUIER_Zoe.txt"]
    with open_store(url) as store:
        store.ledger.supersede([work.id for work in store.ledger.active(["pending"])])
        planned = plan_reprocess(store, groups, "3", Limits(), datetime.now(UTC))
        assert (len(planned.work), len(planned.texts)) == (1, 1)


def test_copies_in_the_mirror_are_named(here: Path, run: Run, bring: Bring) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    (here / "actes").rename(here / "mirror")
    bring(url, here / "mirror")
    output = run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")[1]
    assert f"  copy in the mirror: {here / 'mirror' / 'a.txt'}" in output.splitlines()


def test_a_copied_store_forgets_as_well(here: Path, run: Run, url: str, bring: Bring) -> None:
    run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")
    (here / "copie").mkdir()
    copied = f"sqlite:///{here}/copie/recueil.db"
    assert run("store", "copy", url, copied)[0] == 0
    (here / "actes" / "b.txt").write_text(f"Publié le 2 avril 2024\n{ACT}", "utf-8")
    bring(copied, here / "actes")
    assert named_in_files(here / "copie", *SURNAME) == {}
    with open_store(url) as store, open_store(copied) as copy:
        assert copy.erasure.list_all()[0].documents == 3
        assert store.erasure.list_all()[0].documents == 2


def test_one_that_was_stopped_is_finished(here: Path, run: Run, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def killed(connection: Connection, number: int, suppressions: dict[int, AppliedSuppression]) -> None:
        if done:
            raise SystemExit(9)
        done.append(number)
        erase.erase_document(connection, number, suppressions)

    with monkeypatch.context() as patched:
        patched.setattr(forgetting, "erase_document", killed)
        assert run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")[0] == 9
    with open_store(url) as store:
        assert [(each.is_done, each.documents) for each in store.erasure.list_all()] == [(False, 1)]
    status, output = run("check")
    assert (status, "suppression 1" in output, "It names somebody who is forgotten." in output) == (1, True, True)
    assert run("forget", "--finish") == (0, "Finished: suppression 1.\n")
    assert run("forget", "--finish") == (0, "Nothing was left to do.\n")
    nowhere(here, run, url, "after")
    assert run("check") == (0, "The store is sound.\n")
    assert run("forget", "--again") == (0, "Finished: suppression 1.\n")


def act(place: str, number: int, *, heading: str = "", body: str = "COMMUNE DE {}") -> str:
    """The act above, as another body has it."""
    return f"{body.format(place.upper())}\n{heading}\nDélibération n° {number}\n{ACT.partition(chr(10))[2]}"


SOUTH, NORTH = "974-219740115-20240314-7-DE", "093-929939411-20240314-8-DE"


@pytest.fixture
def homonyms(here: Path, brought: Callable[[str], str]) -> str:
    """Two communes called Saint-Denis, an act that tells neither, one of another body, and one without a body."""
    for file in (here / "actes").iterdir():
        file.unlink()
    acts = {
        "sud/a.txt": act("Saint-Denis", 1, heading=SOUTH),
        "sud/b.txt": act("Saint-Denis", 2),
        "nord/c.txt": act("Saint-Denis", 3, heading=NORTH),
        "nord/d.txt": act("Vornoy", 4),
        "e.txt": act("", 5, body="RELEVÉ"),
    }
    for name, text in acts.items():
        (here / "actes" / name).parent.mkdir(exist_ok=True)
        (here / "actes" / name).write_text(text, "utf-8")
    return brought("homonyms")


def naming_acts(url: str) -> set[str]:
    """The files of which acts in the store give the name."""
    with open_store(url, unmasked=True) as store:
        found = [store.act(hit.uid) for hit in store.search(None, 100).hits]
    return {
        Path(each.files[0]).name for each in found if named_in(each.document.text.encode(), "Kermadec", "Tréguier")
    }


def uid_of(url: str, file: str) -> str:
    with open_store(url) as store:
        hits = store.search(None, 100).hits
        return next(hit.uid for hit in hits if store.act(hit.uid).files[0].endswith(f"/{file}"))


def test_a_siren_that_the_heading_spells_names_the_body(here: Path, run: Run, bring: Bring) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    (here / "actes" / "a.txt").write_text(act("Fontvergne", 1, heading="SIREN : 213 490 006"), "utf-8")
    bring(url, here / "actes")
    status, output = run("forget", "--person", PERSON, "--body", "213 490 006", "--yes")
    assert (status, "Suppression 1: 18 mentions in 2 acts taken out." in output.splitlines()) == (0, True), output
    assert naming_acts(url) == set()


def test_a_name_of_several_bodies_is_refused_with_each_of_them(here: Path, run: Run, homonyms: str) -> None:
    status, output = run("forget", "--person", PERSON, "--body", "Saint-Denis", "--yes")
    assert (status, output.splitlines()) == (
        1,
        [
            "recueil: 'Saint-Denis' is the name of several bodies:",
            f"  département 093, SIREN 929939411: 1 act, from {here}/actes/nord",
            f"  département 974, SIREN 219740115: 1 act, from {here}/actes/sud",
            f"  neither told: 1 act, from {here}/actes/sud",
            " Say which: --body with its SIREN, or --department; acts that do not tell, with --act or --source.",
        ],
    )
    assert naming_acts(homonyms) == {"a.txt", "b.txt", "c.txt", "d.txt", "e.txt"}
    with open_store(homonyms) as store:
        assert store.erasure.list_all() == []


@pytest.mark.parametrize(
    ("arguments", "scope"),
    [
        (("--body", "Saint-Denis", "--department", "974"), Scope("saint_denis", "219740115", "974", exact=True)),
        (("--body", "219740115"), Scope("saint_denis", "219740115", "974", exact=True)),
    ],
)
def test_of_two_communes_of_one_name_the_other_stays_as_it_is(
    here: Path, run: Run, bring: Bring, homonyms: str, arguments: tuple[str, ...], scope: Scope
) -> None:
    status, output = run("forget", "--person", PERSON, *arguments, "--yes")
    assert status == 0, output
    no_body, undetermined = uid_of(homonyms, "e.txt"), uid_of(homonyms, "b.txt")
    assert [line for line in output.splitlines()[1:] if "mention" not in line and " source: " not in line] == [
        f"Of 1 act it is not told which body's they are: --act {undetermined}",
        "The name also stands in 3 acts of 3 other bodies and in 1 act without a body, which stay as they are. "
        "To reach them:",
        f"  1 act of Saint-Denis: recueil forget --person … --act {undetermined}",
        "  1 act of Saint-Denis (93): recueil forget --person … --body 929939411",
        "  1 act of Vornoy: recueil forget --person … --body Vornoy",
        f"  1 act without a body: recueil forget --person … --act {no_body}",
        "What Recueil does not change, and may still name the person:",
        "Exports that were made before, and logs of the system, are not known to Recueil.",
    ]
    assert naming_acts(homonyms) == {"b.txt", "c.txt", "d.txt", "e.txt"}
    # The same of acts that come.
    for name, heading in (("sud/f.txt", SOUTH), ("nord/g.txt", NORTH)):
        (here / "actes" / name).write_text(act("Saint-Denis", 9, heading=heading), "utf-8")
    bring(homonyms, here / "actes")
    assert naming_acts(homonyms) == {"b.txt", "c.txt", "d.txt", "e.txt", "g.txt"}
    with open_store(homonyms) as store:
        assert [(each.scope, each.acts) for each in store.erasure.list_all()] == [(scope, 2)]
    assert "SIREN 219740115" in run("forgotten")[1] or arguments[1] == "219740115"


def test_acts_without_a_body_are_named_and_so_are_their_later_versions(
    here: Path, run: Run, bring: Bring, homonyms: str
) -> None:
    status, output = run("forget", "--person", PERSON, "--act", uid_of(homonyms, "e.txt"), "--yes")
    assert (status, "9 mentions in 1 act (1 document)." in output.splitlines()) == (0, True), output
    assert naming_acts(homonyms) == {"a.txt", "b.txt", "c.txt", "d.txt"}
    (here / "actes" / "e.txt").write_text(act("", 55, body="RELEVÉ"), "utf-8")
    bring(homonyms, here / "actes")
    assert naming_acts(homonyms) == {"a.txt", "b.txt", "c.txt", "d.txt"}
    with open_store(homonyms) as store:
        (suppression,) = store.erasure.list_all()
        assert suppression.scope == Scope(sources=((here / "actes" / "e.txt").as_uri(),))
        (entry,) = [entry for entry in store.audit.page() if entry.action == "person.forget"]
        assert entry.details == {"sources": [(here / "actes" / "e.txt").as_uri()]}
    assert str(here / "actes" / "e.txt") in run("forgotten")[1]


def test_a_folder_is_a_source_with_all_that_comes_into_it(
    here: Path, run: Run, bring: Bring, homonyms: str
) -> None:
    status, output = run("forget", "--person", PERSON, "--source", "actes/sud", "--yes")
    assert status == 0, output
    (here / "actes" / "sud" / "KERMADEC-TREGUIER_Zoe.txt").write_text(act("Vornoy", 77), "utf-8")
    bring(homonyms, here / "actes")
    assert naming_acts(homonyms) == {"c.txt", "d.txt", "e.txt"}
    assert run("check") == (0, "The store is sound.\n")


def test_a_file_whose_name_names_somebody_is_a_source(here: Path, run: Run, url: str, bring: Bring) -> None:
    file = here / "actes" / "arrete_KERMADEC-TREGUIER_Zoe.txt"
    for _ in range(2):
        assert run("forget", "--person", PERSON, "--source", str(file), "--yes")[0] == 0
    assert naming_acts(url) == {"a.txt"}
    with open_store(url) as store:
        (suppression,) = store.erasure.list_all()
    assert not named_in(repr(suppression).encode(), *SURNAME)
    file.write_text(f"{ACT}Fait à Vornoy.\n", "utf-8")
    bring(url, here / "actes")
    assert naming_acts(url) == {"a.txt"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--body", "Vernoi"), "The store knows no body 'Vernoi'. Closest: Vornoy."),
        (("--body", "213400172"), "213400172 is not a SIREN: its last digit does not check the others."),
        (("--body", "213490006"), "No act of the store is of a body with the SIREN 213490006."),
        (
            ("--body", "Saint-Denis", "--department", "34"),
            "No act of 'Saint-Denis' tells that it is of département",
        ),
        (("--body", "Vornoy", "--department", "x"), "--department: 'x' is neither the code nor the name of a"),
        (("--body", "Vornoy", "--act", "ab12"), "--body says the acts, and so do --act and --source."),
        (("--department", "34"), "--department narrows the name of a body."),
        (("--source", "actes/nor"), "The store has no source"),
        (("--act", "ab12"), "There is no act ab12."),
    ],
)
def test_acts_that_are_not_there_are_refused(
    here: Path, run: Run, homonyms: str, arguments: tuple[str, ...], message: str
) -> None:
    status, output = run("forget", "--person", PERSON, *arguments, "--yes")
    assert (status, message in output) == (1, True), output
    with open_store(homonyms) as store:
        assert store.erasure.list_all() == []
