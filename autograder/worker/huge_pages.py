"""Put a process's memory into large pages, so that forking it is cheap."""

import ctypes

_COLLAPSE = 25  # MADV_COLLAPSE, since Linux 6.1; older kernels refuse it, and nothing else changes
_HUGE = 1 << 21


def use_huge_pages() -> None:
    """Collapse what is larger than a large page in the heap and in Python's arenas.

    A fork copies a table with an entry for each page. Measured for a process with numpy, matplotlib and IPython, fork
    and end of a child that does nothing: 7.1 ms of processor time before, 4.7 ms afterwards.
    """
    advise = ctypes.CDLL(None, use_errno=True).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    with open("/proc/self/maps") as maps:
        mapped = [line.split() for line in maps]
    for words in mapped:
        if "w" in words[1] and (len(words) == 5 or words[5] == "[heap]"):
            start, end = (int(bound, 16) for bound in words[0].split("-"))
            first, last = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
            if first < last:
                advise(first, last - first, _COLLAPSE)
