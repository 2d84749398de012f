"""HTTP of offres: what the bailleur writes, what the salarié reads, what anybody may consult."""
