from pathlib import Path

from sqlalchemy import text

from recueil.store.index.schema import select_ambiguous
from recueil.store.open import open_store
from recueil.store.tables import MODULES, load_tables


def test_every_module_that_adds_tables_is_known(root: Path) -> None:
    package = root / "pipeline" / "recueil"
    adding = {
        ".".join(("recueil", *path.relative_to(package).with_suffix("").parts))
        for path in package.rglob("*.py")
        if " = Table(\n" in path.read_text("utf-8") and "metadata" in path.read_text("utf-8")
    }
    assert adding == {"recueil.store.schema", "recueil.store.identities", *MODULES}


def test_the_tables_of_features_are_loaded() -> None:
    assert {
        "acts",
        "users",
        "dossiers",
        "cross_findings",
        "interests",
        "search_vectors",
    } <= load_tables().tables.keys()


def test_sqlite_selects_acts_whose_body_may_be_several_by_their_index(tmp_path: Path) -> None:
    with (
        open_store(f"sqlite:///{tmp_path}/recueil.db", create=True) as store,
        store._engine.connect() as connection,
    ):
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {select_ambiguous()}")).all()
    assert [row.detail for row in plan] == ["SCAN unclear USING INDEX ix_search_acts_ambiguous"]
