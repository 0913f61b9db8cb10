"""Namespaces inside a sandbox: one for the warm worker, and for each submission's child those that make it alone.

A child gets a private /tmp, nothing in /proc, no privileges, and a filter for its system calls, before any of the
learner's code runs. Python has no functions for most of it, so the C library's are called. A step that fails raises
OSError: a submission never runs with less than all of them.
"""

import ctypes
import os
import signal
import struct
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)

# The kernel's numbers, from sched.h, prctl.h, mount.h, seccomp.h and capability.h.
_NEW_MOUNTS, _NEW_IPC, _NEW_USER, _NEW_PID = 0x20000, 0x08000000, 0x10000000, 0x20000000
_DIE_WITH_PARENT, _DUMPABLE, _SECCOMP, _DROP_CAPABILITY, _NO_NEW_PRIVILEGES = 1, 4, 22, 24, 38
_FILTER = 2
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_EXEC = 1, 2, 4, 8
_CAPABILITIES_3 = 0x20080522
_MOST_CAPABILITIES = 64
_MOST_FILES, _MOST_TERMINALS = 10_000, 16


def hide_memory(hidden: bool = True) -> None:
    """Let nobody of the same user read our memory or trace us."""
    _prctl(_DUMPABLE, 0 if hidden else 1)


def die_with_parent() -> None:
    """Be killed when the parent ends. A change of privileges takes this back, so it is asked for after the last."""
    _prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def enter_user_namespace(more: int = 0) -> None:
    """A namespace in which we are the user that we were, with every privilege over what belongs to it and no other."""
    user, group = os.geteuid(), os.getegid()
    hide_memory(False)  # or the files below would be root's
    _checked(_LIBC.unshare(_NEW_USER | more), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    hide_memory()


def live_in_a_pid_namespace() -> int:
    """Go on as the first process of a new pid namespace; who we were waits for it. Returns a descriptor of it."""
    enter_user_namespace(_NEW_PID)
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    die_with_parent()
    hide_memory()
    return os.open("/proc/self/ns/pid", os.O_RDONLY)


def fork_into_a_pid_namespace(own: int) -> int:
    """As os.fork, but the child is the first process of a new pid namespace. own: the descriptor of ours.

    Without the way back, a process could do this only once.
    """
    _checked(_LIBC.unshare(_NEW_PID), "unshare")
    child = os.fork()
    if child:
        _checked(_LIBC.setns(own, _NEW_PID), "setns")
    return child


def be_alone(megabytes: int) -> None:
    """User, mount and ipc namespaces of our own; /tmp, /dev/shm (of that size) and terminals of our own; no /proc."""
    enter_user_namespace(_NEW_MOUNTS | _NEW_IPC)
    for place in ("/tmp", "/dev/shm"):
        # An empty file takes no room of that size, but a kilobyte of the kernel's.
        _mount("tmpfs", place, _NO_SUID | _NO_DEVICES, f"size={megabytes}m,nr_inodes={_MOST_FILES},mode=1777")
    # `!command` asks for a terminal.
    _mount("devpts", "/dev/pts", _NO_SUID | _NO_EXEC, f"newinstance,ptmxmode=0666,max={_MOST_TERMINALS}")
    _mount("tmpfs", "/proc", _NO_SUID | _NO_DEVICES | _NO_EXEC | _READ_ONLY, "size=4k,mode=555")
    os.chdir("/tmp")  # we stood in the one that is covered now


def give_up_privileges() -> None:
    """Every capability, for good: also for a program that would be started."""
    for capability in range(_MOST_CAPABILITIES):
        if _LIBC.prctl(_DROP_CAPABILITY, capability, 0, 0, 0) < 0:
            break  # the kernel knows no more of them
    _prctl(_NO_NEW_PRIVILEGES, 1)
    header = struct.pack("=Ii", _CAPABILITIES_3, 0)
    _checked(_LIBC.capset(header, bytes(24)), "capset")


class _Program(ctypes.Structure):
    """The kernel's struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def filter_calls(program: bytes) -> None:
    """Put a seccomp program in front of all further system calls; b"", where there is none, does nothing."""
    if program:
        steps = ctypes.create_string_buffer(program, len(program))
        described = _Program(len(program) // 8, ctypes.addressof(steps))
        _checked(_LIBC.prctl(_SECCOMP, _FILTER, ctypes.byref(described), 0, 0), "seccomp")


def _mount(kind: str, place: str, flags: int, options: str) -> None:
    """Something new and empty in that place."""
    words = kind.encode(), place.encode(), kind.encode()
    _checked(_LIBC.mount(*words, ctypes.c_ulong(flags), options.encode()), f"mount {place}")


def _prctl(option: int, value: int) -> None:
    _checked(_LIBC.prctl(option, value, 0, 0, 0), f"prctl {option}")


def _checked(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
