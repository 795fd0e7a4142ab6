"""Worker processes that survive files which crash, hang or exhaust memory."""
