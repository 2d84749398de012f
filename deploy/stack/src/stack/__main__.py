"""`python -m stack`."""

import sys

from pydantic import ValidationError

from stack.bench.command import bench
from stack.cli import app
from stack.compose import compose_gateway, compose_secrets
from stack.demo import demo
from stack.essai_commands import code, horloge
from stack.openapi import openapi
from stack.report import show_error
from stack.settings import StackSettings, unreadable
from stack.up import up

for command in (up, demo, code, horloge, bench, openapi, compose_gateway, compose_secrets):
    app.command()(command)

try:
    app(prog_name="python -m stack")
except ValidationError as error:
    if error.title != StackSettings.__name__:
        raise
    show_error(unreadable(error))
    sys.exit(1)
