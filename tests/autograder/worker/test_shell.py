import sys

import pytest

from autograder.worker.shell import Capped, Shell, _QuietShell, describe


@pytest.fixture(scope="module")
def shell():
    made = Shell(longest_output=50)
    yield made
    _QuietShell.clear_instance()


def test_a_cell_runs_and_leaves_its_names(shell):
    assert shell.run("a = 1\nb = a + 1") == {"output": "", "error": ""}
    assert shell.names["b"] == 2


def test_what_a_cell_prints_is_kept_from_both_streams(shell):
    assert shell.run("import sys\nprint('out')\nprint('err', file=sys.stderr)")["output"] == "out\nerr\n"


def test_a_last_value_is_shown_without_its_number_and_a_magic_works(shell):
    assert shell.run("3 + 4")["output"].strip() == "7"
    assert shell.run("%matplotlib inline")["error"] == ""
    assert shell.run("%pwd")["error"] == ""


def test_output_is_cut_at_its_limit_with_a_word_about_the_rest(shell):
    output = shell.run("print('x' * 1000)")["output"]
    assert output.startswith("x" * 50)
    assert not output.startswith("x" * 51)
    assert "951 more" in output


def test_each_cell_has_the_whole_limit(shell):
    shell.run("print('x' * 1000)")
    assert shell.run("print('y')")["output"] == "y\n"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise ValueError('')", "ValueError"),
    ],
)
def test_the_error_that_stopped_a_cell_is_told_in_one_line(shell, source, error):
    assert shell.run(source)["error"] == error


@pytest.mark.parametrize("source", ["def f(:", "  x = 1\n y = 2", "\0"])
def test_a_cell_that_is_no_python_has_an_error_too(shell, source):
    assert "Error" in shell.run(source)["error"]


def test_an_error_has_no_colours_for_a_terminal(shell):
    assert "\x1b" not in str(shell.run("1 / 0"))


def test_the_streams_come_back(shell):
    before = sys.stdout, sys.stderr
    shell.run("import sys; sys.stdout = None")
    shell.run("1 / 0")
    assert (sys.stdout, sys.stderr) == before


def test_a_shell_that_was_tampered_with_says_what_happened(shell, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("mine now")

    monkeypatch.setattr(shell._shell, "run_cell", broken)
    before = sys.stdout
    assert shell.run("x = 1") == {"output": "", "error": "RuntimeError: mine now"}
    assert sys.stdout is before


def test_figures_are_closed_after_each_cell(shell):
    """Or a notebook full of them would run out of memory."""
    import matplotlib.pyplot as plt

    shell.run("import matplotlib; matplotlib.use('agg'); import matplotlib.pyplot as plt; plt.figure()")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("pyplot", [None, object()])
def test_a_pyplot_that_is_gone_or_was_replaced_does_no_harm(shell, monkeypatch, pyplot):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", pyplot)
    assert shell.run("y = 2") == {"output": "", "error": ""}


def test_nothing_of_a_cell_is_kept_as_history(shell):
    shell.run("marker = 1")
    assert not shell._shell.history_manager.enabled
    assert "_ih" not in shell.names or not any("marker" in text for text in shell.names["_ih"])


def test_a_stream_counts_what_it_does_not_keep():
    stream = Capped(5)
    assert stream.writable()
    assert [stream.write(text) for text in ("abc", "defg", "hi")] == [3, 4, 2]
    assert stream.text().startswith("abcde\n[4 more")


def test_a_stream_that_was_not_filled_is_what_was_written():
    stream = Capped(5)
    stream.write("abcde")
    assert stream.text() == "abcde"


def test_a_stream_takes_text_alone():
    with pytest.raises(TypeError, match="bytes"):
        Capped(5).write(b"x")


def test_no_error_is_no_words():
    assert describe(None) == ""


def test_an_error_is_cut_and_one_that_cannot_be_shown_is_named():
    class Shy(Exception):
        def __str__(self):
            raise SystemExit

    assert describe(Shy()) == "Shy"
    assert len(describe(ValueError("x" * 10_000))) == 500
