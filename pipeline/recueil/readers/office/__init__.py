"""Documents of word processors, read without them, but for DOC."""
