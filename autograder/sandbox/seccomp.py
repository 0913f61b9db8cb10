"""A filter for the system calls that no exercise needs and many an escape begins with, as a seccomp program.

Bubblewrap takes it as bytes. It refuses new namespaces and mounts, tracing other processes, keys, every kind of
socket but local ones, and memory that no limit counts (memfd, System V). On processors that are not listed, there
is no filter; the namespaces and mounts stand without it.
"""

import errno
import platform
import struct

# Each call that is always refused, with its number on x86-64 and on arm64.
REFUSED: dict[str, tuple[int, int]] = {
    # memory and messages that outlive a process and count towards no limit
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # the machine
    "syslog": (103, 116),
    "personality": (135, 92),
    "acct": (163, 89),
    "swapon": (167, 224),
    "reboot": (169, 142),
    "quotactl": (179, 60),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    # keys
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # large parts of the kernel in which holes are found again and again
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
# What depends on an argument.
_CLONE, _CLONE3, _SOCKET = (56, 220), (435, 435), (41, 198)
_NEW_NAMESPACE = 0x7E020000  # CLONE_NEWUSER | NEWPID | NEWNET | NEWIPC | NEWUTS | NEWCGROUP | NEWNS
_LOCAL_SOCKET = 1  # AF_UNIX
_X32 = 0x40000000  # from here on, x86-64 numbers its calls with short pointers, which are all of the above once more

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # by what the kernel tells them apart, in the order of the table
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000  # verdicts; _ERROR is or-ed with the errno
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF: ld [k], jeq, jge, jset, ret
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data; the low half of the argument


def program(machine: str = "") -> bytes:
    """The filter for this machine (`platform.machine()` by default), b"" where there is none."""
    machine = machine or platform.machine()
    if machine not in _AUDIT:
        return b""
    column = list(_AUDIT).index(machine)
    steps = [
        _step(_LOAD, _MACHINE),
        _step(_EQUAL, _AUDIT[machine], skip_if_true=1),
        _step(_RETURN, _KILL),  # 32-bit calls have other numbers
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, _X32, skip_if_false=1), _refusal(errno.ENOSYS)]
    for numbers in REFUSED.values():
        steps += [_step(_EQUAL, numbers[column], skip_if_false=1), _refusal(errno.EPERM)]
    return b"".join([*steps, *_by_argument(column)])


def _by_argument(column: int) -> list[bytes]:
    """The program's end: new processes without new namespaces, local sockets, and all that is left."""
    return [
        # clone3 hides its flags behind a pointer; the C library falls back on clone.
        _step(_EQUAL, _CLONE3[column], skip_if_false=1),
        _refusal(errno.ENOSYS),
        _step(_EQUAL, _CLONE[column], skip_if_false=4),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_ANY_BIT, _NEW_NAMESPACE, skip_if_false=1),
        _refusal(errno.EPERM),
        _step(_RETURN, _ALLOW),
        _step(_EQUAL, _SOCKET[column], skip_if_false=3),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_EQUAL, _LOCAL_SOCKET, skip_if_true=1),
        _refusal(errno.EAFNOSUPPORT),
        _step(_RETURN, _ALLOW),
    ]


def _refusal(error: int) -> bytes:
    return _step(_RETURN, _ERROR | error)


def _step(code: int, value: int, skip_if_true: int = 0, skip_if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, skip_if_true, skip_if_false, value)
