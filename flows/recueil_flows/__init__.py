"""The Prefect flows of Recueil. They only orchestrate: reading, extracting and storing live in ``recueil``."""
