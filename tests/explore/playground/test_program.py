import subprocess
import sys

import numpy as np
import pytest

from explore.playground.as_code import as_code
from explore.playground.presets import PRESETS
from explore.playground.run import Run
from explore.playground.settings import INITS, OPTIMIZERS, Settings
from layerwise.functional.activation_table import ACTIVATIONS

MANY = [
    *(Settings("xor", optimizer=name, lr=0.01) for name in OPTIMIZERS),
    *(Settings("circles", activation=name, init="kaiming_normal_") for name in ACTIVATIONS),
    *(Settings("gauss", layers=(3,), init=name) for name in INITS),
    Settings("hills", layers=(4,), features=("x1", "x2", "sin x1", "x1·x2"), noise=0.2, share=0.3, seed=7),
    Settings("spiral", layers=(), l1=0.01, l2=0.03, batch_size=30),
    Settings("circles", layers=(4, 4), batch_norm=True, dropout=0.3, batch_size=200, share=0.5025),
    Settings("own", points=((1.0, 2.0, 1.0, False), (-1.0, 0.5, 0.0, False), (2.0, 2.0, 1.0, True))),
]


def losses(program, capsys):
    """What it prints after two epochs."""
    exec(compile(program.replace("range(100)", "range(2)"), "<program>", "exec"), {"__name__": "__main__"})
    return {line.split(" loss ")[0]: float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()}


@pytest.mark.parametrize("settings", MANY, ids=lambda settings: f"{settings.dataset}-{settings.optimizer}")
def test_the_program_trains_the_same_network(settings, capsys):
    """It prints the losses that the playground shows, by whatever parts: the same updates in the same order."""
    run = Run(settings)
    while run.epochs_done < 2:
        run.step()
    shown = dict(zip(("training", "test"), run.history[-1][1:], strict=True))
    printed = losses(as_code(settings, "layerwise"), capsys)
    assert printed == pytest.approx({name: loss for name, loss in shown.items() if np.isfinite(loss)}, abs=1e-6)


def test_the_program_on_ones_own_parts_runs_as_it_stands(tmp_path):
    """In another process, with `import mine`: what has not passed is the library's."""
    settings = Settings("xor", layers=(4,), l1=0.001, l2=0.001, dropout=0.1, batch_norm=True, optimizer="Momentum")
    program = as_code(settings, "mine").replace("range(100)", "range(2)")
    assert "import mine\n" in program and "mine.Linear(2, 4)" in program and "lw.nn" not in program
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.startswith("training loss 0.")


@pytest.mark.parametrize("parts", ["layerwise", "mine"])
@pytest.mark.parametrize("settings", [*MANY, *(one.settings for one in PRESETS.values())])
def test_the_program_is_python_that_reads_well(settings, parts):
    """It compiles, no line is too long to be read, and two empty lines are the most there are."""
    program = as_code(settings, parts)
    compile(program, "<program>", "exec")
    assert max(len(line) for line in program.splitlines()) <= 120 and "\n\n\n\n" not in program
