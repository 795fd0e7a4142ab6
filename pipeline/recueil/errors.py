"""Every error Recueil raises on purpose. Each says what happened and what to do next.

RecueilError
├── SettingsError          a setting that cannot be used
│   └── ReasonUnknown      a word that is no reason for which files fail
├── ReadError              a file that cannot be read as an act
│   ├── FileMissing
│   ├── FileChanged        while it was read
│   ├── LinkOutside        leads out of its source, which does not say that links are followed
│   ├── SourceUnreachable  what a URL leads to could not be listed, or a file of it not fetched
│   ├── SourceReplaced     a server gives something else in place of a file: a login, an error, a page
│   ├── FileTooLarge
│   ├── FileEmpty
│   ├── FormatUnknown
│   ├── FileBroken         damaged or cut short: an archive, an office document
│   ├── FileEncrypted      asks for a password
│   ├── MarkupUnsafe       XML that declares entities, to reach or to fill what it must not
│   ├── ArchiveBomb        unpacks to more than is allowed
│   ├── ArchiveNested      an archive in an archive
│   ├── ArchivePartial     some of its files cannot be read; the others are in the store
│   ├── ConverterMissing   LibreOffice, which reads old Word files, is not installed
│   ├── ConversionFailed   LibreOffice could not read it
│   ├── PdfBroken
│   ├── PdfEncrypted
│   ├── ImageBroken        damaged or cut short
│   ├── OcrMissing         Tesseract, which reads images, is not installed
│   ├── OcrTooSlow         Tesseract took too long for one page
│   ├── OcrFailed          Tesseract broke on a page
│   ├── ExtractionFailed   a component of the pipeline broke on the text
│   ├── WorkerCrashed      its bytes end the process that reads them
│   ├── WorkerTooSlow
│   └── WorkerTooLarge     its reader needs more memory than it may have
├── QueryError             a query that cannot be understood, with the place of the mistake
├── PictureError           a page that cannot be drawn
├── ExportError            what is exported cannot be written, or is not as it should be
├── CorrectionError        a correction that cannot be made, or a value that is none
│   └── CorrectionUnknown
├── GoldError              a gold that extraction cannot be measured against
├── ServeError             the pages cannot be served there
├── AccessError            who may use the store, and what for
│   ├── AccountUnknown
│   ├── AccountRefused     a name or password that cannot be used, or a change that would leave no admin
│   ├── LoginRefused
│   ├── LoginThrottled     for now: too many have failed
│   └── TokenUnknown
├── NotifyError            a report that could not be sent
├── MirrorError            copies of what URLs lead to cannot be kept
├── FlowError              a run that could not do its work
│   ├── PrefectUnreachable
│   ├── ClusterUnreachable its scheduler does not answer, or has no workers
│   ├── ClusterUnfit       a worker of it must not do this work: another version, another store
│   ├── CrewBroken         its worker processes cannot start
│   └── CrewClosed         told to stop before its work was done
└── StoreError             a store that cannot be used
    ├── StoreMissing
    ├── StoreOutdated
    ├── StoreBusy          for now: the same may succeed later
    │   └── StoreTimeout   reading took longer than it may
    ├── StoreFull
    ├── StoreReadOnly
    ├── StoreDamaged       what it holds cannot be read
    │   └── ValueDamaged   or makes no sense
    ├── ClaimLost          work that somebody else has taken over
    ├── ActRefused         one act the store cannot hold: the others go on
    ├── ActUnknown
    ├── AlertRefused       a saved query that cannot be kept
    ├── AlertUnknown
    ├── PersonUnknown
    ├── DecisionRefused    on who is who: it cannot be, or not any more
    ├── ForgetError        a person who cannot be forgotten so
    ├── ForgetKeyMissing   without which it is not known who is forgotten
    └── CursorUnknown      a place in results that no page ended at
"""

from __future__ import annotations

import datetime
import math
from typing import ClassVar


class RecueilError(Exception):
    """Something the user can act on: ``message`` tells what is wrong, ``advice`` the next step."""

    status: ClassVar[int] = 1
    """The exit status of a command that ends with it; 2 where the command itself is wrong."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        # A file name may be no text at all (os.fsdecode): no terminal, log or database would take it.
        return f"{self.message} {self.advice}".strip().encode("utf-8", "replace").decode("utf-8")


class SettingsError(RecueilError):
    """A setting cannot be used."""


class ReasonUnknown(SettingsError):
    """There is no such reason for which files fail."""

    status = 2


class ReadError(RecueilError):
    """A file cannot be read as an act. ``reason`` is the word the ledger keeps and filters on."""

    reason: ClassVar[str] = "unreadable"
    passing: ClassVar[bool] = False
    """Whether the same bytes may be read at another time; where not, trying again is in vain."""


class FileMissing(ReadError):
    """There is no such file, or it may not be opened."""

    reason = "missing"
    passing = True


class FileChanged(ReadError):
    """The file was written to while it was read."""

    reason = "changed"
    passing = True


class LinkOutside(ReadError):
    """A symbolic link leads out of the source in which it stands."""

    reason = "link"


class SourceUnreachable(ReadError):
    """What a URL leads to could not be listed, or a file of it not fetched: for now, nothing is known of it."""

    reason = "unreachable"
    passing = True


class SourceReplaced(ReadError):
    """A server gives something else in place of a file: what it gave before stays."""

    reason = "replaced"
    passing = True


class FileTooLarge(ReadError):
    """The file, its pages or its text pass a limit."""

    reason = "too-large"


class FileEmpty(ReadError):
    """The file holds no text at all."""

    reason = "empty"


class FormatUnknown(ReadError):
    """The content is of a kind Recueil does not read."""

    reason = "format"


class FileBroken(ReadError):
    """The archive or office document is damaged or cut short."""

    reason = "broken"


class FileEncrypted(ReadError):
    """The archive or office document asks for a password."""

    reason = "encrypted"


class MarkupUnsafe(ReadError):
    """The XML declares entities, which could reach other files or grow without end."""

    reason = "unsafe"


class ArchiveBomb(ReadError):
    """The archive unpacks to more than is allowed."""

    reason = "bomb"


class ArchiveNested(ReadError):
    """The archive holds an archive."""

    reason = "nested"


class ArchivePartial(ReadError):
    """Some files of the archive cannot be read; the others are in the store."""

    reason = "partial"


class ConverterMissing(ReadError):
    """The file is read through a program that is not installed."""

    reason = "needs-libreoffice"
    passing = True


class ConversionFailed(ReadError):
    """LibreOffice could not convert the file."""

    reason = "conversion"


class PdfBroken(ReadError):
    """The PDF is damaged or truncated."""

    reason = "pdf-broken"


class PdfEncrypted(ReadError):
    """The PDF asks for a password."""

    reason = "pdf-encrypted"


class ImageBroken(ReadError):
    """The image is damaged or cut short."""

    reason = "image-broken"


class OcrMissing(ReadError):
    """The page is an image, and Tesseract or its French is not installed."""

    reason = "needs-ocr"
    passing = True


class OcrTooSlow(ReadError):
    """Tesseract needed longer for one page than it may."""

    reason = "ocr-time"


class OcrFailed(ReadError):
    """Tesseract broke on a page, which may have been for want of memory or of room on the disk."""

    reason = "ocr"
    passing = True


class ExtractionFailed(ReadError):
    """A component of the pipeline broke on this text: a defect of Recueil."""

    reason = "extraction"


class WorkerCrashed(ReadError):
    """Reading or extracting ended the process that did it, twice."""

    reason = "crash"


class WorkerTooSlow(ReadError):
    """Reading or extracting took longer than allowed."""

    reason = "time"


class WorkerTooLarge(ReadError):
    """Reading or extracting needed more memory than allowed."""

    reason = "memory"


class QueryError(RecueilError):
    """A query cannot be understood. ``start`` and ``end`` are the characters of the mistake."""

    def __init__(self, message: str, query: str, start: int, end: int) -> None:
        super().__init__(message)
        self.query = query
        self.start = start
        self.end = max(end, start + 1)

    def __str__(self) -> str:
        marker = " " * self.start + "^" * (self.end - self.start)
        return f"{self.message}\n  {self.query}\n  {marker}"


class PictureError(RecueilError):
    """A page cannot be drawn: there is none of that number, it has no places, or its file is there already."""


class ExportError(RecueilError):
    """An export cannot be written, would take the place of something else, or does not pass its own checks."""


class CorrectionError(RecueilError):
    """A correction cannot be made, withdrawn or written out; what was there stays."""


class CorrectionForbidden(CorrectionError):
    """A correction would show the name of a private person, which is for admins to do."""


class CorrectionUnknown(CorrectionError):
    """There is no correction of that number."""


class GoldError(RecueilError):
    """A gold, its text or its floors cannot be used to measure."""


class ServeError(RecueilError):
    """The pages cannot be served at that address."""


class AccessError(RecueilError):
    """Who may use the store cannot be told, or may not be so."""


class AccountUnknown(AccessError):
    """No account has that name."""


class AccountRefused(AccessError):
    """An account cannot be so. ``reason`` is a word for why, by which a page can say it in its own language."""

    def __init__(self, reason: str, message: str, advice: str = "") -> None:
        super().__init__(message, advice)
        self.reason = reason


class LoginRefused(AccessError):
    """The name or the password is wrong, or the account is disabled: which of them is not told."""


class LoginThrottled(AccessError):
    """Too many logins have failed; the next may come after ``wait``."""

    def __init__(self, wait: datetime.timedelta) -> None:
        self.seconds = max(1, math.ceil(wait.total_seconds()))
        super().__init__("Too many logins have failed.", f"Try again in {self.seconds} seconds.")
        self.wait = wait


class TokenUnknown(AccessError):
    """No token has that number."""


class NotifyError(RecueilError):
    """A report could not be sent to everyone who is to have it."""


class MirrorError(RecueilError):
    """The folder that keeps copies of what URLs lead to cannot be written."""


class FlowError(RecueilError):
    """A run ended before its work was done."""


class PrefectUnreachable(FlowError):
    """The configured Prefect API does not answer."""


class ClusterUnreachable(FlowError):
    """The Dask cluster cannot be used: its scheduler does not answer, or is lost, or has no workers."""


class ClusterUnfit(FlowError):
    """A worker of the Dask cluster, or what is asked of it, is not what the run needs."""


class CrewBroken(FlowError):
    """A worker process cannot start, or not prepare itself."""


class CrewClosed(FlowError):
    """The worker processes were told to stop before their work was done."""


class StoreError(RecueilError):
    """The store cannot be used."""


class StoreMissing(StoreError):
    """There is no store at that address."""


class StoreOutdated(StoreError):
    """The store was written by another version of Recueil."""


class StoreBusy(StoreError):
    """The store cannot be written now; the same may succeed a little later."""


class StoreTimeout(StoreBusy):
    """Reading took longer than a request may."""


class StoreFull(StoreError):
    """There is no room for what was to be written; what was there is whole."""


class StoreReadOnly(StoreError):
    """The store may not be written by this user."""


class StoreDamaged(StoreError):
    """What the store holds cannot be read: its file is damaged, or was written by something else."""


class ValueDamaged(StoreDamaged):
    """What was read from the store makes no sense: it is damaged, or Recueil has a defect."""


class ClaimLost(StoreError):
    """Work that was claimed has been taken over, because its run, or the worker of the run, seemed dead."""


class ActRefused(StoreError):
    """The store cannot hold a value of this act as it was extracted: a defect of Recueil."""

    reason: ClassVar[str] = "refused"
    passing: ClassVar[bool] = False


class ActUnknown(StoreError):
    """No act answers to that identifier."""


class AlertRefused(StoreError):
    """A query cannot be saved as an alert under this name, or for this owner. ``reason`` is a word for why."""

    def __init__(self, reason: str, message: str, advice: str = "") -> None:
        super().__init__(message, advice)
        self.reason = reason


class AlertUnknown(StoreError):
    """There is no such alert, or none whose feed has that key."""


class PersonUnknown(StoreError):
    """No person answers to that identifier."""


class DecisionRefused(StoreError):
    """What is said of who is who cannot be: they are one already, not in these acts, or have changed since."""


class ForgetError(StoreError):
    """Somebody who cannot be forgotten so."""


class ForgetKeyMissing(StoreError):
    """The secret is not there, or another one, without which it is not known whom the store must not name."""


class CursorUnknown(StoreError):
    """What is said to be a place in results is none."""
