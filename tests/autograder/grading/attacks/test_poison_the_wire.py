"""Poison the wire: results and replies that are meant to be misread, or to cost whoever reads them."""

import pytest
from samples.attacks import REPLACE, WRONG, attack, gained, honest, inside_a_call, scores, untold

pytestmark = [pytest.mark.grading, pytest.mark.slow]

RESULTS = {
    "800 MB of zeros": "return np.zeros(10**8)",
    "an array larger than memory": "return np.broadcast_to(x, (10**9, 4, 3))",
    "an array without end in one direction and nothing in the other": "return np.zeros((10**15, 0))",
    "as many dimensions as there are": "return np.zeros((1,) * 64)",
    "objects": "return np.array([{}, print], dtype=object)",
    "a structured dtype": "return np.zeros(4, dtype=[('a', 'f8'), ('b', 'O')])",
    "a dtype with metadata": "return np.zeros((4, 3), np.dtype('f8', metadata={'score': 2}))",
    "dates": "return np.full((4, 3), np.datetime64('now'))",
    "bytes as numbers": "return np.void(b'full marks')",
    "something that is pickled to run": """
class Bomb:
    def __reduce__(self): return exec, ("open('/tmp/ran', 'w')",)
return np.array([Bomb()])""",
    "a list a million deep": """
nested = []
for _ in range(10**6):
    nested = [nested]
return nested""",
    "a list that holds itself": "cyclic = []\ncyclic.append(cyclic)\nreturn cyclic",
    "a sequence without end": """
class Endless:
    def __len__(self): return 10**9
    def __getitem__(self, i): return self
return Endless()""",
    "a number of thirty million digits": "return 10 ** 30_000_000",
    "a gigabyte of text": "return 'x' * 10**9",
    "half of a surrogate pair": "return '\\ud800'",
    "a text of a class of its own": """
class Text(str):
    def __str__(self): return "x" * 10**9
    def __len__(self): return -1
return Text('full marks')""",
    "a generator": "return (value for value in iter(int, 1))",
    "a file": "return np.memmap('/tmp/file', dtype=float, mode='w+', shape=(4, 3))",
}
# What the worker sends in place of a reply: a head of JSON, and what stands behind it.
MESSAGE = """
import json
def message(head, blob=b""):
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    return len(text).to_bytes(4, "big") + len(blob).to_bytes(4, "big") + text + blob
def array(kind, shape, blob=bytes(8)):
    return message({"value": {"array": 0}, "arrays": [[kind, shape]]}, blob)
"""
REPLIES = {
    "an array that promises more": "array('<f8', [10**12])",
    "an array of a million sides": "array('<f8', [2**62] * 100_000)",
    "an array of sides below nothing": "array('<f8', [-1, -8])",
    "an array of objects": "array('|O', [1])",
    "an array of a structure": "array('i4, O', [1])",
    "a type with code in it": 'array(\'__import__("os").system("true")\', [1])',
    "a pickle for an array": "array('|O', [1], b'\\x80\\x04cos\\nsystem\\n.')",
    "JSON a hundred thousand deep": "message(b'[' * 10**5 + b']' * 10**5)",
    "ten million lists with nothing in them": (
        "message(b'{\"value\": {\"list\": [' + b'[],' * 10**7 + b'1]}, \"arrays\": []}')"
    ),
    "a million arrays with nothing in them": (
        'message(b\'{"value": 1, "arrays": [\' + b\'["?", [0]],\' * 300_000 + b\'["?", [0]]]}\')'
    ),
    "a number of five thousand digits": "message(b'{\"value\": ' + b'9' * 5000 + b', \"arrays\": []}')",
    "an array that was not sent": "message({'value': {'array': 7}, 'arrays': []})",
    "an array that is its own item": "message({'value': {'list': {'array': 0}}, 'arrays': []})",
    "lengths that do not add up": "b'\\xff' * 100",
    "compressed nothing": "__import__('zlib').compress(bytes(10**8))",
    "as much as a reply may be": "bytes(32 << 20)",
}
ATTACKS = RESULTS | REPLIES


def test_a_monstrous_result_is_a_wrong_result(course, attacked):
    """Too large, too deep, of no numeric type or of a lying shape: not right, and nothing worse."""
    results = attacked({name: attack(course, inside_a_call(body, "")) for name, body in RESULTS.items()})
    assert scores(results) == honest(results)


def test_a_poisoned_reply_ends_the_sandbox(course, attacked):
    """Nothing of it is unpacked that is not what it says; and it is told."""
    send = "\nreal = replace('write_frame', None)\nreplace('write_frame', lambda fd, n, _: real(fd, n, {}))"
    poisons = {name: WRONG + REPLACE + MESSAGE + send.format(poison) for name, poison in REPLIES.items()}
    results = attacked({name: attack(course, cell) for name, cell in poisons.items()})
    assert gained(results) == []
    assert untold(results) == []
