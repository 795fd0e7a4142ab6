"""Settings: environment, file, options, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from recueil.errors import SettingsError
from recueil.settings import Limits, Settings, load_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults() -> None:
    assert load_settings() == Settings(
        store="sqlite:///recueil.db",
        batch=32,
        limits=Limits(file_bytes=200_000_000, pages=5_000, characters=10_000_000),
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


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("batch = 0", "RECUEIL_BATCH: Input should be greater than or equal to 1."),
        ("[limits]\npages = 'many'", "RECUEIL_LIMITS__PAGES: Input should be a valid integer"),
        ("stroe = 'x'", "RECUEIL_STROE: Extra inputs are not permitted."),
        ("batch = ", "recueil.toml cannot be read: "),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(folder: Path, toml: str, message: str) -> None:
    (folder / "recueil.toml").write_text(toml)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.message.startswith(message)
