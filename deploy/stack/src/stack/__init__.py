"""The whole AL'in platform on one machine, as code."""
