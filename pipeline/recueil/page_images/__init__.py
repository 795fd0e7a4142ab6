"""Pages of original files as images, with the values drawn on them."""
