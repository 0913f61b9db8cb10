"""What a piece of code says by itself, whatever its names stand for: which names it uses, and what it would do."""

import dis
from collections.abc import Hashable
from functools import lru_cache
from types import CodeType
from typing import NamedTuple


class Access(NamedTuple):
    """A name that a code looks up outside itself, or a module that it imports, and the attributes taken from it."""

    name: str
    attributes: tuple[str, ...] = ()
    imported: bool = False

    def then(self, attribute: str) -> "Access":
        """The attribute of what was accessed."""
        return self._replace(attributes=(*self.attributes, attribute))


@lru_cache(maxsize=1024)
def names_in(code: CodeType) -> tuple[Access, ...]:
    """Every global name and import of a code and of the functions inside it, each once."""
    found: list[Access] = []
    module = current = None
    for step in dis.get_instructions(code):
        if step.opname == "IMPORT_NAME":
            module = current = Access(step.argval, imported=True)
        elif step.opname == "IMPORT_FROM" and module is not None:
            current = module.then(step.argval)
        elif step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            current = Access(step.argval)
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD") and current is not None:
            current = current.then(step.argval)
        else:
            current = current if step.opname == "EXTENDED_ARG" else None  # which only widens the next step's argument
            continue
        found.append(current)
    inner = [access for part in code.co_consts if isinstance(part, CodeType) for access in names_in(part)]
    return tuple(dict.fromkeys([*found, *inner]))


@lru_cache(maxsize=1024)
def code_token(code: CodeType) -> Hashable:
    """Equal for codes that do the same: bytecode, constants and names count; the place in the notebook does not."""
    constants = tuple(code_token(part) if isinstance(part, CodeType) else repr(part) for part in code.co_consts)
    names = (code.co_name, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    arguments = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
    return code.co_code, code.co_exceptiontable, constants, names, arguments
