"""The commands of ``recueil``, in the order its help lists them."""
