"""Rules of the service candidatures: pure, typed, no I/O."""
