"""Open-data tables of acts as sources: each row states facts of an act and gives the address of its file."""
