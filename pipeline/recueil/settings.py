"""Every setting of Recueil, read once: RECUEIL_* in the environment, then recueil.toml in the working folder."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from recueil.errors import SettingsError

PREFIX = "RECUEIL_"


class Limits(BaseModel):
    """How much of a file from outside is read before it is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: int = Field(200_000_000, ge=1, description="Largest file read, in bytes.")
    pages: int = Field(5_000, ge=1, description="Most pages of a PDF.")
    characters: int = Field(10_000_000, ge=1, description="Most characters of text in one file.")


class Settings(BaseSettings):
    """What an operator can set. Frozen: what a run started with, it ends with."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        toml_file="recueil.toml",
        frozen=True,
        extra="forbid",
    )

    store: str = Field("sqlite:///recueil.db", description="Where the store is, as an SQLAlchemy URL.")
    batch: int = Field(32, ge=1, le=250, description="Documents extracted together, one Prefect task each.")
    limits: Limits = Field(Limits(), description="What is refused as too large.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: object) -> Settings:
    """The settings of this run; options of the command line override. SettingsError names what cannot be used."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = error.errors()[0]
        name = PREFIX + "__".join(str(part) for part in wrong["loc"]).upper()
        raise SettingsError(f"{name}: {wrong['msg']}.", "See the settings in the README.") from error
    except ValueError as error:
        raise SettingsError(f"recueil.toml cannot be read: {error}.", "Correct or remove it.") from error
