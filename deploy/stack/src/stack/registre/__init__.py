"""The registers of demandes de logement social, simulated: national portal and local ones, with faults on demand."""
