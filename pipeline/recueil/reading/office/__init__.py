"""Documents of word processors, opened without them."""
