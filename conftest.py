"""Fixtures that every folder of tests may use: a real MongoDB and a real Apache Kafka, and the whole platform."""

pytest_plugins = ["chassis.testing", "stack.testing"]
