"""AL'in identity: accounts, roles, invitations, sessions and keys."""
