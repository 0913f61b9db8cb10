"""`milestone`: a network of the learner's own parts, and whether it reaches what it should.

docs/mine.md has the marks, and what the five networks reached with five seeds.
"""

import textwrap
import traceback
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from ..mine.parts import names
from ..mine.shelf import folder
from ..progress import append, events
from ..success import reached_milestone
from .toolbox import Toolbox


class Milestone(NamedTuple):
    """chapter: after which it stands. mark: the fraction of new examples to be right; of "pole", steps.

    sentence: what is true when it is reached.
    network: the name of the function that runs it; loaded when it is wanted, as figures take a while to import
    """

    chapter: int
    mark: float
    sentence: str
    network: str


MILESTONES = {
    "digits": Milestone(2, 0.90, "a network of your parts reads digits that it has not seen", "first_network"),
    "adam": Milestone(3, 0.92, "it learns them with your Adam, from your DataLoader", "with_adam"),
    "deep": Milestone(5, 0.70, "twenty layers learn, which without normalization could not", "deep_network"),
    "cnn": Milestone(7, 0.96, "your convolutional network reads 96 of 100 new digits", "convolutional_network"),
    "transfer": Milestone(8, 0.62, "ten labels are enough to move from letters to digits", "letters_to_digits"),
    "keras": Milestone(12, 0.93, "your five lines train your own layers", "five_lines"),
    "memory": Milestone(15, 0.95, "your LSTM reads what no bag of words can", "reads_reviews"),
    "residual": Milestone(16, 0.90, "your residual blocks train a network of 32 layers", "thirty_two_layers"),
    "caption": Milestone(18, 0.55, "your captioner says what is in a picture, as no blind one could", "describes"),
    "pole": Milestone(20, 195.0, "your agent, which nobody told what was right, holds the pole", "holds_the_pole"),
    "addition": Milestone(21, 0.90, "your transformer adds three-digit numbers", "adds"),
}


def milestone(name: str, library: Collection[str] = ()) -> None:
    """Run a milestone on your own parts, the library's in place of the rest; show what it reaches, and whose it is.

    name: "digits", "adam", "deep", "cnn", "transfer", "keras", "memory", "residual", "caption", "pole" or "addition".
    library: names of parts that the library's stand in for, to find out which of yours it is when a mark is missed:
    milestone("digits", library=["Linear"]).
    """
    if name not in MILESTONES:
        raise ValueError(f"there is no milestone {name!r}; there are {', '.join(map(repr, MILESTONES))}")
    unknown = sorted(set([library] if isinstance(library, str) else library) - set(names()))
    if isinstance(library, str) or unknown:
        raise ValueError(f'library takes a list of names of parts, such as ["relu", "Linear"], got {library!r}')
    asked, tools = MILESTONES[name], Toolbox(library)
    try:
        outcome = _network(asked.network)(tools, 0)
    except Exception as error:
        own = _own_part_in(error)
        if not own:
            raise
        print(f"✗ the milestone stopped in your {own}: {type(error).__name__}: {error}\n{_advice(name, [own])}")
        return
    reached = bool(outcome.reached >= asked.mark and outcome.holds)
    sentence = asked.sentence if reached else f"not yet: {asked.sentence}"
    print(f"{'✓' if reached else '✗'} {sentence}   reached={outcome.reached:.3g}   mark={asked.mark:.3g}")
    of = len(tools.yours) + len(tools.theirs)
    first = reached and not any(event.get("milestone") == name and event.get("reached") is True for event in events())
    unsaved = append({"milestone": name, "parts": len(tools.yours), "of": of, "reached": reached})
    more = [textwrap.fill(str(tools), 110), *tools.notes, "" if reached else _advice(name, tools.yours), unsaved]
    print("\n".join(filter(None, more)))
    _show(outcome.alt)
    if first:
        from IPython.display import display  # graders import this module too, and do without IPython

        display(reached_milestone(asked.sentence, asked.chapter))


def _network(function: str) -> Any:
    from . import adding, control, convolutional, describing, multilayer, recurrent, residual

    networks = adding, multilayer, convolutional, recurrent, residual, describing, control
    return next(getattr(module, function) for module in networks if hasattr(module, function))


def _show(alt: str) -> None:
    import matplotlib.pyplot as plt

    from explore import describe

    describe(alt)
    plt.show()


def _own_part_in(error: BaseException) -> str:
    """The exercise in whose file the error was raised, the innermost; "" where it came from elsewhere."""
    frames = [Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)]
    return next((path.stem for path in reversed(frames) if path.parent == folder()), "")


def _advice(name: str, suspects: list[str]) -> str:
    if not suspects:
        return "No part of it is yours, so this is a fault of the course."
    try_without = f'milestone("{name}", library=["{suspects[0]}"])'
    return f"Look for the part that does it: {try_without} runs it with the library's in place of one of yours."
