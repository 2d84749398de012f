"""AL'in demande-import: registers, codes, demandes, complements, consent and pièces."""
