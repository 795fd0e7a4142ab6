"""Answers that whoever has them already need not be sent again (RFC 9110, conditional requests)."""

from __future__ import annotations

import datetime
import hashlib
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request, Response

ASKED_ANEW = "private, no-cache"
"""Of what only this client may keep, and must ask about: it may have changed, or be no more for it to see."""


def answer(request: Request, content: bytes, media: str, modified: datetime.datetime) -> Response:
    """The content, or that it is what the client has; only this client may keep it, and must ask anew."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(modified.astimezone(datetime.UTC), usegmt=True),
        "Cache-Control": ASKED_ANEW,
    }
    if _is_known(request, tag, modified):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media, headers=headers)


def names(request: Request, tag: str) -> bool:
    """Whether the client has what the tag is of; weakly compared, as If-None-Match is."""
    lines = request.headers.getlist("if-none-match")
    tags = {one.strip().removeprefix("W/") for line in lines for one in line.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags


def _is_known(request: Request, tag: str, modified: datetime.datetime) -> bool:
    """Where the client names a tag, the time it names as well does not count."""
    if "if-none-match" in request.headers:
        return names(request, tag)
    since = _time(request.headers.get("if-modified-since"))
    return since is not None and modified.replace(microsecond=0) <= since


def _time(written: str | None) -> datetime.datetime | None:
    try:
        read = parsedate_to_datetime(written or "")
    except ValueError:
        return None
    return read.replace(tzinfo=datetime.UTC) if read.tzinfo is None else read
