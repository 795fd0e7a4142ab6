"""Read the words of a few acts in order, as the full-text index has them, from their texts.

The index of SQLite lists the places of a word in all acts: to read those in a few would take as long as in all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from recueil.privacy.redaction.private_persons import Masks, load_redactors
from recueil.store.engine.statements import chunks
from recueil.store.index.terms import mask_keys
from recueil.store.schema import acts, documents
from recueil.text import content_words


def load_words(connection: Connection, docids: Sequence[int]) -> dict[int, list[str]]:
    """Return the keys of the words of acts, masked where a private person of the document is named."""
    act = acts.c
    body = func.substr(documents.c.text, act.start + 1, act.end - act.start)
    query = select(act.docid, act.uid, act.document_id, act.start, body).join_from(acts, documents)
    rows = [row for some in chunks(docids) for row in connection.execute(query.where(act.docid.in_(some)))]
    together: dict[int, list[str]] = defaultdict(list)
    for some in chunks({row.document_id for row in rows}):
        of_document = select(act.document_id, act.uid).where(act.document_id.in_(some))
        for document_id, uid in connection.execute(of_document):
            together[document_id].append(uid)
    redactors = load_redactors(connection, (uid for uids in together.values() for uid in uids))
    found: dict[int, list[str]] = {}
    for docid, uid, document_id, start, text in rows:
        others = (redactors[other] for other in together[document_id] if other != uid)
        masks = Masks.of(redactors[uid], others)
        is_masked = masks.over(masks.places(text, start))
        found[docid] = mask_keys(content_words(text), is_masked)
    return found
