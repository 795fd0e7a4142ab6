"""Images of pages, read with Tesseract."""
