"""AL'in offres: catalogue, bailleurs, geography, ceilings and eligibility."""
