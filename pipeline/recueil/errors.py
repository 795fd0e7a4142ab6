"""Every error that Recueil raises on purpose. Each says what happened and what to do next.

RecueilError
├── SettingsError          an invalid setting
│   └── ReasonUnknown      an unknown reason code of failures
├── ReadError              a file cannot be read as an act
│   ├── FileMissing
│   ├── FileChanged        written to while it was read
│   ├── LinkOutside        a symbolic link out of a source without `follow_links`
│   ├── SourceUnreachable  a remote source cannot be listed, or one of its files not downloaded
│   ├── SourceReplaced     a server returns a login, error or other page in place of a file
│   ├── FileTooLarge
│   ├── FileEmpty
│   ├── FormatUnknown
│   ├── FileBroken         damaged or cut short: an archive, an office document
│   ├── FileEncrypted      needs a password
│   ├── MarkupUnsafe       XML with entities, which may read other files or expand without limit
│   ├── ArchiveBomb        unpacks to more than the limit
│   ├── ArchiveNested      contains an archive
│   ├── ArchivePartial     some of its files cannot be read; the others are in the store
│   ├── ConverterMissing   LibreOffice, which converts old Word files, is not installed
│   ├── ConversionFailed   LibreOffice failed to convert it
│   ├── PdfBroken
│   ├── PdfEncrypted
│   ├── ImageBroken        damaged or cut short
│   ├── OcrMissing         Tesseract, which reads images, is not installed
│   ├── OcrTooSlow         Tesseract exceeded the time limit of a page
│   ├── OcrFailed          Tesseract failed on a page
│   ├── ExtractionFailed   a component of the pipeline raised on the text
│   ├── WorkerCrashed      it crashes the process that reads it
│   ├── WorkerTooSlow
│   └── WorkerTooLarge     reading it exceeds the memory limit
├── ExtraMissing           the packages of an extra are not installed
├── PipelineMissing        no installed package provides the spaCy pipeline, or several do
├── QueryError             a query cannot be parsed; with the position of the error
├── QueryBatchRefused      a table of queries cannot be read
├── PageImageError         the image of a page cannot be drawn
├── ExportError            an export cannot be written, or fails its own checks
├── CorrectionError        a correction is invalid
│   ├── CorrectionForbidden it would show the name of a private person
│   └── CorrectionUnknown
├── GoldError              gold annotations cannot be used to evaluate
├── ServeError             the server cannot listen there
├── AccessError            access is denied or misconfigured
│   ├── AccountUnknown
│   ├── AccountRefused     an invalid name or password, or a change that would leave no admin
│   ├── LoginRefused
│   ├── SingleSignOnFailed the OpenID Connect provider does not answer, or cannot be trusted
│   ├── LoginThrottled     too many failed logins, retry later
│   └── TokenUnknown
├── NotifyError            a report could not be sent
├── MirrorError            the mirror of remote sources cannot be written
├── FlowError              a run ended before its work was done
│   ├── PrefectUnreachable
│   ├── ClusterUnreachable its scheduler does not answer or has no workers
│   ├── ClusterUnfit       a worker has another version or another store
│   ├── WorkerPoolBroken   worker processes cannot start
│   └── WorkerPoolClosed   the pool was closed before its work was done
└── StoreError             the store cannot be used
    ├── StoreMissing
    ├── StoreOutdated
    ├── StoreBusy          temporarily: retry later
    │   └── StoreTimeout   a query exceeded its time limit
    ├── StoreFull
    ├── StoreReadOnly
    ├── StoreDamaged       its content cannot be read
    │   └── ValueDamaged   or is invalid
    ├── ClaimLost          another run has taken over the work
    ├── ActRefused         the store cannot hold this act; the others are stored
    ├── ActUnknown
    ├── AlertRefused       a query cannot be saved as an alert
    ├── AlertUnknown
    ├── DossierRefused     a dossier cannot be saved, or not hold this
    │   └── DossierForbidden  it is somebody else's
    ├── DossierUnknown
    ├── PersonUnknown
    ├── BeneficiaryUnknown
    ├── DecisionRefused    merging or splitting persons is impossible, or no longer possible
    ├── ForgetError        an erasure request is invalid
    ├── ForgetKeyMissing   the key of erased names is missing or wrong
    └── CursorUnknown      an invalid pagination cursor
"""

from __future__ import annotations

import datetime
import math
from typing import ClassVar

from recueil.translation import gettext as _
from recueil.translation import ngettext


class RecueilError(Exception):
    """An error that the user can act on: ``message`` says what is wrong, ``advice`` the next step.

    ``code`` and ``values`` are for the same message in another language; not every error has them.
    """

    status: ClassVar[int] = 1
    """Exit status of a command that raises it; 2 for usage errors."""

    def __init__(self, message: str, advice: str = "", *, code: str = "", **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.code = code
        self.values = values

    @classmethod
    def summary(cls) -> str:
        """Return what this kind of error means, whatever the file: the first line of its documentation."""
        return (cls.__doc__ or "").partition("\n")[0]

    def __str__(self) -> str:
        # A file name may contain surrogates (os.fsdecode), which no terminal, log or database accepts.
        return f"{self.message} {self.advice}".strip().encode("utf-8", "replace").decode("utf-8")


class SettingsError(RecueilError):
    """A setting is invalid."""


class ReasonUnknown(SettingsError):
    """The failure reason is unknown."""

    status = 2


class ReadError(RecueilError):
    """A file cannot be read as an act. ``reason`` is the code that the ledger stores and filters by."""

    reason: ClassVar[str] = "unreadable"
    passing: ClassVar[bool] = False
    """Whether the failure is transient, so that retrying the same bytes may succeed."""


class FileMissing(ReadError):
    """The file does not exist, or may not be opened."""

    reason = "missing"
    passing = True


class FileChanged(ReadError):
    """The file was written to while it was read."""

    reason = "changed"
    passing = True


class LinkOutside(ReadError):
    """A symbolic link leads out of its source."""

    reason = "link"


class SourceUnreachable(ReadError):
    """A remote source cannot be listed, or one of its files not downloaded: its current state is unknown."""

    reason = "unreachable"
    passing = True


class SourceReplaced(ReadError):
    """A server returns something else in place of a file: the earlier copy stays."""

    reason = "replaced"
    passing = True


class FileTooLarge(ReadError):
    """The file, its pages or its text exceed a limit."""

    reason = "too-large"


class FileEmpty(ReadError):
    """The file contains no text."""

    reason = "empty"


class FormatUnknown(ReadError):
    """Recueil does not read this file format."""

    reason = "format"


class FileBroken(ReadError):
    """The archive or office document is damaged or cut short."""

    reason = "broken"


class FileEncrypted(ReadError):
    """The archive or office document needs a password."""

    reason = "encrypted"


class MarkupUnsafe(ReadError):
    """The XML declares entities, which could read other files or expand without limit."""

    reason = "unsafe"


class ArchiveBomb(ReadError):
    """The archive unpacks to more than the limit."""

    reason = "bomb"


class ArchiveNested(ReadError):
    """The archive contains another archive."""

    reason = "nested"


class ArchivePartial(ReadError):
    """Some files of the archive cannot be read; the others are in the store."""

    reason = "partial"


class ConverterMissing(ReadError):
    """The file needs a converter that is not installed."""

    reason = "needs-libreoffice"
    passing = True


class ConversionFailed(ReadError):
    """LibreOffice could not convert the file."""

    reason = "conversion"


class PdfBroken(ReadError):
    """The PDF is damaged or truncated."""

    reason = "pdf-broken"


class PdfEncrypted(ReadError):
    """The PDF needs a password."""

    reason = "pdf-encrypted"


class ImageBroken(ReadError):
    """The image is damaged or cut short."""

    reason = "image-broken"


class OcrMissing(ReadError):
    """The page is an image, and Tesseract or its French language data is not installed."""

    reason = "needs-ocr"
    passing = True


class OcrTooSlow(ReadError):
    """Tesseract exceeded the time limit of a page."""

    reason = "ocr-time"


class OcrFailed(ReadError):
    """Tesseract failed on a page, possibly for lack of memory or disk space."""

    reason = "ocr"
    passing = True


class ExtractionFailed(ReadError):
    """A component of the pipeline failed on this text: a defect of Recueil."""

    reason = "extraction"


class WorkerCrashed(ReadError):
    """Reading or extracting crashed its worker process, twice."""

    reason = "crash"


class WorkerTooSlow(ReadError):
    """Reading or extracting exceeded the time limit."""

    reason = "time"


class WorkerTooLarge(ReadError):
    """Reading or extracting exceeded the memory limit."""

    reason = "memory"


class ExtraMissing(RecueilError):
    """The packages of an extra are not installed."""


class PipelineMissing(RecueilError):
    """No installed package provides the spaCy pipeline, or several do."""


class QueryError(RecueilError):
    """A query cannot be parsed. ``start`` and ``end`` delimit the characters of the error."""

    def __init__(
        self, message: str, query: str, start: int, end: int, *, code: str = "", **values: object
    ) -> None:
        super().__init__(message, "", code=code, **values)
        self.query = query
        self.start = start
        self.end = max(end, start + 1)

    def __str__(self) -> str:
        marker = " " * self.start + "^" * (self.end - self.start)
        return f"{self.message}\n  {self.query}\n  {marker}"


class QueryBatchRefused(RecueilError):
    """A table of queries cannot be read, or is too large."""


class PageImageError(RecueilError):
    """A page cannot be drawn: it does not exist, its words have no positions, or the output file exists."""


class ExportError(RecueilError):
    """An export cannot be written, would overwrite something else, or fails its own checks."""


class CorrectionError(RecueilError):
    """A correction cannot be made, withdrawn or written; the previous state is kept."""


class CorrectionForbidden(CorrectionError):
    """The correction would show the name of a private person, which only admins may do."""


class CorrectionUnknown(CorrectionError):
    """No correction has that number."""


class CrossFindingUnknown(CorrectionUnknown):
    """No finding across acts has that number, which it may have lost as it was made anew."""


class GoldError(RecueilError):
    """Gold annotations, their texts or the floors cannot be used to evaluate."""


class ServeError(RecueilError):
    """The server cannot listen at that address."""


class AccessError(RecueilError):
    """Access is denied or misconfigured."""


class AccountUnknown(AccessError):
    """No account has that name."""


class AccountRefused(AccessError):
    """The account change is not allowed."""


class LoginRefused(AccessError):
    """The name or the password is wrong, or the account is disabled; deliberately not said which."""


class SingleSignOnFailed(AccessError):
    """The provider of OpenID Connect does not answer, or its answer cannot be trusted."""


class LoginThrottled(AccessError):
    """Too many logins have failed; the next is allowed after ``wait``."""

    def __init__(self, wait: datetime.timedelta) -> None:
        self.seconds = max(1, math.ceil(wait.total_seconds()))
        super().__init__(
            _("Too many logins have failed."),
            ngettext("Try again in {number} second.", "Try again in {number} seconds.", self.seconds),
        )
        self.wait = wait


class TokenUnknown(AccessError):
    """No token has that number."""


class NotifyError(RecueilError):
    """A report could not be sent to all its recipients."""


class MirrorError(RecueilError):
    """The mirror of remote sources cannot be written."""


class OriginalsError(RecueilError):
    """The folder of originals cannot be written."""


class FlowError(RecueilError):
    """A run ended before its work was done."""


class PrefectUnreachable(FlowError):
    """The configured Prefect API does not answer."""


class ClusterUnreachable(FlowError):
    """The Dask cluster cannot be used: its scheduler does not answer, was lost, or has no workers."""


class ClusterUnfit(FlowError):
    """A worker of the Dask cluster, or the store, does not meet the requirements of the run."""


class WorkerPoolBroken(FlowError):
    """A worker process cannot start, or not load the pipeline."""


class WorkerPoolClosed(FlowError):
    """The worker pool was closed before its work was done."""


class StoreError(RecueilError):
    """The store cannot be used."""


class StoreMissing(StoreError):
    """No store exists at that address."""


class StoreOutdated(StoreError):
    """The store was written by another version of Recueil."""


class StoreBusy(StoreError):
    """The store cannot be written now; retry a little later."""


class StoreTimeout(StoreBusy):
    """A query exceeded the time limit of a request."""


class StoreFull(StoreError):
    """No disk space is left for the write; existing data is intact."""


class StoreReadOnly(StoreError):
    """This user may not write to the store."""


class StoreDamaged(StoreError):
    """The content of the store cannot be read: the file is damaged, or another program wrote it."""


class ValueDamaged(StoreDamaged):
    """A value in the store is invalid: it is damaged, or Recueil has a defect."""


class ClaimLost(StoreError):
    """Another run has taken over the claimed work, because this run, or its worker, seemed dead."""


class ActRefused(StoreError):
    """The store cannot hold a value of this act as it was extracted: a defect of Recueil."""

    reason: ClassVar[str] = "refused"
    passing: ClassVar[bool] = False


class ActUnknown(StoreError):
    """No act has that identifier."""


class AlertRefused(StoreError):
    """The query cannot be saved as an alert under this name or for this owner."""


class AlertUnknown(StoreError):
    """The alert does not exist, or its feed has another key."""


class DossierRefused(StoreError):
    """The dossier cannot be saved so, or cannot hold this item."""


class DossierForbidden(DossierRefused):
    """Only its owner may change the dossier."""


class DossierUnknown(StoreError):
    """The dossier or the item does not exist, or the dossier is somebody else's and not shared."""


class PersonUnknown(StoreError):
    """No person has that identifier."""


class BeneficiaryUnknown(StoreError):
    """No beneficiary has that identifier."""


class DecisionRefused(StoreError):
    """The decision on who is who is not possible: already merged, not in these acts, or changed since."""


class BodyRefused(StoreError):
    """The decision on a body is not possible: it gives no SIREN, or names nothing."""


class ForgetError(StoreError):
    """The erasure request is invalid."""


class ForgetKeyMissing(StoreError):
    """The key of erased names is missing or wrong, without which the store cannot recognise them."""


class CursorUnknown(StoreError):
    """The pagination cursor is invalid."""
