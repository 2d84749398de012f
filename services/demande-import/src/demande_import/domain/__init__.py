"""Rules of the service demande-import: pure, typed, no I/O."""
