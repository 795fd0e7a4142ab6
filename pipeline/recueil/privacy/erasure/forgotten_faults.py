"""Whether acts still name somebody who is forgotten, or may without anybody noticing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from recueil.errors import ForgetKeyMissing
from recueil.privacy.erasure import suppressions
from recueil.privacy.erasure.erasing import load_eraser
from recueil.privacy.erasure.suppression_scopes import documents_of
from recueil.privacy.erasure.suppressions import AppliedSuppression
from recueil.store.acts.fingerprints import is_keyed
from recueil.store.schema import documents

Fault = tuple[str, str, str]

FINISH_ADVICE = "`recueil forget --finish` takes it out."


def find_faults(connection: Connection) -> Iterator[Fault]:
    """Yield (subject, problem, advice) if acts still name an erased person, or could without being noticed."""
    for each in suppressions.list_suppressions(connection):
        if not each.is_done:
            yield f"suppression {each.id}", "It is not finished.", "`recueil forget --finish` does what is left."
    try:
        told = suppressions.load_suppressions(connection)
    except ForgetKeyMissing as error:
        yield "the suppressions", error.message, error.advice
        return
    if told and not is_keyed(connection):
        yield "the digests", "They tell what files held, by which a name can be tried.", FINISH_ADVICE
    concerned = {number for each in told.values() for number in documents_of(connection, each.scope)}
    for number in sorted(concerned):
        yield from _document_faults(connection, number, told)


def _document_faults(connection: Connection, number: int, told: dict[int, AppliedSuppression]) -> Iterator[Fault]:
    eraser = load_eraser(connection, number, told)
    if eraser is not None and eraser.hits:
        handle = connection.execute(
            select(documents.c.handle).where(documents.c.document_id == number)
        ).scalar_one()
        yield f"document {handle}", "It names somebody who is forgotten.", FINISH_ADVICE
