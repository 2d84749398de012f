"""`python -m stack.console`: set by the same ALIN_STACK_… variables as the stack."""

import asyncio

from stack.console.app import serve
from stack.settings import StackSettings

asyncio.run(serve(StackSettings()))
