"""Where words stand on a page → lines, columns, tables and stamps, as a reader takes them."""
