"""AL'in candidatures: applications, cotation, transmissions, commission and deadlines."""
