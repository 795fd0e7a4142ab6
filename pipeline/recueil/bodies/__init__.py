"""Public bodies of a store: under which one an act is filed, and persons' decisions about it."""
