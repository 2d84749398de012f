"""AL'in notifications: templates, e-mails and their delivery."""
