"""count_parameters and receptive_field: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.analysis.count_parameters import count_parameters
from layerwise.analysis.receptive_field import receptive_field

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def count_and_look(count, field, features, layers):
    """The probe: how many parameters some networks of the probe's own have, and the receptive field of `layers`."""
    from layerwise.nn.batch_norm import BatchNorm1d
    from layerwise.nn.container import Sequential
    from layerwise.nn.linear import Linear
    from layerwise.nn.module import Module
    from layerwise.nn.parameter import Parameter

    a, b, c = features

    class Filters(Module):
        def __init__(self):
            self.weight, self.bias = Parameter(np.zeros((b, a, 3, 2))), Parameter(np.zeros(b))

    shared = Linear(b, b, rng=0)
    return {
        "a linear layer": lambda: count(Linear(a, b, rng=0)),
        "filters": lambda: count(Filters()),
        "without bias": lambda: count(Linear(a, b, bias=False, rng=0)),
        "nothing to learn": lambda: count(Sequential()),
        "a stack": lambda: count(Sequential(Linear(a, b, rng=0), Linear(b, c, rng=0))),
        "a stack in a stack": lambda: count(
            Sequential(Filters(), Sequential(Linear(b, c, rng=0), Sequential(Filters())))
        ),
        "batch normalization": lambda: count(BatchNorm1d(c)),
        "one layer used twice": lambda: count(Sequential(shared, shared)),
        "receptive field": lambda: field([tuple(layer) for layer in layers]),
    }


def network(name, given=(), drawn=0, strides=False):
    """A case with layers (kernel_size, stride), given and drawn ones, and three numbers of features."""

    def draw(rng):
        layers = [list(layer) for layer in given]
        for _ in range(drawn):
            layers.append([int(rng.integers(2, 8)), int(rng.integers(2, 4)) if strides else 1])
        a, b, c = rng.choice(np.arange(5, 20), 3, replace=False).tolist()
        return {"features": [a, b, c], "layers": layers}

    return Case(name, draw)


ONE = network("one layer", drawn=1)
THREE = network("three of 3 by 3", [(3, 1), (3, 1), (3, 1)])
KERNELS = network("five layers without stride", drawn=5)
LAST = network("a stride in the last layer", [(5, 1), (3, 2)])
POOLED = network("convolution, pooling, convolution", [(3, 1), (2, 2), (3, 1)])
LENET = network("LeNet-5", [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)])
STRIDED = network("four layers with strides", drawn=4, strides=True)
COUNTED = (ONE, KERNELS)


def count_by_size(module):
    return sum(parameter.size for parameter in module.parameters())


def count_by_shape(module):
    total = 0
    for _, parameter in module.named_parameters():
        total += int(np.prod(parameter.data.shape))
    return total


def count_by_walking(module):
    seen = {}
    for part in module.modules():
        for value in vars(part).values():
            if hasattr(value, "accumulate_grad"):
                seen[id(value)] = len(value.data.ravel())
    return sum(seen.values())


def field_forward(layers):
    field, jump = 1, 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


def field_backward(layers):
    seen = 1
    for kernel_size, stride in reversed(list(layers)):
        seen = (seen - 1) * stride + kernel_size
    return seen


def field_by_products(layers):
    kernels, strides = [k for k, _ in layers], [1, *(s for _, s in layers)]
    return 1 + sum((k - 1) * int(np.prod(strides[: i + 1])) for i, k in enumerate(kernels))


GROW = "field += (kernel_size - 1) * jump"
BASIC = ("a linear layer", "filters", "without bias", "nothing to learn")
NESTED = ("a stack", "a stack in a stack", "batch normalization", "one layer used twice")
COUNT_PARAMETERS = Exercise(
    reference=(count_parameters, receptive_field),
    probe=count_and_look,
    aspects=(
        Aspect("weights and biases", 1, COUNTED, observations=BASIC),
        Aspect("stacks, buffers, shared layers", 0.5, COUNTED, observations=NESTED),
        Aspect("receptive field", 0.5, (ONE, THREE, KERNELS), observations=("receptive field",)),
        Aspect("receptive field with strides", 1, (LAST, POOLED, LENET, STRIDED), observations=("receptive field",)),
    ),
    accepted=(
        Accepted("sizes, first layer first", {"count_parameters": count_by_size, "receptive_field": field_forward}),
        Accepted("shapes, last layer first", {"count_parameters": count_by_shape, "receptive_field": field_backward}),
        Accepted(
            "part by part, products", {"count_parameters": count_by_walking, "receptive_field": field_by_products}
        ),
    ),
    misconceptions=(
        Misconception(
            "bias missing",
            {
                "count_parameters": edited(
                    count_by_size, ("module.parameters()", "module.parameters() if len(parameter.shape) > 1")
                )
            },
            hint="You count the weights only. Each filter and each unit has a bias too: a layer of 5 by 5 on one "
            "channel with 6 filters learns 6 * (25 + 1) = 156 numbers.",
            second_hint="Which parameters does your rule leave out? Print their names and shapes with "
            "named_parameters().",
        ),
        Misconception(
            "counts arrays, not numbers",
            {
                "count_parameters": edited(
                    count_by_size,
                    ("sum(parameter.size for parameter in module.parameters())", "len(module.parameters())"),
                )
            },
            hint="A linear layer has two parameters in your count, weight and bias. Asked for is how many numbers "
            "they hold.",
            second_hint="A Parameter knows its size and its shape.",
        ),
        Misconception(
            "adds up the sides",
            {"count_parameters": edited(count_by_size, ("parameter.size", "sum(parameter.shape)"))},
            hint="You add the sides of each array. An array of 10 by 20 holds 200 numbers, not 30.",
            second_hint="The sides multiply.",
        ),
        Misconception(
            "bytes",
            {"count_parameters": edited(count_by_size, ("parameter.size", "parameter.data.nbytes"))},
            hint="Your count is eight times too large: these are bytes. A float64 takes eight of them.",
            second_hint="size counts numbers, nbytes counts memory.",
        ),
        Misconception(
            "running statistics counted",
            {
                "count_parameters": edited(
                    count_by_size,
                    (
                        "parameter.size for parameter in module.parameters()",
                        "value.size for name, value in module.state_dict().items() if name",
                    ),
                )
            },
            hint="Batch normalization has two numbers a channel to learn; you count four or more. The running mean and "
            "variance are kept, nobody learns them. And a layer that stands in two places is learned once.",
            second_hint="A state_dict holds parameters and buffers, by place. Which of Module's lists holds only "
            "what is "
            "learned?",
        ),
        Misconception(
            "the first level only",
            {
                "count_parameters": edited(
                    count_by_size,
                    (
                        "parameter in module.parameters()",
                        "part in (module, *module.children()) for parameter in vars(part).values() "
                        'if hasattr(parameter, "accumulate_grad")',
                    ),
                )
            },
            hint="A stack inside a stack has no parameters in your count. You look at the first level only.",
            second_hint="Module.parameters() goes all the way down, and counts what is shared once.",
        ),
        Misconception(
            "product of strides",
            {
                "receptive_field": edited(
                    field_forward,
                    ("field, jump = 1, 1", "field, jump = 1, int(np.prod([s for _, s in layers]))"),
                    ("        jump *= stride\n", ""),
                )
            },
            hint="You multiply every kernel by the product of *all* strides. A kernel steps over what came before it; "
            "the strides of later layers do not make it wider. Look at a single layer with stride 2 and a kernel of 3.",
            second_hint="The distance between two neighbours grows from layer to layer, after each layer's kernel was "
            "counted.",
        ),
        Misconception(
            "the stride before its own kernel",
            {
                "receptive_field": edited(
                    field_forward, (f"{GROW}\n        jump *= stride", f"jump *= stride\n        {GROW}")
                )
            },
            hint="A layer's stride already widens its own kernel in yours. The kernel lies on its input, whose "
            "neighbours are as far apart as *before* this layer.",
            second_hint="One layer, kernel 3, stride 2: one output pixel sees 3 pixels.",
        ),
        Misconception(
            "strides left out",
            {"receptive_field": edited(field_forward, ("        jump *= stride\n", ""))},
            hint="Your result does not depend on the strides. After pooling by 2, one step of the next kernel is two "
            "pixels wide in the image.",
            second_hint="Keep a second number beside the field: how far apart two neighbours are, in pixels of the "
            "image.",
        ),
        Misconception(
            "strides add up",
            {"receptive_field": edited(field_forward, ("jump *= stride", "jump += stride - 1"))},
            hint="Two strides of 2 give a distance of 3 in yours. Every second of every second is every fourth: "
            "strides multiply.",
            second_hint="Kernels add up, strides multiply.",
        ),
        Misconception(
            "kernels added whole",
            {"receptive_field": edited(field_forward, ("(kernel_size - 1)", "kernel_size"))},
            hint="Three layers of 3 by 3 see 10 pixels in yours. Draw them: neighbouring windows overlap, so each "
            "layer adds its width less one.",
            second_hint="A kernel of 1 adds nothing.",
        ),
        Misconception(
            "kernels multiplied",
            {"receptive_field": edited(field_forward, (GROW, "field *= kernel_size * jump"))},
            hint="You multiply the kernels: three of 3 by 3 would see 27 pixels. They see 7. Neighbouring windows "
            "overlap nearly wholly.",
            second_hint="What does one more layer add at each side of the field?",
        ),
        Misconception(
            "the last layer first",
            {"receptive_field": edited(field_forward, ("in layers", "in list(layers)[::-1]"))},
            hint="Your formula is right and goes through the layers from the last to the first. With it, distances "
            "grow from the image upwards.",
            second_hint="Either start at the image, or find the other formula: from one output pixel downwards.",
        ),
    ),
)
