"""Documents and acts in the store: written, read, and turned into rows."""
