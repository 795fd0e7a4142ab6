"""What Recueil hands on to other programs."""
