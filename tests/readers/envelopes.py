"""@CTES envelopes, as S²LOW and others make them, with invented acts."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Mapping

SIREN = "213401722"
NAMESPACES = (
    'xmlns:actes="http://www.interieur.gouv.fr/ACTES#v1.1-20040216" xmlns:insee="http://xml.insee.fr/schema"'
)


def message(
    document: str,
    annexes: Iterable[str] = (),
    *,
    nature: str = "1",
    number: str = "2024_112",
    date: str = "2024-12-09",
    title: str = "Tarifs de la cantine",
    subjects: Iterable[str] = ("7", "10"),
) -> bytes:
    """The XML that transmits an act."""
    listed = "".join(f"<actes:Annexe>{_file(name)}</actes:Annexe>" for name in annexes)
    levels = "".join(
        f'<actes:CodeMatiere{level} actes:CodeMatiere="{code}"/>' for level, code in enumerate(subjects, 1)
    )
    return (
        f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<actes:Acte {NAMESPACES} actes:Date="{date}" '
        f'actes:NumeroInterne="{number}" actes:CodeNatureActe="{nature}">{levels}<actes:Objet>{title}</actes:Objet>'
        f"<actes:ClassificationDateVersion>2019-08-29</actes:ClassificationDateVersion>"
        f"<actes:Document>{_file(document)}</actes:Document><actes:Annexes>{listed}</actes:Annexes></actes:Acte>"
    ).encode("iso-8859-1")


def form(siren: str = SIREN) -> bytes:
    """The XML around the messages, which says who sends them."""
    return (
        f'<actes:EnveloppeCLMISILL {NAMESPACES}><actes:Emetteur><actes:IDCL insee:SIREN="{siren}" '
        f'actes:Departement="034"/></actes:Emetteur></actes:EnveloppeCLMISILL>'
    ).encode()


def tar(files: Mapping[str, bytes | str], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            content = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _file(name: str) -> str:
    return f"<actes:NomFichier>{name}</actes:NomFichier>"
