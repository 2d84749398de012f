"""What the terminal shows of the stack's life."""

from rich.console import Console
from rich.markup import escape

from stack.errors import StackError
from stack.supervisor import Change, State

terminal = Console(highlight=False)
_STYLES = {State.READY: "green", State.DIED: "bold red"}


def show(change: Change) -> None:
    style = _STYLES.get(change.state, "dim")
    detail = f" en {change.seconds:.1f} s" if change.state is State.READY else ""
    if change.state is State.DIED:
        detail = f" (code {change.exit_code}), on le redémarre"
    terminal.print(f"  [{style}]{change.part:<16} {change.state.value}{detail}[/]")


def show_error(error: StackError) -> None:
    terminal.print(f"[bold red]{escape(error.message)}[/]\n  → {escape(error.advice)}", soft_wrap=True)
