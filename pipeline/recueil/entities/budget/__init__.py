"""Budget lines: chapters, accounts, functions and operations."""
