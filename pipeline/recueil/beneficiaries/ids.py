"""Beneficiary identifiers, in every store and after every run: ``123456789`` (SIREN), ``w341234567`` (RNA), or a
name within a body, ``judo-club@saint_aubrac``.

A SIREN or an RNA that stands beside an award identifies the beneficiary everywhere; otherwise homonyms of two
bodies are two beneficiaries. Before the @ are the folded words of the name, without articles and legal forms;
after it the key of the body, left out if the act names none.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from recueil.errors import BeneficiaryUnknown
from recueil.translation import gettext as _
from recueil.values.organisation import is_siren, is_siret

HOW_TO_FIND = _("Take one from `recueil beneficiaries list`.")
_RNA = re.compile(r"[Ww]\d[\dA-Za-z]\d{7}")
_NUMBER = re.compile(r"\d{9}|w\d[\da-z]\d{7}")
_NAME = re.compile(r"([^\W_]+(?:-[^\W_]+)*)(?:@([^\W_]+(?:_[^\W_]+)*))?", re.UNICODE)


class BeneficiaryId(NamedTuple):
    """A beneficiary by its ``number``, a SIREN or an RNA; if that is empty, by its name in acts of ``body``."""

    number: str
    key: str = ""
    body: str = ""

    def __str__(self) -> str:
        return self.number or self.key + (f"@{self.body}" if self.body else "")

    @classmethod
    def parse(cls, written: str) -> Self:
        """Parse what ``str`` writes. Raise BeneficiaryUnknown for anything else."""
        text = written.strip().lower()
        if _NUMBER.fullmatch(text):
            return cls(text)
        match = _NAME.fullmatch(text)
        if match is None:
            raise BeneficiaryUnknown(
                _("{written!r} is not the identifier of a beneficiary.").format(written=written), HOW_TO_FIND
            )
        return cls("", match[1], match[2] or "")


def identify(key: str, body: str, siret: str | None, rna: str | None) -> str:
    """Return the identifier of the beneficiary of an award: by SIREN, by RNA, or else by name within the body.

    ``key`` is that of the name, as in ``search_awards``. A number with a wrong check digit identifies nobody.

    >>> identify("judo_club", "saint_aubrac", "21860194600013", None)
    '218601946'
    >>> identify("judo_club", "saint_aubrac", None, None)
    'judo-club@saint_aubrac'
    """
    if siret and (is_siret(siret) or is_siren(siret)):
        return siret[:9]
    if rna and _RNA.fullmatch(rna):
        return rna.lower()
    return str(BeneficiaryId("", key.replace("_", "-").strip("-"), body))
