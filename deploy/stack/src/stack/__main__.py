"""`python -m stack`."""

from stack.cli import app
from stack.openapi import openapi
from stack.up import up

app.command()(openapi)
app.command()(up)

app(prog_name="python -m stack")
