"""The command `autograder`. Each package registers its own commands, and imports what they need when one is called."""

import sys

import typer

from .build import command as build_command
from .desk import command as desk_commands
from .desk.collecting import command as collecting_commands
from .desk.naming import command as naming_command
from .desk.written import command as written_command
from .grading import command as grading_command
from .handout import command as handout_command
from .scaffold import command as scaffold_commands
from .simulate import command as simulate_commands
from .verify import command as verify_command

# With this package jsonschema, which nbformat loads, takes 1.4 s to build the grammar of addresses in all languages. No
# notebook has any; where the package is absent, jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Build, verify and grade the course.",
)

OF_THE_DESK = (collecting_commands, desk_commands, handout_command, naming_command, written_command)
for commands in (build_command, verify_command, scaffold_commands, grading_command, *OF_THE_DESK, simulate_commands):
    commands.register(app)
