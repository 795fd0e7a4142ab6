"""Keep compiled patterns and methods from one process to the next."""
