"""Values found in a text, one spaCy component for each kind: find, parse, mark."""
