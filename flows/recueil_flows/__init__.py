"""The Prefect flows of Recueil. They only orchestrate: ``recueil`` reads, extracts and stores."""
