"""Persons whom the store must not name any more: told by keyed hashes of their names, found and masked in acts.

``names`` makes the hashes, ``finding`` finds them in a text, ``masking`` masks a document and what was read from
it, ``addresses`` hides file names, ``keys`` has the secret.
"""

from recueil.erasure.finding import Finder, Span
from recueil.erasure.masking import ERASED, Eraser
from recueil.erasure.names import Form, Name, forms_of, named

__all__ = ["ERASED", "Eraser", "Finder", "Form", "Name", "Span", "forms_of", "named"]
