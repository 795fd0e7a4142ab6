"""Settings: environment, file, options, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from recueil.errors import SettingsError
from recueil.settings import Body, Limits, Settings, Source, load_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults() -> None:
    assert load_settings() == Settings(
        store="sqlite:///recueil.db",
        batch=32,
        workers=0,
        failed_share=0.5,
        failed_minimum=20,
        sources=(),
        limits=Limits(
            file_bytes=200_000_000, pages=5_000, characters=10_000_000, seconds=300, memory_bytes=4_000_000_000
        ),
    )


def test_option_over_environment_over_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "recueil.toml").write_text('store = "sqlite:///file.db"\nbatch = 8\n[limits]\npages = 10\n')
    assert load_settings() == Settings(store="sqlite:///file.db", batch=8, limits=Limits(pages=10))
    monkeypatch.setenv("RECUEIL_STORE", "sqlite:///environment.db")
    monkeypatch.setenv("RECUEIL_LIMITS__FILE_BYTES", "99")
    assert load_settings() == Settings(
        store="sqlite:///environment.db", batch=8, limits=Limits(pages=10, file_bytes=99)
    )
    assert load_settings(store="sqlite:///option.db").store == "sqlite:///option.db"


def folders(settings: Settings) -> list[Path]:
    return [settings.mirror, settings.originals, settings.backups, settings.ocr_cache]


def test_the_folders_of_a_store_are_beside_its_file(folder: Path) -> None:
    names = [Path(name) for name in ("mirror", "originals", "backups", ".recueil/ocr")]
    assert folders(load_settings()) == names
    beside = [Path("/srv/actes") / name for name in names]
    assert folders(load_settings(store="sqlite:////srv/actes/recueil.db?timeout=5")) == beside
    assert folders(load_settings(store="postgresql://recueil@db.example/recueil")) == names
    assert folders(load_settings(store="sqlite:///")) == names


def test_the_folders_of_a_store_that_are_set_or_there_are_those_of_the_working_folder(folder: Path) -> None:
    (folder / "recueil.toml").write_text('store = "sqlite:///base/recueil.db"\nmirror = "miroir"\n')
    (folder / "originals").mkdir()
    (folder / "backups").mkdir()
    (folder / "base" / "backups").mkdir(parents=True)
    assert folders(load_settings()) == [
        Path("miroir"),
        Path("originals"),
        Path("base/backups"),
        Path("base/.recueil/ocr"),
    ]


def test_sources_of_the_file(folder: Path) -> None:
    (folder / "recueil.toml").write_text(
        '[[sources]]\npath = "/srv/metz"\nbody = "Ville de Metz"\n[[sources]]\npath = "depot"\n'
    )
    assert load_settings().sources == (
        Source(path=Path("/srv/metz"), body="Ville de Metz"),
        Source(path=Path("depot")),
    )


def test_sources_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUEIL_SOURCES", '[{"path": "/srv/metz", "body": "Ville de Metz"}]')
    assert load_settings().sources == (Source(path=Path("/srv/metz"), body="Ville de Metz"),)


def test_sources_elsewhere_and_their_secrets(folder: Path) -> None:
    (folder / "recueil.toml").write_text(
        '[[sources]]\nurl = "s3://actes/**/*.pdf"\n[sources.options]\nkey = "secret-1"\n'
        'client_kwargs = {endpoint_url = "https://minio.example.org"}\n'
    )
    (source,) = load_settings().sources
    assert (source.path, source.url) == (None, "s3://actes/**/*.pdf")
    assert source.options.get_secret_value() == {
        "key": "secret-1",
        "client_kwargs": {"endpoint_url": "https://minio.example.org"},
    }
    assert "secret" not in f"{source!r} {source} {load_settings()!r} {load_settings().model_dump_json()}"


def test_bodies_and_their_siret(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "recueil.toml").write_text('[[bodies]]\nname = "Ville de Poitiers"\nsiret = "218 601 946 00013"\n')
    known = (Body(name="Ville de Poitiers", siret="21860194600013"),)
    assert load_settings().bodies == known
    (folder / "recueil.toml").unlink()
    monkeypatch.setenv("RECUEIL_BODIES", '[{"name": "Ville de Poitiers", "siret": "21860194600013"}]')
    assert load_settings().bodies == known


@pytest.mark.parametrize("siret", ["21860194600014", "218601946", "", "W380475558"])
def test_a_siret_that_is_none(monkeypatch: pytest.MonkeyPatch, siret: str) -> None:
    monkeypatch.setenv("RECUEIL_BODIES", f'[{{"name": "Ville de Poitiers", "siret": "{siret}"}}]')
    with pytest.raises(SettingsError, match=f"^RECUEIL_BODIES__0__SIRET: Value error, '{siret}' is not a SIRET"):
        load_settings()


_URL = "RECUEIL_SOURCES__0__URL: Value error, "
_NO_URL = f"{_URL}a URL is like `s3://bucket/folder`, or several of them joined by `::`."
_PASSWORD = f"{_URL}names and passwords are given in `options`, not in the URL."
_TWO = "RECUEIL_SOURCES__0: Value error, a source has a `path`, a `url`, a `table` or a `crawl`, one of them."


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("path = 'a'\nurl = 's3://a'", _TWO),
        ("path = 'a'\noptions = {key = 'secret'}", "RECUEIL_SOURCES__0: Value error, `options` go with a `url`."),
        (
            "url = 's3://a'\nfollow_links = true",
            "RECUEIL_SOURCES__0: Value error, `follow_links` goes with a `path`.",
        ),
        ("url = 'secret'", _NO_URL),
        ("url = 'simplecache::https://secret'", _NO_URL),
        ("url = 's3://a/\\nsecret'".replace("'", '"'), _NO_URL),
        ("url = 'https://moi:secret@example.org'", _PASSWORD),
        ("url = 'https://secret@example.org'", _PASSWORD),
        ("url = 'zip://*::s3://key:secret@bucket/a.zip'", _PASSWORD),
        ("url = 'https://[half'", f"{_URL}Invalid IPv6 URL."),
        ("url = 's3://a'\noptions = 'secret'", "RECUEIL_SOURCES__0__OPTIONS: Input should be a valid dictionary."),
    ],
)
def test_a_source_that_cannot_be_used_is_named_without_its_secrets(
    folder: Path, source: str, message: str
) -> None:
    (folder / "recueil.toml").write_text(f"[[sources]]\n{source}\n")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.message == message


@pytest.mark.parametrize(("cores", "workers", "hands"), [(2, 0, 2), (64, 0, 8), (None, 0, 1), (2, 5, 5)])
def test_workers_are_one_per_core_if_not_set(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, workers: int, hands: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    monkeypatch.setenv("RECUEIL_WORKERS", str(workers))
    assert load_settings().worker_count == hands


def test_a_variable_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUEIL_SOURCES", "/srv/metz")
    with pytest.raises(
        SettingsError, match=r'^The environment cannot be read: error parsing value for field "sources"'
    ):
        load_settings()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("batch = 0", "RECUEIL_BATCH: Input should be greater than or equal to 1."),
        ("[limits]\npages = 'many'", "RECUEIL_LIMITS__PAGES: Input should be a valid integer"),
        ("workers = 65", "RECUEIL_WORKERS: Input should be less than or equal to 64."),
        ("failed_share = 1.5", "RECUEIL_FAILED_SHARE: Input should be less than or equal to 1."),
        ("failed_minimum = 0", "RECUEIL_FAILED_MINIMUM: Input should be greater than or equal to 1."),
        ("[limits]\nseconds = 0", "RECUEIL_LIMITS__SECONDS: Input should be greater than 0."),
        ("[limits]\nmemory_bytes = 1", "RECUEIL_LIMITS__MEMORY_BYTES: Input should be greater than or equal to "),
        (
            "[[sources]]\nbody = 'Metz'",
            "RECUEIL_SOURCES__0: Value error, a source has a `path`, a `url`, a `table` or a `crawl`",
        ),
        ("stroe = 'x'", "RECUEIL_STROE: Extra inputs are not permitted."),
        ("batch = ", "recueil.toml cannot be read: "),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(folder: Path, toml: str, message: str) -> None:
    (folder / "recueil.toml").write_text(toml)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.message.startswith(message)
