"""conv_output_size: what is asked and what is right; the mistakes stand in the `.md` beside it."""

from layerwise.functional.conv_output_size import conv_output_size

from ...core.record import Accepted, Aspect, Case, Exercise


def for_each_setting(function, settings):
    """The probe: the result for each row (size, kernel_size, stride, padding), and what kind of number it is.

    What is a default is left out.
    """

    def places(size, kernel_size, stride, padding):
        named = ({} if stride == 1 else {"stride": stride}) | ({} if padding == 0 else {"padding": padding})
        return function(size, kernel_size, **named)

    return {
        "outputs": [places(*setting) for setting in settings],
        "kind of number": " ".join(type(places(*setting)).__name__ for setting in settings),
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
STRIDED = settings("strides that fit", [[7, 3, 2, 1], [9, 3, 2, 0], [28, 2, 2, 0]], stride=True)
REST = settings(
    "a rest is left over",
    [[7, 2, 2, 0], [8, 3, 3, 0], [9, 3, 5, 0], [8, 3, 4, 2]],
    stride=True,
    padding=True,
    rest=True,
)


def by_counting(size, kernel_size, stride=1, padding=0):
    starts = range(0, size + 2 * padding - kernel_size + 1, stride)
    return len(starts)


def by_walking(size, kernel_size, stride=1, padding=0):
    place, count = -padding, 0
    while place + kernel_size <= size + padding:
        place, count = place + stride, count + 1
    return count


EXERCISE = Exercise(
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
        Accepted("counts the starts", by_counting),
        Accepted("walks along the side", by_walking),
    ),
)
