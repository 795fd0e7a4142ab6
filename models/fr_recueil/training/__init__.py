"""Training of the parts of the pipeline that learn from acts: ``python -m fr_recueil.training`` in a checkout."""
