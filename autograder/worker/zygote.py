"""The warm worker: it imports once what every submission needs, and forks a child for each.

It runs nothing of a learner's. Each child lives in namespaces of its own (see `own_namespaces`) and is a worker as any
other; when its submission is done it is killed, and everything that it started dies with it.

On the grader's side of the control socket is `autograder.sandbox.warm`: FORK comes with the two descriptors of the
child's pipes, END asks for its end; each is answered with DONE when it has happened.
"""

import contextlib
import gc
import importlib
import json
import os
import random
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from .huge_pages import use_huge_pages
from .own_namespaces import (
    be_alone,
    die_with_parent,
    filter_calls,
    fork_into_a_pid_namespace,
    give_up_privileges,
    live_in_a_pid_namespace,
)
from .set_limits import become, set_limits
from .worker import copy_fonts, serve, to_nowhere

FORK, END, DONE = b"f", b"e", b"."
_OURS = ("layerwise", "autograder", "explore", "mine")  # what the set-up cells of a chapter import of ours


def main() -> None:
    """Serve the control socket on standard input until it is closed.

    The first argument holds the limits as JSON, the `user` to become, and the `filter` for a child's system calls.
    """
    settings = json.loads(sys.argv[1])
    control = socket.socket(fileno=os.dup(0))
    to_nowhere(0)
    to_nowhere(1)
    become(settings["user"])
    namespace = live_in_a_pid_namespace()
    shell = warm_up(settings)
    os.ftruncate(2, 0)  # what libraries grumbled about while they were imported is not why a child does not start
    control.sendall(DONE)
    child = 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if message == FORK:
            child = _fork(shell, settings, control, namespace, *descriptors)
        elif message == END:
            end(child)
            child = 0
        else:
            return
        control.sendall(DONE)


def warm_up(settings: Mapping[str, Any]) -> Any:
    """Import and build all that a submission needs, so that its child starts with it. Returns the shell."""
    copy_fonts()
    import matplotlib.pyplot  # noqa: F401

    from .shell import Shell

    for name in _OURS:
        importlib.import_module(name)
    shell = Shell(settings["output"])
    shell.run("pass")  # what IPython imports with its first cell
    gc.collect()
    gc.freeze()  # a collection in a child would write to, and so copy, every page of these objects
    use_huge_pages()
    return shell


def end(child: int) -> None:
    """Kill a child and wait for it: it is the first of its pid namespace, so none of the others there survives it."""
    if child:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)


def _fork(
    shell: Any, settings: Mapping[str, Any], control: socket.socket, namespace: int, requests: int, replies: int
) -> int:
    """The number of a new child that serves these two pipes."""
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise RuntimeError(
            f"the warm worker has {threads} threads; a fork would leave their locks as they happen to be"
        )
    child = fork_into_a_pid_namespace(namespace)
    if child == 0:
        try:
            control.close()
            os.close(namespace)
            _serve_submission(shell, settings, requests, replies)
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(0)
    os.close(requests)
    os.close(replies)
    return child


def _serve_submission(shell: Any, settings: Mapping[str, Any], requests: int, replies: int) -> None:
    os.setsid()  # kill(0, …) reaches a whole process group, in whatever namespace its members are
    be_alone(settings["scratch"])
    set_limits(settings)
    give_up_privileges()
    die_with_parent()
    filter_calls(bytes.fromhex(settings["filter"]))
    # Who draws from a global generator draws something new in every process.
    np.random.seed()  # noqa: NPY002
    random.seed()
    to_nowhere(2)  # until here, the grader reads why a child does not start
    serve(shell, (requests, replies), settings["reply"])


if __name__ == "__main__":
    main()
