"""Answers that whoever has them already need not be sent again (RFC 9110, conditional requests)."""

from __future__ import annotations

import datetime
import hashlib
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request, Response


def answer(request: Request, content: bytes, media: str, modified: datetime.datetime) -> Response:
    """The content, or that it is what the client has; only this client may keep it, and must ask anew."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(modified.astimezone(datetime.UTC), usegmt=True),
        "Cache-Control": "private, no-cache",
    }
    if _has(request, tag, modified):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media, headers=headers)


def _has(request: Request, tag: str, modified: datetime.datetime) -> bool:
    """Where the client names a tag, the time it names as well does not count."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or tag in [each.strip().removeprefix("W/") for each in tags.split(",")]
    since = _time(request.headers.get("if-modified-since"))
    return since is not None and modified.replace(microsecond=0) <= since


def _time(written: str | None) -> datetime.datetime | None:
    try:
        read = parsedate_to_datetime(written or "")
    except ValueError:
        return None
    return read.replace(tzinfo=datetime.UTC) if read.tzinfo is None else read
