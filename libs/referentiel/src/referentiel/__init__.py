"""Reference data of AL'in and the pure rules that read them.

Nothing is read at import: each table loads at its first use and stays in memory.
"""

CREDIT = "Source : IGN ADMIN EXPRESS et INSEE COG, Licence Ouverte 2.0"
"""To be shown wherever the product displays communes or their neighbours."""

__all__ = ["CREDIT"]
