"""The seccomp program, interpreted for every system call by name, on both processors and without making one call."""

import ctypes
import errno
import os
import platform
import socket
import struct
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.seccomp import REFUSED, program

ALLOWED, KILLED = 0x7FFF0000, 0x80000000
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
OTHERS = {"i386": 0x40000003, "arm": 0x40000028, "big-endian arm64": 0x800000B7, "riscv64": 0xC00000F3}
NAMESPACES = {
    "user": os.CLONE_NEWUSER if hasattr(os, "CLONE_NEWUSER") else 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
    "cgroup": 0x02000000,
    "mount": 0x00020000,
}
THREAD = 0x003D0F00  # the flags with which the C library starts a thread
DANGEROUS = {
    "shmget",
    "shmat",
    "shmctl",
    "semget",
    "msgget",
    "mq_open",
    "memfd_create",
    "memfd_secret",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "kcmp",
    "pidfd_getfd",
    "unshare",
    "setns",
    "pivot_root",
    "chroot",
    "mount",
    "umount2",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "name_to_handle_at",
    "open_by_handle_at",
    "syslog",
    "personality",
    "acct",
    "swapon",
    "reboot",
    "quotactl",
    "init_module",
    "finit_module",
    "kexec_load",
    "add_key",
    "request_key",
    "keyctl",
    "perf_event_open",
    "bpf",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
}
SPECIAL = {"clone", "clone3", "socket"}

machines = pytest.mark.parametrize("machine", AUDIT)


def refused(error):
    return 0x00050000 | error


def verdict(code, audit, number, argument=0):
    """What a BPF program says of a call: the kernel's interpreter, as far as seccomp programs need it."""
    data = struct.pack("=IIQ6Q", number, audit, 0, argument, 0, 0, 0, 0, 0)
    at, value = 0, 0
    while True:
        operation, if_true, if_false, k = struct.unpack_from("=HBBI", code, 8 * at)
        at += 1
        match operation:
            case 0x20:
                value = struct.unpack_from("=I", data, k)[0]
            case 0x06:
                return k
            case 0x05:
                at += k
            case 0x15:
                at += if_true if value == k else if_false
            case 0x25:
                at += if_true if value > k else if_false
            case 0x35:
                at += if_true if value >= k else if_false
            case 0x45:
                at += if_true if value & k else if_false
            case 0x54:
                value &= k
            case _:
                raise AssertionError(f"BPF operation {operation:#x}")


class Comparison(ctypes.Structure):
    """libseccomp's `struct scmp_arg_cmp`."""

    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


class Libseccomp:
    """The library that bubblewrap's and most other filters are made with: it knows every processor's calls by name."""

    NOT_EQUAL, MASKED_EQUAL = 1, 7

    def __init__(self):
        try:
            self._lib = ctypes.CDLL("libseccomp.so.2")
        except OSError:
            pytest.skip("libseccomp.so.2 is not installed (Debian: libseccomp2, which bubblewrap depends on)")
        self._lib.seccomp_init.restype = ctypes.c_void_p
        self._lib.seccomp_arch_native.restype = ctypes.c_uint32
        self._lib.seccomp_syscall_resolve_num_arch.restype = ctypes.c_char_p

    def number(self, machine, name):
        return self._lib.seccomp_syscall_resolve_name_arch(ctypes.c_uint32(AUDIT[machine]), name.encode())

    def calls(self, machine):
        """Every call that the processor has, by name."""
        names = ((n, self._lib.seccomp_syscall_resolve_num_arch(AUDIT[machine], n)) for n in range(1000))
        return {name.decode(): number for number, name in names if name is not None}

    def program(self, machine, folder):
        """The filter that libseccomp itself makes of the same rules."""
        lib, context = self._lib, ctypes.c_void_p(self._lib.seccomp_init(ctypes.c_uint32(ALLOWED)))
        bad_machine = 2  # SCMP_FLTATR_ACT_BADARCH
        assert lib.seccomp_attr_set(context, bad_machine, ctypes.c_uint32(KILLED)) == 0
        if AUDIT[machine] != lib.seccomp_arch_native():
            lib.seccomp_arch_add(context, ctypes.c_uint32(AUDIT[machine]))
            lib.seccomp_arch_remove(context, 0)
        for name in DANGEROUS:
            self._refuse(context, errno.EPERM, name)
        self._refuse(context, errno.ENOSYS, "clone3")
        self._refuse(context, errno.EAFNOSUPPORT, "socket", Comparison(0, self.NOT_EQUAL, socket.AF_UNIX))
        for flag in NAMESPACES.values():
            self._refuse(context, errno.EPERM, "clone", Comparison(0, self.MASKED_EQUAL, flag, flag))
        with (folder / machine).open("wb") as file:
            assert lib.seccomp_export_bpf(context, file.fileno()) == 0
        lib.seccomp_release(context)
        return (folder / machine).read_bytes()

    def _refuse(self, context, error, name, *comparisons):
        rules = (Comparison * len(comparisons))(*comparisons)
        # Rules are given in this machine's numbers, whatever the program is for.
        number = ctypes.c_int(self._lib.seccomp_syscall_resolve_name(name.encode()))
        done = self._lib.seccomp_rule_add_array(context, refused(error), number, len(comparisons), rules)
        assert done == 0, (name, done)


@pytest.fixture(scope="module")
def libseccomp():
    return Libseccomp()


@machines
def test_every_call_is_refused_or_allowed_as_its_name_says(machine, libseccomp):
    """Of all calls that the processor has, the dangerous ones are refused and no other one is."""
    calls = libseccomp.calls(machine)
    assert len(calls) > 250
    assert calls.keys() >= DANGEROUS | SPECIAL
    said = {name: verdict(program(machine), AUDIT[machine], number) for name, number in calls.items()}
    assert {name for name, word in said.items() if word == refused(errno.EPERM)} == DANGEROUS
    assert {name for name, word in said.items() if word != ALLOWED} == DANGEROUS | {"clone3", "socket"}


@machines
def test_it_agrees_with_the_filter_that_libseccomp_makes(machine, libseccomp, tmp_path):
    """Two programs made of the same rules in different ways give the same verdict on every number and argument."""
    ours, theirs = program(machine), libseccomp.program(machine, tmp_path)
    arguments = [0, THREAD, *NAMESPACES.values(), *range(1, 50), 0x7E020000, 1 << 31, 0xFFFFFFFF]
    special = {libseccomp.number(machine, name) for name in SPECIAL}
    for number in range(1000):
        for argument in arguments if number in special else arguments[:2]:
            question = AUDIT[machine], number, argument
            assert verdict(ours, *question) == verdict(theirs, *question), question
    if machine == "x86_64":  # we say that x32 calls do not exist, libseccomp ends the process; neither lets one through
        for number in (0x40000000 + known for known in libseccomp.calls(machine).values()):
            assert verdict(ours, AUDIT[machine], number) == refused(errno.ENOSYS)
            assert verdict(theirs, AUDIT[machine], number) == KILLED
    for audit in OTHERS.values():
        assert verdict(ours, audit, 0) == verdict(theirs, audit, 0) == KILLED


def test_each_name_of_the_table_has_that_number_on_both_processors(libseccomp):
    """A wrong number would refuse one call and let another through."""
    expected = {name: tuple(libseccomp.number(machine, name) for machine in AUDIT) for name in DANGEROUS}
    assert expected == REFUSED


@machines
@pytest.mark.parametrize("name", sorted(DANGEROUS))
def test_a_dangerous_call_is_refused(machine, name):
    """By its number in the table, and so without libseccomp too."""
    number = REFUSED[name][list(AUDIT).index(machine)]
    assert verdict(program(machine), AUDIT[machine], number) == refused(errno.EPERM)


@machines
@pytest.mark.parametrize("other", OTHERS)
def test_calls_in_another_processors_way_end_the_process(machine, other):
    """32-bit calls have other numbers: what is allowed here would be something else there."""
    assert all(verdict(program(machine), OTHERS[other], number) == KILLED for number in range(500))


def test_one_processors_calls_do_not_pass_the_others_filter():
    assert verdict(program("x86_64"), AUDIT["aarch64"], 0) == KILLED
    assert verdict(program("aarch64"), AUDIT["x86_64"], 0) == KILLED


@given(st.integers(0x40000000, 0xFFFFFFFF))
def test_calls_with_short_pointers_are_not_there(number):
    """x86-64 has every call once more under an x32 number, the dangerous ones included."""
    assert verdict(program("x86_64"), AUDIT["x86_64"], number) == refused(errno.ENOSYS)


def test_the_first_and_the_last_x32_number_count():
    assert verdict(program("x86_64"), AUDIT["x86_64"], 0x40000000) == refused(errno.ENOSYS)
    assert verdict(program("x86_64"), AUDIT["x86_64"], 0x3FFFFFFF) == ALLOWED


@machines
@pytest.mark.parametrize("kind", NAMESPACES)
def test_a_new_process_gets_no_new_namespace(machine, kind):
    """Alone or beside the flags of a thread."""
    clone = {"x86_64": 56, "aarch64": 220}[machine]
    for flags in (NAMESPACES[kind], NAMESPACES[kind] | THREAD, NAMESPACES[kind] | 17):
        assert verdict(program(machine), AUDIT[machine], clone, flags) == refused(errno.EPERM)


@machines
@pytest.mark.parametrize("flags", [17, THREAD, THREAD | 0x01200000, 0x4111])
def test_processes_and_threads_can_be_made(machine, flags):
    """fork, pthread_create, posix_spawn."""
    clone = {"x86_64": 56, "aarch64": 220}[machine]
    assert verdict(program(machine), AUDIT[machine], clone, flags) == ALLOWED


@machines
def test_clone3_is_said_not_to_exist(machine):
    """Its flags stand behind a pointer. For this error, the C library falls back on clone."""
    assert verdict(program(machine), AUDIT[machine], 435) == refused(errno.ENOSYS)


@machines
def test_only_local_sockets_can_be_made(machine):
    """No family that reaches the network, the kernel or a host: 0 to 49, of which 1 is local."""
    call = {"x86_64": 41, "aarch64": 198}[machine]
    said = {family: verdict(program(machine), AUDIT[machine], call, family) for family in range(50)}
    assert said.pop(socket.AF_UNIX) == ALLOWED
    assert set(said.values()) == {refused(errno.EAFNOSUPPORT)}


def test_the_filter_is_made_for_known_machines_only(monkeypatch):
    """By name, or for the machine that it runs on."""
    assert program("riscv64") == b""
    for machine in AUDIT:
        monkeypatch.setattr(platform, "machine", lambda machine=machine: machine)
        assert program() == program(machine) != b""


@pytest.mark.grading
@pytest.mark.skipif(platform.machine() not in AUDIT, reason="no filter for this machine")
def test_the_kernel_takes_it_and_python_works_behind_it(tmp_path):
    """Threads, processes and local sockets work; namespaces, tracing, memfd and the network do not."""
    (tmp_path / "filter").write_bytes(program())
    code = """
import ctypes, os, socket, subprocess, threading
t = threading.Thread(target=print, args=("thread",)); t.start(); t.join()
print(subprocess.run(["true"]).returncode, os.waitpid(os.fork() or os._exit(3), 0)[1] >> 8)
socket.socketpair()
libc = ctypes.CDLL(None, use_errno=True)
for call in (lambda: libc.unshare(0x10000000), lambda: libc.ptrace(0, 0, 0, 0), lambda: libc.shmget(0, 9, 0o1600)):
    print(call(), ctypes.get_errno())
for call in (lambda: os.memfd_create("x"), lambda: socket.socket(socket.AF_INET), lambda: socket.socket(16, 3)):
    try:
        call()
    except OSError as error:
        print(type(error).__name__, error.errno)
"""
    command = ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--seccomp", "9", sys.executable, "-c", code]
    ended = subprocess.run(
        ["sh", "-c", f'exec "$@" 9<{tmp_path / "filter"}', "sh", *command], capture_output=True, text=True, check=True
    )
    lines = ["thread", "0 3", "-1 1", "-1 1", "-1 1", "PermissionError 1", "OSError 97", "OSError 97"]
    assert ended.stdout.splitlines() == lines
