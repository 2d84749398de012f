"""The console of the embedded platform: mails, traces, metrics, topics and API documentation, on loopback."""
