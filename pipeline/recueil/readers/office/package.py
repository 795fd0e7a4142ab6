"""Read untrusted ZIP packages and the XML in them safely.

The unpacked size is bounded, and nothing is written to disk; XML has no DTD, no entities and no network, and
libxml2 limits its depth.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from recueil.errors import ArchiveBomb, FileBroken, FileEncrypted, MarkupUnsafe, ReadError
from recueil.settings import Limits
from recueil.translation import gettext as _

_MOST_MEMBERS = 20_000
_CHUNK = 1 << 20
# Text and XML compress by a factor of 10 to 50. A large file that compresses better is a zip bomb.
_RATIO = 200
_SMALL = 20_000_000
_ENCRYPTED = 0x1


class Package:
    """The members of an archive by name. Each ReadError names the file, and the member it comes from."""

    def __init__(self, path: Path, content: bytes, limits: Limits) -> None:
        self._path = path
        self._limit = limits.unpacked_bytes
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise FileBroken(
                _("{path}: the archive is damaged or cut short.").format(path=path), _("Publish it again.")
            ) from error
        members = self._archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise ArchiveBomb(
                _("{path}: {count} members, more than {most_members}.").format(
                    path=path, count=len(members), most_members=_MOST_MEMBERS
                ),
                _("Split the archive."),
            )
        named = (member for member in members if member.filename and not member.is_dir())
        self._members = {member.filename: member for member in named}

    @property
    def names(self) -> list[str]:
        """Return the names of its files, in the order of its directory."""
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """Return the bytes of a member, verified by its checksum. Raise FileEncrypted, FileBroken,
        ArchiveBomb.
        """
        member = self._members[name]
        if member.flag_bits & _ENCRYPTED:
            raise FileEncrypted(
                _("{path}: {name} asks for a password.").format(path=self._path, name=name),
                _("Publish it without one."),
            )
        try:
            return self._unpack(member)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise FileBroken(
                _("{path}: {name} is damaged ({error}).").format(path=self._path, name=name, error=error),
                _("Publish it again."),
            ) from error
        except (NotImplementedError, RuntimeError) as error:
            raise FileBroken(
                _("{path}: {name} is packed in a way Recueil does not know ({error}).").format(
                    path=self._path, name=name, error=error
                ),
                _("Pack it as plain ZIP."),
            ) from error

    def _unpack(self, member: zipfile.ZipInfo) -> bytes:
        content = bytearray()
        with self._archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                content += chunk
                self._unpacked += len(chunk)
                if error := self._excess(member, len(content)):
                    raise error
        return bytes(content)

    def _excess(self, member: zipfile.ZipInfo, size: int) -> ReadError | None:
        if self._unpacked > self._limit:
            return ArchiveBomb(
                _("{path}: unpacks to more than {limit} bytes.").format(path=self._path, limit=self._limit),
                _("Split it, or raise RECUEIL_LIMITS__UNPACKED_BYTES."),
            )
        if size > max(_SMALL, _RATIO * member.compress_size):
            return ArchiveBomb(
                _("{path}: {filename} unpacks to more than {ratio} times its size.").format(
                    path=self._path, filename=member.filename, ratio=_RATIO
                ),
                _("Such files are made to fill a disk: remove it, or publish it unpacked."),
            )
        return None


def parse_xml(path: Path, name: str, content: bytes) -> etree._Element:
    """Return the root of the XML part ``name``. Raise FileBroken, or MarkupUnsafe if it declares a DTD."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise FileBroken(
            _("{path}: {name} is not valid XML ({msg}).").format(path=path, name=name, msg=error.msg),
            _("Save and publish it again."),
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise MarkupUnsafe(
            _("{path}: {name} declares its own entities or document type, as no office program does.").format(
                path=path, name=name
            ),
            _("Save it again with Word or LibreOffice."),
        )
    return root


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """Return an attribute by local name: transitional and strict files differ in their namespaces."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """Return the element at the end of a path of names, or None."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if local_name(each) == name), None)
    return element


def parse_number(text: str | None, default: int, most: int) -> int:
    """Parse a whole number of an attribute, limited to 0 to ``most``; ``default`` if it is none."""
    try:
        return min(max(int(text or default), 0), most)
    except ValueError:
        return default
