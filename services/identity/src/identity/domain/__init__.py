"""Rules of the service identity: pure, typed, no I/O."""
