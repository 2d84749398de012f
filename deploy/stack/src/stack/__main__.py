"""`python -m stack`."""

from stack.bench.command import bench
from stack.cli import app
from stack.compose import compose_gateway, compose_secrets
from stack.demo import demo
from stack.essai_commands import code, horloge
from stack.openapi import openapi
from stack.up import up

for command in (up, demo, code, horloge, bench, openapi, compose_gateway, compose_secrets):
    app.command()(command)

app(prog_name="python -m stack")
