"""Settings of Recueil, read once: RECUEIL_* environment variables, then recueil.toml in the working folder."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    Secret,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as Unparsed

from recueil.errors import SettingsError
from recueil.store_address import DEFAULT_ADDRESS, FILE, PREFIX
from recueil.translation import gettext as _
from recueil.values.organisation import is_siren, is_siret

_CRAWL_FIELDS = {"follow", "files", "hosts", "depth", "pages", "documents", "delay", "seconds"}
OptionalCheck = Literal["effectif-legal", "somme-total"]
"""Checks that are off by default."""
# Apprise's schemes that address a server; others act on this machine.
_NOTIFY_SCHEMES = ("json", "jsons", "mailto", "mailtos")


class Limits(BaseModel):
    """Limits on untrusted files, beyond which they are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: int = Field(200_000_000, ge=1, description="Largest file read, in bytes.")
    unpacked_bytes: int = Field(
        500_000_000, ge=1, description="Largest unpacked size of an archive or office document, in bytes."
    )
    pages: int = Field(5_000, ge=1, description="Maximum number of pages of a PDF.")
    characters: int = Field(10_000_000, ge=1, description="Maximum number of characters of text in one file.")
    seconds: float = Field(300, gt=0, description="Maximum time to read or extract one file, in seconds.")
    pixels: int = Field(80_000_000, ge=1, description="Maximum number of pixels of one page image.")
    ocr_seconds: float = Field(60, gt=0, description="Maximum time for OCR of one page, in seconds.")
    memory_bytes: int = Field(
        4_000_000_000,
        ge=2_000_000_000,
        description="Maximum memory of one worker process, model included, in bytes.",
    )


class Source(BaseModel):
    """A source that ``recueil ingest`` reads by default: a local path, a URL, or a website to crawl."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    path: Path | None = Field(None, description="A file, a folder, or a pattern with `*`, `**`, `?` or `[…]`.")
    url: str | None = Field(None, description="The same for remote files, as an fsspec URL.")
    table: str | None = Field(
        None,
        description="A table (SCDL délibérations with addresses, or SCDL subventions; CSV or ODS), or the listing "
        "of a portal: a path or an `https://` address.",
    )
    crawl: tuple[str, ...] = Field(
        (),
        description="Pages of a website from which links are followed to documents, such as the council's page.",
    )
    body: str | None = Field(None, description="The public body that publishes these files.")
    siren: str | None = Field(None, description="Its SIREN: nine digits, which tell it from its namesakes.")
    follow_links: bool = Field(
        False, description="Follow symbolic links that lead out of the folder or the root of the pattern."
    )
    options: Secret[dict[str, JsonValue]] = Field(
        Secret({}), description="Options for the driver of the URL: keys, endpoints, headers."
    )
    follow: tuple[str, ...] = Field(
        (),
        description="Pages that a crawl reads, as patterns of path and query in which `*` is anything; "
        "by default those whose link or address speaks of acts or a council, or that lie below a start page.",
    )
    files: tuple[str, ...] = Field(
        (),
        description="Files that a crawl fetches, as such patterns; by default the documents on pages of acts that "
        "do not say to be something else, and elsewhere those that say to be acts.",
    )
    hosts: tuple[str, ...] = Field((), description="Hosts besides the site where files of a crawl may lie.")
    depth: int = Field(
        3, ge=0, le=3, description="Links that a crawl follows in a row; further pages of a list do not count."
    )
    pages: int = Field(2_000, ge=1, le=2_000, description="Maximum number of pages that a crawl reads in a night.")
    documents: int = Field(5_000, ge=1, le=50_000, description="Maximum number of files of a crawl.")
    delay: float = Field(
        1.0, ge=0, le=60, description="Minimum time between two requests of a crawl to one host, in seconds."
    )
    seconds: float = Field(3_600, gt=0, le=28_800, description="Maximum time of a crawl in a night, in seconds.")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        places = (self.path, self.url, self.table, self.crawl or None)
        if sum(place is not None for place in places) != 1:
            raise ValueError(_("a source has a `path`, a `url`, a `table` or a `crawl`, one of them"))
        if self.options.get_secret_value() and (self.path is not None or self.crawl):
            raise ValueError(_("`options` go with a `url`"))
        if self.path is None and self.follow_links:
            raise ValueError(_("`follow_links` goes with a `path`"))
        if not self.crawl and (others := sorted(self.model_fields_set & _CRAWL_FIELDS)):
            raise ValueError(_("`{others}` goes with a `crawl`").format(others=others[0]))
        return self

    @field_validator("siren")
    @classmethod
    def _normalize_siren(cls, value: str | None) -> str | None:
        digits = None if value is None else "".join(value.split())
        if digits is not None and not is_siren(digits):
            raise ValueError(
                _("{value!r} is not a SIREN: 9 digits of which the last checks the others").format(value=value)
            )
        return digits

    @property
    def address(self) -> str | None:
        """Return the address by which a source that is no path is known: that of a crawl is its first page."""
        return self.url or self.table or next(iter(self.crawl), None)

    @field_validator("crawl")
    @classmethod
    def _web_pages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for page in value:
            parts = urlsplit(page)
            if parts.scheme not in ("http", "https") or not parts.hostname or not page.isprintable():
                raise ValueError(_("a page to crawl is like `https://www.example.org/conseil-municipal/`"))
            if "@" in parts.netloc:
                raise ValueError(_("a crawl uses no names and passwords"))
        return value

    @field_validator("table")
    @classmethod
    def _path_or_web(cls, value: str | None) -> str | None:
        """Reject other schemes than those of the web, and secrets."""
        if value is None or "://" not in value:
            return value
        if not value.startswith(("https://", "http://")) or "::" in value:
            raise ValueError(_("a table is a path or an address like `https://host/table.csv`"))
        return cls._no_password(value)

    @field_validator("url")
    @classmethod
    def _no_password(cls, value: str | None) -> str | None:
        """Reject secrets in a URL, which messages and Prefect's pages show."""
        for link in value.split("::") if value else ():
            scheme, separator, __ = link.partition("://")
            if not (separator and scheme.isidentifier() and link.isprintable()):
                raise ValueError(_("a URL is like `s3://bucket/folder`, or several of them joined by `::`"))
            credentials = urlsplit(link).netloc.rpartition("@")[0]
            if ":" in credentials or (credentials and scheme.startswith("http")):
                raise ValueError(_("names and passwords are given in `options`, not in the URL"))
        return value


class Body(BaseModel):
    """A public body and the SIRET under which it publishes, which exports in the SCDL formats need."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, description="Name as published, which acts without a SIREN carry.")
    siret: str = Field(description="14 digits.")

    @field_validator("siret")
    @classmethod
    def _normalize_siret(cls, value: str) -> str:
        digits = "".join(value.split())
        if not is_siret(digits):
            raise ValueError(
                _("{value!r} is not a SIRET: 14 digits of which the last checks the others").format(value=value)
            )
        return digits


def is_secure_url(address: str) -> bool:
    """Return whether an address is https, or http on this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))


class SingleSignOn(BaseModel):
    """The OpenID Connect provider by which users log in, besides passwords."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    issuer: str = Field(
        description="Its issuer, exactly as it names itself: `https://login.example.org/realms/town`."
    )
    client_id: str = Field(min_length=1, max_length=500, description="Recueil's client id there.")
    client_secret: SecretStr = Field(description="Recueil's secret there.")
    name: str = Field("OpenID Connect", max_length=60, description="Name of the provider on the login page.")
    role: Literal["reader", "editor"] | None = Field(
        None,
        description="Role of the account that the first login of somebody unknown makes; without it, only "
        "those who have an account log in.",
    )

    @field_validator("issuer")
    @classmethod
    def _is_secure(cls, value: str) -> str:
        parts = urlsplit(value)
        if not is_secure_url(value) or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError(_("an issuer is like `https://login.example.org`"))
        return value


class Web(BaseModel):
    """How the pages are reached, and limits on connections and requests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str | None = Field(
        None, description="Public address of the pages of `recueil serve`, such as `https://acts.example.org`."
    )

    proxies: tuple[str, ...] = Field(
        (), description="Addresses of the reverse proxies, which give the client's address in `X-Forwarded-For`."
    )

    query_seconds: float = Field(
        10, gt=0, description="Maximum time of one request's queries, in seconds; exports are not limited."
    )
    connections: int = Field(500, ge=1, description="Maximum number of simultaneous client connections.")
    connections_per_address: int = Field(
        100, ge=1, description="Maximum number of connections from one address; the proxies are not limited."
    )
    request_seconds: float = Field(
        15, gt=0, description="Maximum time to receive the head of a request, and then its body, in seconds."
    )
    reader_seconds: float = Field(
        60, gt=0, description="Maximum time a client may stop receiving a response, in seconds."
    )

    sso: SingleSignOn | None = Field(
        None, description="OpenID Connect provider: `issuer`, `client_id`, `client_secret`; it needs `address`."
    )

    @model_validator(mode="after")
    def _has_address(self) -> Self:
        if self.sso is not None and self.address is None:
            raise ValueError(_("`sso` needs `address`, to which the provider sends users back"))
        return self

    @field_validator("proxies")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in value:
            ip_network(proxy)
        return value

    @field_validator("address")
    @classmethod
    def _is_an_origin(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError(_("an address is like `https://acts.example.org`, without a path"))
        return f"{parts.scheme}://{parts.netloc}"


_FOLDERS = {"mirror", "originals", "backups", "ocr_cache"}
"""The settings that are folders of a store: by default beside its file."""


def _file_of(store: str) -> Path | None:
    """Return the file of the address of a store; None if it is no file, or the address is none."""
    scheme, _, path = store.partition(":///")
    return Path(path.partition("?")[0]) if scheme == "sqlite" and path else None


class Settings(BaseSettings):
    """Settings that an operator can change. Frozen: a run ends with the settings with which it started."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        toml_file=FILE,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    store: str = Field(
        DEFAULT_ADDRESS,
        description="Address of the store: `sqlite:///` and a path, or `postgresql://user@host/database`.",
    )
    batch: int = Field(32, ge=1, le=250, description="Number of documents extracted per Prefect task.")
    workers: int = Field(
        0, ge=0, le=64, description="Number of worker processes; 0 means one per core, at most 8."
    )
    dask: str | None = Field(
        None, description="Scheduler of the Dask cluster to run on, such as `tcp://host:8786`."
    )
    failed_share: float = Field(0.5, ge=0, le=1, description="Share of failed files above which the run fails.")
    failed_minimum: int = Field(
        20, ge=1, description="Minimum number of files tried for a share of failures to fail the run."
    )
    sources: tuple[Source, ...] = Field(
        (), description="Sources ingested when no path is given: `path`, `url`, `table` or `crawl`, and `body`."
    )
    bodies: tuple[Body, ...] = Field(
        (), description="SIRET numbers of public bodies, for exports: `name` and `siret` of each."
    )
    mirror: Path = Field(Path("mirror"), description="Folder for copies of files downloaded from URLs.")
    contact: str | None = Field(
        None,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Address, of a page or for mail, that crawls tell the websites they read, in the User-Agent.",
    )
    originals: Path = Field(
        Path("originals"), description="Folder in which every version of every file is kept, by its digest."
    )
    originals_days: int | None = Field(
        None,
        ge=0,
        description="Days for which `recueil originals prune` keeps former versions; without it, all stay.",
    )
    backups: Path = Field(Path("backups"), description="Folder for the backups of the weekly maintenance.")
    backups_kept: int = Field(8, ge=1, description="Number of backups kept; older ones are deleted.")
    notify: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Apprise URLs that reports are sent to: `jsons://` for a webhook, `mailtos://` for e-mail."
    )
    notify_always: bool = Field(
        False, description="Send the report even if nothing failed and no alert has new hits."
    )
    checks: tuple[OptionalCheck, ...] = Field(
        (),
        description="Checks that are off by default, to run too: `effectif-legal`, `somme-total` (docs/act.md).",
    )
    ocr_cache: Path = Field(Path(".recueil/ocr"), description="Folder for cached OCR results.")
    forget_key: SecretStr | None = Field(
        None,
        description="Key of `recueil forget`; by default the content of `forget.key` in the working folder.",
    )
    limits: Limits = Field(Limits(), description="Limits on untrusted files.")
    web: Web = Field(Web(), description="Address and limits of the web server.")

    @model_validator(mode="after")
    def _place_folders(self) -> Self:
        """Put the folders that are not set beside a store that is a file, unless the working folder has them."""
        if (file := _file_of(self.store)) is not None:
            for name in _FOLDERS - self.model_fields_set:
                folder = getattr(self, name)
                beside = file.parent / folder
                if os.path.lexists(beside) or not os.path.lexists(folder):
                    object.__setattr__(self, name, beside)  # the model is frozen
        return self

    @field_validator("notify", mode="before")
    @classmethod
    def _separate(cls, value: object) -> object:
        """Split addresses at spaces, which separate them in the environment."""
        return value.split() if isinstance(value, str) else value

    @field_validator("notify")
    @classmethod
    def _known_services(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        schemes = [url.get_secret_value().partition("://")[0].lower() for url in value]
        if not set(schemes) <= set(_NOTIFY_SCHEMES):
            raise ValueError(
                _("every address starts with one of {notify_schemes} and ://").format(
                    notify_schemes=", ".join(_NOTIFY_SCHEMES)
                )
            )
        return value

    @property
    def worker_count(self) -> int:
        """Return the number of worker processes: ``workers``, or one per core, at most 8."""
        return self.workers or min(os.cpu_count() or 1, 8)

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
    """Load the settings; command-line options override them. Raise SettingsError for an invalid one, by name."""
    values = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = error.errors()[0]
        name = PREFIX + "__".join(str(part) for part in wrong["loc"]).upper()
        raise SettingsError(f"{name}: {wrong['msg']}.", _("See docs/settings.md.")) from error
    except Unparsed as error:
        raise SettingsError(
            _("The environment cannot be read: {error}.").format(error=error), _("See docs/settings.md.")
        ) from error
    except ValueError as error:
        raise SettingsError(
            _("recueil.toml cannot be read: {error}.").format(error=error), _("Correct or remove it.")
        ) from error
