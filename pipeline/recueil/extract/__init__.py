"""One spaCy component per file: find, parse, mark."""
