"""What a notification is: which event makes which e-mail, and when a failed one is tried again. No I/O."""
