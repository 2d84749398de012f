"""2,000 plausible offers for a stack, a demo or a bench. Pure: the same day gives the same offers."""
