"""Presences: who sat at which séances of a body, and how those named voted, as a matrix."""
