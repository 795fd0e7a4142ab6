"""Plan reprocessing: find the documents of earlier pipeline versions, and whether to read their files again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from recueil.errors import ReadError
from recueil.ingest.plan import NO_SOURCES, Boundaries, Plan, path_of
from recueil.readers.reader import hash_file
from recueil.settings import Limits
from recueil.store.ledger.work import FoundFile, Work
from recueil.store.store import Store
from recueil.translation import gettext as _
from recueil.translation import ngettext

_MAX_NAMED = 5
_WITH_FAILURES = ("failed", "quarantined", "dismissed")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A version of the pipeline: its parts with their digests. Parts with the prefix ``reading`` make the text."""

    version: str
    parts: Mapping[str, str]
    reading: str

    def changed_since(self, parts: Mapping[str, str]) -> tuple[str, ...]:
        """Return the names of the parts that changed, were added or were removed."""
        return tuple(sorted(dict(parts.items() ^ self.parts.items())))

    def reads_alike(self, changed: Sequence[str]) -> bool:
        """Return whether changes in these parts leave the text the same."""
        return not any(part.startswith(self.reading) for part in changed)


@dataclass(frozen=True, slots=True)
class OutdatedGroup:
    """Documents of one earlier version. With ``from_text`` the stored text is extracted, the file is not read."""

    version: str
    changed: tuple[str, ...]
    from_text: bool
    works: list[Work] = field(default_factory=list)

    def reason(self) -> str:
        """Describe for operators how many documents there are, how they are redone, and why."""
        number, values = len(self.works), {"version": self.version, "why": self._why()}
        if self.from_text:
            return ngettext(
                "{number} document of {version}: extracted anew from the stored text ({why}).",
                "{number} documents of {version}: extracted anew from the stored text ({why}).",
                number,
            ).format(**values)
        return ngettext(
            "{number} document of {version}: read again ({why}).",
            "{number} documents of {version}: read again ({why}).",
            number,
        ).format(**values)

    def _why(self) -> str:
        if not self.changed:
            return _("it is not known what that version was made of")
        more = len(self.changed) - _MAX_NAMED
        return _("other: {changed}").format(changed=", ".join(self.changed[:_MAX_NAMED])) + (
            _(" and {more} more").format(more=more) if more > 0 else ""
        )


def find_outdated(store: Store, pipeline: Pipeline) -> list[OutdatedGroup]:
    """Group the documents of earlier pipeline versions by version, oldest first.

    Documents on which this version failed are left out: those are retried like any failure.
    """
    parts = store.ledger.pipeline_parts()
    groups: dict[str, OutdatedGroup] = {}
    works = store.ledger.active()
    failed = {
        (work.source, work.sha256)
        for work in works
        if work.pipeline_version == pipeline.version and work.state in ("failed", "quarantined")
    }
    for work in works:
        is_stored = work.held and (work.state == "done" or (work.partial and work.state in _WITH_FAILURES))
        if not is_stored or work.pipeline_version == pipeline.version:
            continue
        if (work.source, work.sha256) not in failed:
            version = work.pipeline_version
            group = groups.get(version) or groups.setdefault(version, _new_group(pipeline, version, parts))
            group.works.append(work)
    age = {version: number for number, version in enumerate(parts)}
    return sorted(groups.values(), key=lambda group: age.get(group.version, -1))


def _new_group(pipeline: Pipeline, version: str, parts: Mapping[str, Mapping[str, str]]) -> OutdatedGroup:
    if version not in parts:
        return OutdatedGroup(version, (), from_text=False)
    changed = pipeline.changed_since(parts[version])
    return OutdatedGroup(version, changed, from_text=pipeline.reads_alike(changed))


def plan_reprocess(
    store: Store,
    groups: Sequence[OutdatedGroup],
    version: str,
    limits: Limits,
    when: datetime,
    boundaries: Boundaries = NO_SOURCES,
) -> Plan:
    """Record in the ledger what is to be redone.

    A stored text with masks has less than its file: it is used only where the file cannot be read.
    """
    texts: list[FoundFile] = []
    files: list[FoundFile] = []
    masked = store.erasure.documents()
    for group in groups:
        for work in group.works:
            is_enough = group.from_text and work.sha256 not in masked
            file = None if is_enough else _find_on_disk(work, limits, boundaries)
            if file is None:
                texts.append(FoundFile(work.source, work.sha256 or "", work.body, is_fingerprint=True))
            else:
                files.append(file)
    enqueue = store.ledger.enqueue
    return Plan(work=tuple(enqueue(files, version, when)), texts=tuple(enqueue(texts, version, when)))


def _find_on_disk(work: Work, limits: Limits, boundaries: Boundaries) -> FoundFile | None:
    """Return the source with its current content; None where it cannot be read."""
    path = path_of(work.source)
    try:
        return FoundFile(work.source, hash_file(path, limits, boundaries.of(path)), work.body)
    except ReadError:
        return None
