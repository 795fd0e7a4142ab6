"""Read DOC files by converting them to DOCX with LibreOffice, in a subprocess with a time limit."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from recueil.errors import ConversionFailed, ConverterMissing, FileTooLarge
from recueil.readers.document import PageContent
from recueil.readers.office import docx
from recueil.settings import Limits
from recueil.translation import gettext as _


class ProgramTimeout(Exception):
    """The program exceeded its time limit and was killed with all its descendants."""


def run_program(command: list[str], environment: dict[str, str], seconds: float) -> bytes:
    """Run a program and return its output. Raise OSError, or ProgramTimeout after ``seconds``.

    It stays in our process group, so that killing the group ends it too.
    """
    # To a file: a process that outlives the program would hold a pipe open.
    with TemporaryFile() as output:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise ProgramTimeout from error
        finally:
            _kill(process)
        output.seek(0)
        return output.read()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its descendants: LibreOffice starts through a script and a second program, and
    each outlives the one above it.
    """
    if process.returncode is None:
        family = [process.pid, *_descendants(process.pid)]
        for number in family:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        process.wait()


def _descendants(number: int) -> list[int]:
    """Return the ids of all descendants on Linux; elsewhere LibreOffice is one process."""
    found: list[int] = []
    with suppress(OSError):
        for tasks in Path(f"/proc/{number}/task").iterdir():
            for each in (tasks / "children").read_text().split():
                found += [int(each), *_descendants(int(each))]
    return found


INSTALL_COMMAND = "sudo apt install libreoffice-writer-nogui"
_PROGRAMS = ("soffice", "libreoffice")
# Less than a worker's limit, so that the failure names LibreOffice and not the worker.
_SHARE_OF_TIME = 0.5
_ANSWER_BYTES = 300
# Disables macros and links; any remaining network access is sent to a closed port.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort"><value>9</value></prop></item>
</oor:items>
"""  # noqa: E501
_CLOSED = "http://127.0.0.1:9"


def is_available() -> bool:
    """Return whether LibreOffice is installed."""
    return find_program() is not None


def find_program() -> str | None:
    """Return the path of LibreOffice; None where it is not installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def read(path: Path, content: bytes, limits: Limits) -> list[PageContent]:
    """Return the pages of the DOCX that LibreOffice makes of it. Raise ConverterMissing,
    ConversionFailed, FileTooLarge.
    """
    program = find_program()
    if program is None:
        raise ConverterMissing(
            _("{path}: an old Word document (doc) is read through LibreOffice, which is not installed.").format(
                path=path
            ),
            _("Install it ({install_command}) and run again.").format(install_command=INSTALL_COMMAND),
        )
    with TemporaryDirectory(prefix="recueil-") as folder:
        converted = _convert(path, program, content, Path(folder), limits)
    return docx.read(path, converted, limits)


def _convert(path: Path, program: str, content: bytes, folder: Path, limits: Limits) -> bytes:
    source, made = folder / "act.doc", folder / "act.docx"
    source.write_bytes(content)
    seconds = limits.seconds * _SHARE_OF_TIME
    try:
        answer = run_program(_command(program, source, folder), _environment(program, folder), seconds)
    except ProgramTimeout as error:
        raise _conversion_failed(
            path, _("took longer than {seconds:g} seconds").format(seconds=seconds)
        ) from error
    except OSError as error:
        raise _conversion_failed(
            path, _("cannot be started ({strerror})").format(strerror=error.strerror)
        ) from error
    if not made.is_file():
        words = answer[-_ANSWER_BYTES:].decode("utf-8", errors="replace").replace(str(folder), "").split()
        raise _conversion_failed(
            path, _("did not convert it ({words})").format(words=" ".join(words) or _("it says nothing"))
        )
    if made.stat().st_size > limits.file_bytes:
        raise FileTooLarge(
            _("{path}: larger than {file_bytes} bytes as DOCX.").format(path=path, file_bytes=limits.file_bytes),
            _("Split it, or raise RECUEIL_LIMITS__FILE_BYTES."),
        )
    return made.read_bytes()


def _conversion_failed(path: Path, problem: str) -> ConversionFailed:
    return ConversionFailed(
        _("{path}: LibreOffice {problem}.").format(path=path, problem=problem),
        _("Open it in LibreOffice or Word, save it as DOCX or PDF and publish that."),
    )


def _command(program: str, source: Path, folder: Path) -> list[str]:
    """Return the command, with a profile of its own: it can run beside others, and beside the user's
    LibreOffice.
    """
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    modes = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard")
    formats = ("--infilter=MS Word 97", "--convert-to", "docx:MS Word 2007 XML")
    places = ("--outdir", str(folder), str(source))
    return [program, f"-env:UserInstallation={profile.as_uri()}", *modes, *formats, *places]


def _environment(program: str, folder: Path) -> dict[str, str]:
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _CLOSED)
    return proxies | {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PATH": os.pathsep.join((os.defpath, str(Path(program).parent))),
        "LC_ALL": "C.UTF-8",
    }
