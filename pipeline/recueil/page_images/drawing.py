"""Draw the pages of a stored act as its reader may see them."""

from __future__ import annotations

from recueil.page_images.service import Original, PageMask, PageRenderer, PageRequest
from recueil.readers.document import Page
from recueil.settings import Limits
from recueil.store.acts.read import StoredAct


def page_numbers(stored: StoredAct) -> list[int]:
    """Return the numbers of the pages that the act is on."""
    act = stored.act
    return [page.number for page in stored.document.pages if page.start < act.end and page.end > act.start] or [
        stored.document.page_at(act.start)
    ]


def draw_page(
    renderer: PageRenderer, found: Original, media: str, page: Page, limits: Limits, mask: PageMask | None
) -> bytes | None:
    """Return the image of a page of an original as PNG, masked; None if it cannot be drawn."""
    longest = max(page.width or 0, page.height or 0)
    sha256 = found.sha256()
    request = sha256 and PageRequest(found.path, sha256, media, page.number, longest, limits, mask)
    return renderer.png(request) if request else None
