"""ETags and conditional requests (RFC 9110): responses are not sent again to clients that have them.

In the API, the tag is a hash of the response itself, so that it is right after every change. HEAD is
answered as GET without the body.
"""

from __future__ import annotations

import datetime
import hashlib
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request, Response

REVALIDATE = "private, no-cache"
"""Cache-Control for private responses that must be revalidated: they, or the access to them, may change."""


def conditional_response(request: Request, content: bytes, media: str, modified: datetime.datetime) -> Response:
    """Return the content or 304 Not Modified; only this client may cache it, and must revalidate."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(modified.astimezone(datetime.UTC), usegmt=True),
        "Cache-Control": REVALIDATE,
    }
    if _is_current(request, tag, modified):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media, headers=headers)


def matches_etag(request: Request, tag: str) -> bool:
    """Return whether If-None-Match contains the tag, by weak comparison."""
    lines = request.headers.getlist("if-none-match")
    tags = {one.strip().removeprefix("W/") for line in lines for one in line.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags


def _is_current(request: Request, tag: str, modified: datetime.datetime) -> bool:
    """Return whether the client's copy is current. If-None-Match takes precedence over If-Modified-Since."""
    if "if-none-match" in request.headers:
        return matches_etag(request, tag)
    since = _parse_http_date(request.headers.get("if-modified-since"))
    return since is not None and modified.replace(microsecond=0) <= since


def _parse_http_date(written: str | None) -> datetime.datetime | None:
    """Parse an HTTP date; None where it is invalid."""
    try:
        read = parsedate_to_datetime(written or "")
    except ValueError:
        return None
    return read.replace(tzinfo=datetime.UTC) if read.tzinfo is None else read
