"""The analyst's pages and the API: FastAPI, Jinja2, one stylesheet. Everything a page shows, the store answers."""
