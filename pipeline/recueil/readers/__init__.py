"""Readers: the bytes of a file → a Document, its text with pages, words and their places."""
