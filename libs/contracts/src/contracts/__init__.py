"""What crosses a service border in AL'in: events, commands, topics, problem codes."""
