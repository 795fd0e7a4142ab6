from pathlib import Path

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
