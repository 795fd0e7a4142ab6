"""Roles of names in the roll of a séance: present, represented, absent, holder of a proxy, officers."""
