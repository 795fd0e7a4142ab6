"""PDF files with a text layer: the words on a page → lines, columns, tables, stamps."""
