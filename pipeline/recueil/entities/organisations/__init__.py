"""Organisations: public bodies, associations, companies."""
