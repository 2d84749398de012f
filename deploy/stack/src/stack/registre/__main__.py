"""`python -m stack.registre`: set by the same ALIN_STACK_… variables as the stack."""

from stack.registre.app import serve
from stack.settings import StackSettings

serve(StackSettings())
