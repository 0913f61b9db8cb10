"""A filter for the system calls that no exercise needs and many an escape begins with, as a seccomp program.

Bubblewrap takes it as bytes. It refuses new namespaces and mounts, tracing other processes, keys, every kind of
socket but local ones, and memory that no limit counts (memfd, System V). On processors that are not listed, there
is no filter; the walls stand without it.
"""

import errno
import platform
import struct

_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF: ld [k], jeq, jge, jset, ret
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data; the low half of the argument
_LOCAL_SOCKET = 1  # AF_UNIX
_NEW_NAMESPACE = 0x7E020000  # CLONE_NEWUSER | NEWPID | NEWNET | NEWIPC | NEWUTS | NEWCGROUP | NEWNS

# Numbers that x86-64 and arm64 share: io_uring, the new mount calls, pidfd_getfd, memfd_secret, mount_setattr.
_SHARED = (425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442, 447)

# name of the machine: (audit number, clone, clone3, socket, refused calls)
_MACHINES: dict[str, tuple[int, int, int, int, str]] = {
    # shmget shmat shmctl semget msgget ptrace syslog personality pivot_root chroot acct mount umount swapon reboot
    # init_module quotactl mq_open kexec_load add_key request_key keyctl unshare perf_event_open name_to_handle_at
    # open_by_handle_at setns process_vm_readv process_vm_writev kcmp finit_module memfd_create bpf userfaultfd
    "x86_64": (
        0xC000003E,
        56,
        435,
        41,
        "29 30 31 64 68 101 103 135 155 161 163 165 166 167 169 175 179 240 246 248 249 250 272 298 303 304 308 310 "
        "311 312 313 319 321 323",
    ),
    # umount mount pivot_root chroot quotactl acct personality unshare kexec_load init_module syslog ptrace reboot
    # mq_open msgget semget shmget shmctl shmat add_key request_key keyctl swapon perf_event_open name_to_handle_at
    # open_by_handle_at setns process_vm_readv process_vm_writev kcmp finit_module memfd_create bpf userfaultfd
    "aarch64": (
        0xC00000B7,
        220,
        435,
        198,
        "39 40 41 51 60 89 92 97 104 105 116 117 142 180 186 190 194 195 196 217 218 219 224 241 264 265 268 270 271 "
        "272 273 279 280 282",
    ),
}


def program(machine: str = "") -> bytes:
    """The filter for this machine, b"" where there is none."""
    machine = machine or platform.machine()
    if machine not in _MACHINES:
        return b""
    audit, clone, clone3, socket, refused = _MACHINES[machine]
    steps = [
        _step(_LOAD, _MACHINE),
        _step(_EQUAL, audit, skip_if_true=1),
        _step(_RETURN, _KILL),  # 32-bit calls have other numbers
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, 0x40000000, skip_if_false=1), _refusal(errno.ENOSYS)]  # the x32 numbers
    for number in (*map(int, refused.split()), *_SHARED):
        steps += [_step(_EQUAL, number, skip_if_false=1), _refusal(errno.EPERM)]
    steps += [
        # clone3 hides its flags behind a pointer; the C library falls back on clone.
        _step(_EQUAL, clone3, skip_if_false=1),
        _refusal(errno.ENOSYS),
        _step(_EQUAL, clone, skip_if_false=4),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_ANY_BIT, _NEW_NAMESPACE, skip_if_false=1),
        _refusal(errno.EPERM),
        _step(_RETURN, _ALLOW),
        _step(_EQUAL, socket, skip_if_false=3),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_EQUAL, _LOCAL_SOCKET, skip_if_true=1),
        _refusal(errno.EAFNOSUPPORT),
        _step(_RETURN, _ALLOW),
    ]
    return b"".join(steps)


def _refusal(error: int) -> bytes:
    return _step(_RETURN, _ERROR | error)


def _step(code: int, value: int, skip_if_true: int = 0, skip_if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, skip_if_true, skip_if_false, value)
