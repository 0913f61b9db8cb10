"""conv_output_size: what is asked, what is right and what goes wrong."""

from layerwise.functional.conv_output_size import conv_output_size

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def for_each_setting(function, settings):
    """The probe: the result for each row (size, kernel_size, stride, padding), and what kind of number it is."""
    return {
        "outputs": [function(*setting) for setting in settings],
        "kind of number": " ".join(type(function(*setting)).__name__ for setting in settings),
    }


def whole(inputs, values):
    """Whether every result is an integer, Python's or numpy's."""
    kinds = str(values["kind of number"]).split()
    return {"kind of number": "whole" if all("int" in kind for kind in kinds) else "not whole"}


def settings(name, given, stride=False, padding=False, rest=False):
    """A case with given rows and six drawn ones, of which each leaves a rest, or none does."""

    def draw(rng):
        rows = [list(row) for row in given]
        while len(rows) < len(given) + 6:
            k, s, p = int(rng.integers(1, 8)), int(rng.integers(2, 6)), int(rng.integers(1, 4))
            s, p = s if stride else 1, p if padding else 0
            size = int(rng.integers(k + s, 60))
            if not stride or ((size + 2 * p - k) % s > 0) == rest:
                rows.append([size, k, s, p])
        return {"settings": rows}

    return Case(name, draw)


PLAIN = settings("stride 1, no padding", [[28, 5, 1, 0], [5, 5, 1, 0]])
PADDED = settings("padding", [[32, 3, 1, 1], [4, 2, 1, 3]], padding=True)
STRIDED = settings("strides that fit", [[9, 3, 2, 0], [28, 2, 2, 0]], stride=True)
REST = settings("a rest is left over", [[7, 2, 2, 0], [8, 3, 3, 0], [9, 3, 5, 0]], stride=True, padding=True, rest=True)


def by_hand(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) // stride + 1


def by_counting(size, kernel_size, stride=1, padding=0):
    starts = range(0, size + 2 * padding - kernel_size + 1, stride)
    return len(starts)


def by_walking(size, kernel_size, stride=1, padding=0):
    place, count = -padding, 0
    while place + kernel_size <= size + padding:
        place, count = place + stride, count + 1
    return count


CONV_OUTPUT_SIZE = Exercise(
    reference=conv_output_size,
    probe=for_each_setting,
    aspects=(
        Aspect("stride 1, no padding", 0.5, (PLAIN,), observations=("outputs",)),
        Aspect("padding", 0.5, (PADDED,), observations=("outputs",)),
        Aspect("strides that fit", 0.5, (STRIDED,), observations=("outputs",)),
        Aspect("a rest at the edge is left out", 1, (REST,), observations=("outputs",)),
        Aspect(
            "a whole number", 0.5, (PLAIN, REST), observations=("kind of number",), requires="padding", derive=whole
        ),
    ),
    accepted=(
        Accepted("the formula", by_hand),
        Accepted("counts the starts", by_counting),
        Accepted("walks along the side", by_walking),
        Accepted(
            "floor of a quotient",
            edited(by_hand, ("return (size", "return int(np.floor((size"), ("// stride", "/ stride))")),
        ),
    ),
    misconceptions=(
        Misconception(
            "no floor",
            edited(by_hand, ("// stride", "/ stride")),
            hint="For a side of 7, a kernel of 2 and a stride of 2 you return 3.5. There is no half place: a kernel "
            "that does not fit any more is not used. And a size that is a float cannot be a shape.",
            second_hint="Which of Python's two divisions throws the rest away?",
        ),
        Misconception(
            "rounds up",
            edited(
                by_hand,
                ("(size + 2 * padding - kernel_size) // stride", "-((kernel_size - size - 2 * padding) // stride)"),
            ),
            hint="Where the stride leaves a rest you count one place too many: there the kernel hangs over the edge. "
            "Draw 7 pixels, a kernel of 2 and a stride of 2, and place the kernel by hand.",
            second_hint="The last pixel of 7 is never seen. Rounding goes down.",
        ),
        Misconception(
            "rounds to the nearest",
            edited(
                by_hand,
                ("(size + 2 * padding - kernel_size) // stride", "round((size + 2 * padding - kernel_size) / stride)"),
            ),
            hint="Your result is right for some strides and one too large for others: you round to the nearest. A "
            "kernel fits wholly or it is not used, however little is missing.",
            second_hint="8 pixels, kernel 3, stride 3: places at 0 and 3. The next would need pixels 6, 7 and 8.",
        ),
        Misconception(
            "pads once",
            edited(by_hand, ("2 * padding", "padding")),
            hint="Your padding counts once. It is added at each of the two ends, so the side grows by twice the "
            "padding.",
            second_hint="A side of 4 with padding 3: how many pixels has the padded side? Draw it.",
        ),
        Misconception(
            "padding left out",
            edited(by_hand, (" + 2 * padding", "")),
            hint="Your result does not depend on the padding. A 3 by 3 kernel with padding 1 keeps an image's size; "
            "yours shrinks it by 2.",
            second_hint="First the side grows at both ends, then the kernel is placed on what came out.",
        ),
        Misconception(
            "the first place is not counted",
            edited(by_hand, (" + 1", "")),
            hint="You are one short everywhere. A kernel as large as the image fits once; you say 0 times. The "
            "quotient counts the steps, and there is one place more than steps.",
            second_hint="Fence posts: with 3 steps one stands in how many places?",
        ),
        Misconception(
            "adds the 1 before dividing",
            edited(by_hand, (" // stride + 1", " + 1) // stride"), ("return (size", "return ((size")),
            hint="With stride 1 you are right, with larger strides too small: your + 1 is divided as well. It counts "
            "the first place, which no stride can halve.",
            second_hint="Steps = what is left of the side, divided by the stride. Places = steps, and the first one.",
        ),
        Misconception(
            "the kernel's width left out",
            edited(by_hand, ("- kernel_size", "- 1")),
            hint="Your result does not depend on the kernel: you count a place for every pixel at which it can start, "
            "also where its end hangs over the edge.",
            second_hint="The last start lies kernel_size pixels before the end of the padded side. How many starts "
            "are there?",
        ),
        Misconception(
            "divides the side first",
            edited(
                by_hand, ("(size + 2 * padding - kernel_size) // stride", "size // stride + 2 * padding - kernel_size")
            ),
            hint="You divide the side by the stride, and take the kernel away afterwards. The kernel is measured in "
            "pixels, not in strides: first what is left to walk, then in steps of the stride.",
            second_hint="Where do the brackets stand in the formula?",
        ),
        Misconception(
            "stride left out",
            edited(by_hand, (" // stride", "")),
            hint="Your result does not depend on the stride. With a stride of 2 there are about half as many places.",
            second_hint="Between two places lie `stride` pixels. How many steps fit into size + 2 * padding - "
            "kernel_size?",
        ),
    ),
)
