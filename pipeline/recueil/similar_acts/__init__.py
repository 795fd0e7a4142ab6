"""Acts that decide the same kind of thing, by vectors of what each decides, kept in the store."""
