"""From nothing to a green `verify`: a chapter and its exercise, written where the skeletons say."""

import re
from pathlib import Path

import pytest
from samples.small_course import autograder, files_of, small_course

STEM, NAME = "ch22_diffusion", "noise_step"
SOURCE = f"solutions/{STEM}/{STEM}.py"
RECORD, MISTAKES = (f"autograder/exercises/{STEM}/{NAME}.{suffix}" for suffix in ("py", "md"))
LIBRARY, TESTS = f"lib/layerwise/generation/{NAME}.py", f"tests/layerwise/generation/test_{NAME}.py"
FORMULA = "np.sqrt(keep) * x + np.sqrt(1 - keep) * noise"

EXPERIMENT = """\
# It can be drawn now.

# %% tags=["guess"]
guess("ch22_size", "How large is what is left of 1, of 0.25 kept?", number="")

# %% tags=["guess"]
guess("ch22_noise", "And of the noise?", number="")

# %% tags=["guess"]
guess("ch22_all", "All kept?", number="")

# %% tags=["guess"]
guess("ch22_none", "Nothing kept?", number="")

# %% tags=["explore"]
truth("ch22_size", 0.5)
truth("ch22_noise", 0.87)
truth("ch22_all", 1)
truth("ch22_none", 0)
"""
QUESTION = "Say in words what one step leaves of a picture, and why its size stays the same on the whole."
ANSWER = "A step keeps a part of each number and adds noise of the rest. " * 4


# What an author writes in the place of each mark, file by file, in their order.
WRITTEN: dict[str, list[str]] = {
    SOURCE: [
        "# # Diffusion: noise, step by step",
        "# What is left of a picture, once noise is on it?",
        "# - add noise to a picture, and say how much of it is left;",
        "# **You need** chapters 1 and 19. **Time:** about an hour.",
        "# ## 1 A step of noise",
        "# How much of a picture is left? `sqrt(keep) * x` of it, and noise in the place of the rest.",
        "# **Write `noise_step`**: x and noise have one shape, `keep` is a number between 0 and 1.",
        "# Judged: values, and that `x` stays as it was.",
        "# Two square roots.",
        '    """Keep a part of x and fill up with noise: by hand, keep=0.25 makes 2 of 4 without noise."""',
        f"    return {FORMULA}",
        EXPERIMENT,
        "# ## 2 In your own words",
        f"# {QUESTION}",
        "# 1. **4 points** for what is left and what is added.",
        f"# {ANSWER}",
        "# - Jonathan Ho, Ajay Jain and Pieter Abbeel, *Denoising Diffusion Probabilistic Models* (2020).",
    ],
    f"autograder/exercises/{STEM}/__init__.py": ['"""Chapter 22, diffusion: the records of its exercises."""'],
    f"autograder/exercises/{STEM}/WRITTEN.md": [
        "Noise is added in small steps, so that each can be undone; the variance stays 1, as the two shares sum to 1.",
        "> The step, the undoing, the variance and its reason.",
        "Noise is added in small steps that can be undone, and the variance stays 1, however many steps there are.",
        "> Why the variance stays is not said.",
        "Noise is added in small steps, and each of these steps can be undone by a network that has learned it.",
        "> Nothing is said on the variance.",
        "The picture becomes noisier and noisier until at the end nothing of it can be seen any more by anybody.",
        "> It says what is seen, and not why.",
    ],
    f"tests/autograder/exercises/test_{STEM}.py": ['    """An answer that keeps everything is told so."""'],
    RECORD: [
        "# Shapes, and a number between 0 and 1.",
        "    aspects=(",
    ],
    MISTAKES: [
        "You can now hide a picture in noise, as much of it as you want.",
        "## no roots",
        f"-     return {FORMULA}",
        "+     return keep * x + (1 - keep) * noise",
        "Your numbers shrink: their variance is not 1 any more. Print it for many random numbers.",
        "> What does a factor do to a variance?",
        "## the other way round",
        f"-     return {FORMULA}",
        "+     return np.sqrt(1 - keep) * x + np.sqrt(keep) * noise",
        "With keep = 1 nothing of x is left in yours. All of it should be there.",
        "> Which of the two is kept?",
        "## no noise",
        f"-     return {FORMULA}",
        "+     return np.sqrt(keep) * x",
        "There is no noise in yours: two calls with other noise give the same numbers.",
        "> Which argument do you never use?",
    ],
    LIBRARY: [
        '"""A step of noise: sqrt(keep) * x + sqrt(1 - keep) * noise."""\n\nimport numpy as np',
        '    """Part of x, and noise.\n\n    >>> float(noise_step(4.0, 0.0, 0.25))\n    2.0\n    """',
        f"    return {FORMULA}",
    ],
    TESTS: ['"""noise_step, held against numbers on paper."""', '    """Half of 4, and no noise."""'],
    "README.md": [f"| [22 Diffusion](course/{STEM}/{STEM}.ipynb) | a step of noise | hide a picture |"],
    "solutions/00_welcome.py": [f"# | [22 Diffusion]({STEM}/{STEM}.ipynb) | hide a picture |"],
}
# What has no mark: the arguments, everywhere, and a second way to get inputs.
ELSEWHERE = {
    SOURCE: [(f"def {NAME}(x)", f"def {NAME}(x, noise, keep)")],
    LIBRARY: [(f"def {NAME}(x)", f"def {NAME}(x, noise, keep)")],
    RECORD: [
        ('{"x": np.array([1.0, -2.0])}', '{"x": np.array([4.0, 0.0]), "noise": np.array([0.0, 1.0]), "keep": 0.25}'),
        (
            '{"x": rng.normal(size=(3, 4))}',
            '{"x": rng.normal(size=(3, 4)), "noise": rng.normal(size=(3, 4)), "keep": rng.uniform(0.1, 0.9)}',
        ),
    ],
}


def fill_in(root: Path, name: str) -> None:
    """Write what belongs in the place of each mark of a file, and what has none."""
    texts = iter(WRITTEN[name])
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(next(texts) if "FILL IN" in line else line for line in lines) + "\n"
    assert list(texts) == []
    for old, new in ELSEWHERE.get(name, []):
        assert old in text
        text = text.replace(old, new)
    (root / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def begun(tmp_path_factory, repo):
    """A small course with the skeletons of a chapter and of its exercise, and what was there before."""
    root = small_course(tmp_path_factory.mktemp("course"), repo)
    before = files_of(root)
    for arguments in (("chapter", STEM), ("exercise", STEM, NAME, "--package", "generation")):
        code, said = autograder(root, "new", *arguments)
        assert code == 0, said
    return root, before


@pytest.mark.slow
def test_a_chapter_and_its_exercise_become_green_by_what_verify_names(begun):
    """Each file with a mark is named with its lines, until none has one; then each rule that is broken."""
    root, before = begun
    _, said = autograder(root, "verify", STEM)
    marked = set(re.findall(r"^(\S+), line \d+: still to be written: \S", said, re.MULTILINE))
    new = {name for name, content in files_of(root).items() if before.get(name) != content}
    assert marked == set(WRITTEN) and marked <= new
    assert new - marked == {"lib/layerwise/generation/__init__.py", "tests/layerwise/test_public_api.py"}
    for name in WRITTEN:
        fill_in(root, name)
    code, said = autograder(root, "verify", STEM)
    assert code == 1 and "still to be written" not in said
    effort = (SOURCE, f'exercise="{NAME}"', f'exercise="{NAME}" minutes=10 difficulty=1')
    listed = ("tests/layerwise/test_public_api.py", f'"{NAME}": "(x)"', f'"{NAME}": "(x, noise, keep)"')
    broken = {
        "does not say what it takes: minutes=15 difficulty=1": effort,
        "says “no exercises”; there are one": (SOURCE, "There are no exercises", "There is one exercise"),
        f'it is "{NAME}": "(x, noise, keep)"': listed,
    }
    assert all(rule in said for rule in broken), said
    for name, old, new_text in broken.values():
        path = root / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new_text), encoding="utf-8")
    code, said = autograder(root, "verify", STEM)
    assert code == 0, said
    assert re.search(r"noise_step.*3 of 3.*✓", said)
