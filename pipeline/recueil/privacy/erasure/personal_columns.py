"""Every column that could name a person, and what `recueil forget` does with it.

A new table or column must be added here: a test compares this list with the tables.
"""

from __future__ import annotations

from typing import Literal

Treatment = Literal["document", "search", "swept", "decision", "address", "digest", "kept"]
"""What happens to a column.

``document``: rewritten with the document that names the person; ``search``: rebuilt from the acts; ``swept``: full
names are masked in any row; ``decision``: the row is deleted; ``address``: the name of a file is hashed;
``digest``: keyed, or removed, once somebody is erased; ``kept``: not a person of an act, but a number, a keyed
hash, a body, a member of the staff.
"""

COLUMNS: dict[str, dict[str, Treatment]] = {
    "fingerprinting": {"secret": "digest", "key_check": "kept"},
    "aliases": {"name": "digest"},
    "documents": {"sha256": "digest", "handle": "kept", "media": "kept", "text": "document", "missing": "swept"},
    "pages": {"words": "kept", "tables": "kept"},  # positions of words and of cells, without their text
    "sources": {"uri": "address", "body": "kept"},
    "runs": {
        **dict.fromkeys(("run_id", "flow", "flow_run", "machine", "pipeline_version", "state"), "kept"),
        "message": "swept",
    },
    "pipelines": {"version": "kept", "parts": "kept"},
    "changes": {
        **dict.fromkeys(("run_id", "uid", "kind"), "kept"),
        "gained_example": "document",
        "lost_example": "document",
    },
    "ledger": {
        "sha256": "digest",
        **dict.fromkeys(("pipeline_version", "state", "reason", "run_id"), "kept"),
        "message": "swept",
    },
    "acts": {
        **dict.fromkeys(("uid", "kind", "date", "body", "pipeline_version"), "kept"),
        **dict.fromkeys(("number", "title", "facts", "findings"), "document"),
    },
    "corrections": {
        "sha256": "digest",
        "made_by": "kept",
        **dict.fromkeys(("text", "before", "after", "was", "value", "why"), "document"),
    },
    "withdrawals": {"made_by": "kept", "why": "swept"},
    "correction_places": {"missing": "kept"},
    "extractions": {"facts": "document", "entities": "document"},
    "entities": {
        **dict.fromkeys(
            ("kind", "rule", "part", "pipeline_version", "edtf", "currency", "tax", "standing"), "kept"
        ),
        **dict.fromkeys(("text", "role", "issue", "per", "level", "code", "nomenclature", "label"), "document"),
        **dict.fromkeys(("given", "family", "civility", "section", "budget", "key"), "document"),
        **dict.fromkeys(("type", "number", "article", "name"), "document"),
    },
    "alerts": {
        **dict.fromkeys(("uuid", "owner", "key_hash", "teller"), "kept"),
        **dict.fromkeys(("name", "query", "problem"), "swept"),
    },
    "alert_hits": {"uid": "kept"},
    "person_decisions": {
        **dict.fromkeys(("kind", "decided_by", "withdrawn_by"), "kept"),
        **dict.fromkeys(("person", "target"), "decision"),
        **dict.fromkeys(("before", "why", "withdrawn_why"), "swept"),
    },
    "person_acts": {"uid": "kept"},
    "search_acts": {"kind": "kept", "body": "kept"},
    "search_amounts": {"chapter": "search"},
    "search_dates": {"kind": "kept"},
    "search_terms": {"axis": "kept", "value": "search"},
    "persons": {"body": "kept", "name": "search", "head": "search"},
    "person_words": {"word": "search"},
    "search_persons": {"status": "kept"},
    "search_votes": {"outcome": "kept"},
    "search_awards": {
        **dict.fromkeys(("what", "recipient", "currency", "siret", "rna"), "kept"),
        **dict.fromkeys(("beneficiary", "words", "purpose", "level", "code", "chapter"), "search"),
    },
    "search_findings": {
        **dict.fromkeys(("rule", "severity"), "kept"),
        **dict.fromkeys(("message", "basis", "expected", "found"), "search"),
    },
    "lexicon": {"form": "search", "key": "search"},
    "users": {"name": "kept", "hash": "kept", "role": "kept"},
    "sessions": {"digest": "kept"},
    "api_tokens": {"digest": "kept", "name": "kept", "role": "kept"},
    "login_attempts": {"digest": "kept"},
    "audit": {"who": "kept", "action": "kept", "subject": "swept", "details": "swept"},
    "suppressions": {
        **dict.fromkeys(("body", "body_key", "siren", "department"), "kept"),
        **dict.fromkeys(("forms", "key_check", "reason", "made_by", "state"), "kept"),
        "sources": "address",
    },
}


def swept_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table in which any row may name a person."""
    return tuple(name for name, way in COLUMNS.get(table, {}).items() if way == "swept")
