"""The mechanism every AL'in service needs; no domain word."""
