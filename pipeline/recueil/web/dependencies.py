"""FastAPI dependencies of routes: the store, settings, clock, drawer, act of the URL, the query deadline, and the
query parameters that routes share.

The deadline limits the time of the store's queries; a streaming export has none. Its dependencies are
coroutines, which run in the task of the request, whose context its threads copy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args

from fastapi import Depends, HTTPException, Request
from fastapi import Query as Parameter
from pydantic import BeforeValidator, Field

from recueil.accounts.audit import UNMASKED
from recueil.errors import ActUnknown, ForgetKeyMissing
from recueil.page_images import service
from recueil.page_images.service import Original, PageRenderer
from recueil.query import Query, parse, quote_text
from recueil.query.typed_date import today_in_france
from recueil.settings import Settings
from recueil.store.acts.read import StoredAct
from recueil.store.engine.deadlines import set_deadline
from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor
from recueil.store.store import Store
from recueil.values import Entity
from recueil.web.authentication import OptionalUser


async def set_query_deadline(request: Request) -> None:
    """Set the query deadline of a request."""
    settings: Settings = request.app.state.settings
    set_deadline(settings.web.query_seconds)


async def lift_query_deadline() -> None:
    """Remove the query deadline of a request."""
    set_deadline(None)


def asks_unmasked(request: Request) -> bool:
    """Return whether a request asks for the names of private persons, which only admins are answered."""
    return request.query_params.get("unmasked", "0") not in ("", "0", "false")


def _get_store(request: Request, user: OptionalUser) -> Store:
    """Return the store, which masks private persons, or with ``?unmasked=1`` the unmasked one.

    The latter is for admins (403 otherwise), and noted in the audit log.
    """
    store: Store = request.app.state.store
    if not asks_unmasked(request):
        return store
    if user is None or not user.may("admin"):
        raise HTTPException(403, "Seul un administrateur peut voir les noms masqués.")
    when: Callable[[], datetime] = request.app.state.clock
    act = _find_uid(store, str(request.path_params.get("uid", "")))
    store.audit.note(when(), user.name, UNMASKED, act, route=request.scope["route"].path)
    return store.unredacted


def _find_uid(store: Store, uid: str) -> str | None:
    """Return the full uid of the act in the URL; None for other text, which may name a person."""
    try:
        return store.act(uid).uid if uid else None
    except ActUnknown:
        return None


def _get_settings(request: Request) -> Settings:
    """Return the settings."""
    settings: Settings = request.app.state.settings
    return settings


def _get_drawer(request: Request) -> PageRenderer:
    """Return the drawer of page images."""
    drawer: PageRenderer = request.app.state.drawer
    return drawer


StoreDep = Annotated[Store, Depends(_get_store)]
SettingsDep = Annotated[Settings, Depends(_get_settings)]


def _get_clock(request: Request) -> Callable[[], datetime]:
    """Return the application's clock."""
    clock: Callable[[], datetime] = request.app.state.clock
    return clock


ClockDep = Annotated[Callable[[], datetime], Depends(_get_clock)]
DrawerDep = Annotated[PageRenderer, Depends(_get_drawer)]


def get_act(request: Request, store: StoreDep, uid: str) -> StoredAct:
    """Return the act of the URL; redirect (308) from a former uid to the current one."""
    stored = store.act(uid)
    if not stored.uid.startswith(uid.strip().lower()):
        raise HTTPException(308, headers={"Location": _canonical_url(request, stored.uid)})
    return stored


def _canonical_url(request: Request, uid: str) -> str:
    """Return the requested URL with another uid of the act."""
    before, actes, place = request.url.path.partition("/actes/")
    _, slash, rest = place.partition("/")
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{before}{actes}{uid}{slash}{rest}{query}"


ActDep = Annotated[StoredAct, Depends(get_act)]


def get_value(stored: StoredAct, number: int) -> Entity:
    """Return the value of that number, counted from 1; raise 404."""
    if not 1 <= number <= len(stored.act.entities):
        raise HTTPException(404, f"Cet acte n'a pas de valeur {number} : il en a {len(stored.act.entities)}.")
    return stored.act.entities[number - 1]


def find_original(store: Store, stored: StoredAct, settings: Settings) -> Original | None:
    """Find the original file: only one that the store names, and that seems unchanged.

    Raise ForgetKeyMissing where the store's digests are keyed and the key is missing.
    """
    document, fingerprints = stored.document, store.fingerprints()
    return service.find_original(stored.files, document.sha256, document.size, fingerprints, settings.originals)


def has_original(store: Store, stored: StoredAct, settings: Settings) -> bool | None:
    """Return whether the original seems to exist; None where that cannot be checked without the key."""
    try:
        return find_original(store, stored, settings) is not None
    except ForgetKeyMissing:
        return None


def parse_query(q: str, now: datetime) -> Query | None:
    """Parse a query, « hier » as the day before ``now`` in France; None for all acts. Raise QueryError."""
    return parse(q, today_in_france(now)) if q.strip() else None


def _empty_to_none(value: object) -> object:
    """Convert an empty form field to None."""
    return None if value == "" else value


_YearNumber = Annotated[int, Field(ge=1000, le=2999)]
Year = Annotated[_YearNumber | None, BeforeValidator(_empty_to_none), Parameter()]


BodyCursor = Annotated[str, Parameter(max_length=500)]
"""Where the rest of a list of bodies begins; empty for its beginning."""


@dataclass(frozen=True, slots=True)
class ActFilter:
    """Filter of acts ``now``: query ``q``, words of the body's name in ``commune``, years ``de`` to ``a``."""

    now: datetime
    q: str = ""
    commune: str = ""
    de: int | None = None
    a: int | None = None

    @property
    def query(self) -> Query | None:
        """Return the combined query, None for all acts; raise QueryError."""
        years = f"seance:{self.de or ''}..{self.a or ''}" if self.de or self.a else ""
        body = f"commune:{quote_text(self.commune)}" if self.commune.strip() else ""
        return parse_query(" ".join(filter(None, (self.q.strip(), body, years))), self.now)


def _parse_filter(
    clock: ClockDep,
    q: str = "",
    commune: Annotated[str, Parameter(max_length=200)] = "",
    de: Year = None,
    a: Year = None,
) -> ActFilter:
    return ActFilter(clock(), q, commune, de, a)


ActFilterDep = Annotated[ActFilter, Depends(_parse_filter)]


_Q = Parameter(
    description="Words and fields of the query language, as on the search page; nothing asks for every act.",
    examples=["subvention chapitre:65 montant:>10000"],
)


def _parse_q(clock: ClockDep, q: Annotated[str, _Q] = "") -> Query | None:
    """Parse the parameter ``q`` of the API."""
    return parse_query(q, clock())


QueryDep = Annotated[Query | None, Depends(_parse_q)]
"""The parsed query of a request; None for all acts."""


OrderParam = Literal["pertinence", "date", "montant"]
PageFormat = Literal["html", "json"]
"""Each page is also available as JSON."""
ORDERS: dict[OrderParam, Order] = dict(zip(get_args(OrderParam), get_args(Order), strict=True))
"""Orders by their name in URLs → their name in the store."""


def parse_cursor(apres: str | None) -> Cursor | None:
    """Parse the cursor at which the previous page ended."""
    return Cursor.parse(apres) if apres else None
