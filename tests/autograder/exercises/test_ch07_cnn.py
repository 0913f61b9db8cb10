"""Chapter 7's records: the diagnosis on answers that real people hand in."""

import numpy as np

import layerwise as lw
from autograder.core.diagnose import check_functions
from autograder.exercises import find, load
from layerwise.nn import BatchNorm2d, CrossEntropyLoss, Dropout, Linear, Module, Parameter, ReLU, Sequential

CHAPTER = load("ch07_cnn")


def report(name, *functions):
    return check_functions(find(name), functions)


def failed(seen):
    return {aspect.name for aspect in seen.aspects if not aspect.passed}


def test_a_forward_pass_earns_its_points_while_backward_is_not_written():
    """Half of a layer is worth what it is worth."""

    class Conv2d(Module):
        def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, rng=None):
            rng, shape = np.random.default_rng(rng), (out_channels, in_channels, kernel_size, kernel_size)
            bound = 1 / np.sqrt(in_channels * kernel_size**2)
            self.weight = Parameter(rng.uniform(-bound, bound, shape))
            self.bias = Parameter(rng.uniform(-bound, bound, out_channels))
            self.stride, self.padding = stride, padding

        def forward(self, x):
            return lw.conv2d(x, self.weight.data, self.bias.data, self.stride, self.padding)

        def backward(self, grad_output):
            """Not written yet."""

    seen = report("Conv2d", Conv2d)
    assert seen.state == "partly"
    assert not failed(seen) & {"forward", "leaves its input alone"}


def test_a_mistake_in_unfold_is_named_although_fold_has_one_too():
    """Windows in rows, and overlaps that are overwritten: the card names both."""

    def unfold(x, kernel_size, stride=1, padding=0):
        return lw.unfold(x, kernel_size, stride=stride, padding=padding).transpose(0, 2, 1)

    def fold(columns, output_size, kernel_size, stride=1, padding=0):
        (H, W), k, p, N = output_size, kernel_size, padding, len(columns)
        H_out, W_out = (H + 2 * p - k) // stride + 1, (W + 2 * p - k) // stride + 1
        windows = columns.reshape(N, -1, k, k, H_out, W_out)
        padded = np.zeros((N, windows.shape[1], H + 2 * p, W + 2 * p))
        for h, w in np.ndindex(H_out, W_out):
            top, left = h * stride, w * stride
            padded[:, :, top : top + k, left : left + k] = windows[..., h, w]
        return padded[:, :, p : p + H, p : p + W]

    seen = report("unfold", unfold, fold)
    assert {seen.diagnosis.name, seen.diagnosis.another} == {"one window a row", "overwrites, not adds"}
    assert "fold: where windows overlap" in failed(seen)
    assert "fold: windows side by side" not in failed(seen)


def test_columns_in_another_order_still_pass_the_adjoint_test():
    """A consistent pair is worth something, even if a kernel would not fit to it."""
    variant = next(mistake for mistake in find("unfold").misconceptions if mistake.name == "axis order")
    seen = report("unfold", *find("unfold").implementations(variant)[0])
    assert "adjoint to each other" not in failed(seen)
    assert "unfold: windows as columns" in failed(seen)


def test_zeros_are_not_adjoint():
    """An empty pair gets nothing for agreeing with itself."""

    def unfold(x, kernel_size, stride=1, padding=0):
        return np.zeros_like(lw.unfold(x, kernel_size, stride=stride, padding=padding))

    def fold(columns, output_size, kernel_size, stride=1, padding=0):
        return np.zeros((len(columns), columns.shape[1] // kernel_size**2, *output_size))

    assert report("unfold", unfold, fold).score == 0


def test_single_precision_is_welcome():
    """Networks train in float32; rounding is no mistake."""

    class MaxPool2d(lw.nn.MaxPool2d):
        def forward(self, x):
            return super().forward(x.astype(np.float32))

    assert report("MaxPool2d", MaxPool2d).state == "right"


class Net(Module):
    """A ConvNet as a learner would write it, with the library's layers."""

    def __init__(self, in_channels=1, image_size=8, num_classes=10, channels=16, p=0.25, rng=None):
        rng, features = np.random.default_rng(rng), channels * (image_size // 2) ** 2
        self.net = Sequential(
            lw.nn.Conv2d(in_channels, channels, 3, padding=1, rng=rng),
            BatchNorm2d(channels),
            ReLU(),
            lw.nn.MaxPool2d(2),
            Dropout(p, rng=rng),
            lw.nn.Flatten(),
            Linear(features, num_classes, rng=rng),
        )

    def forward(self, x):
        return self.net(x)

    def backward(self, grad_output):
        return self.net.backward(grad_output)

    def fit(self, X, y, epochs=6, batch_size=32, lr=0.03, rng=None):
        optimizer = lw.optim.SGD(self.parameters(), lr=lr, momentum=0.9)
        loader = lw.data.DataLoader(X, y, batch_size=batch_size, shuffle=True, rng=rng)
        lw.training.Trainer(self.train(), CrossEntropyLoss(), optimizer).fit(loader, epochs)

    def predict(self, X):
        return self.eval()(X).argmax(axis=1)


def test_gradients_may_be_cleared_between_forward_and_backward():
    """As in most PyTorch loops: what counts is that nothing old is there when backward begins."""

    class ConvNet(Net):
        def fit(self, X, y, epochs=6, batch_size=32, lr=0.03, rng=None):
            optimizer, loss_fn = lw.optim.SGD(self.parameters(), lr=lr, momentum=0.9), CrossEntropyLoss()
            self.train()
            loader = lw.data.DataLoader(X, y, batch_size=batch_size, shuffle=True, rng=rng)
            for _ in range(epochs):
                for images, labels in loader:
                    loss_fn(self(images), labels)
                    optimizer.zero_grad()
                    self.backward(loss_fn.backward())
                    optimizer.step()

    assert report("ConvNet", ConvNet).state == "right"


def test_p_is_what_is_dropped_and_not_what_is_kept():
    """With p = 0.5 nobody could tell."""

    class ConvNet(Net):
        def __init__(self, in_channels=1, image_size=8, num_classes=10, channels=16, p=0.25, rng=None):
            super().__init__(in_channels, image_size, num_classes, channels, 1 - p, rng)

    seen = report("ConvNet", ConvNet)
    assert "dropout draws a mask" in failed(seen)
    assert seen.diagnosis.name == "another p"


def test_an_average_in_place_of_a_maximum_is_another_stack():
    """Sizes alone would not show it."""

    class ConvNet(Net):
        def __init__(self, *args, **settings):
            super().__init__(*args, **settings)
            self.net[3] = lw.nn.AvgPool2d(2)

    assert failed(report("ConvNet", ConvNet)) == {"the stack's layers"}


def test_single_precision_passes_the_adjoint_test():
    """Two sums of rounded numbers differ in the last digits."""

    def unfold(x, kernel_size, stride=1, padding=0):
        return lw.unfold(x.astype(np.float32), kernel_size, stride=stride, padding=padding)

    def fold(columns, output_size, kernel_size, stride=1, padding=0):
        columns = columns.astype(np.float32)
        return lw.fold(columns, output_size, kernel_size, stride=stride, padding=padding)

    assert "adjoint to each other" not in failed(report("unfold", unfold, fold))


def test_a_layer_that_remembers_every_pass_is_refused():
    """Lists that grow give the first batch's winners to the second."""

    class MaxPool2d(lw.nn.MaxPool2d):
        def backward(self, grad_output):
            self.first = getattr(self, "first", None)
            self.first = super().backward(grad_output) if self.first is None else self.first
            return self.first

    assert "the gradient goes to the winner" in failed(report("MaxPool2d", MaxPool2d))


def test_the_library_s_trainer_may_do_the_training():
    """How the loop is written is not asked; what it does is."""
    assert report("ConvNet", Net).state == "right"


def test_another_optimizer_is_as_good():
    """The digits and the habits count, not the steps."""

    class ConvNet(Net):
        def fit(self, X, y, epochs=6, batch_size=32, lr=0.03, rng=None):
            optimizer = lw.optim.Adam(self.parameters(), lr=0.005)
            self.train()
            rng = np.random.default_rng(rng)
            for _ in range(epochs):
                order = rng.permutation(len(X))
                for start in range(0, len(X), batch_size):
                    rows = order[start : start + batch_size]
                    lw.train_step(self, CrossEntropyLoss(), optimizer, X[rows], y[rows])

    assert report("ConvNet", ConvNet).state == "right"


def test_watching_the_accuracy_in_evaluation_mode_without_going_back_is_named():
    """The commonest way to leave eval on: a look at the accuracy after each epoch."""

    class ConvNet(Net):
        def fit(self, X, y, epochs=6, batch_size=32, lr=0.03, rng=None):
            optimizer = lw.optim.SGD(self.parameters(), lr=lr, momentum=0.9)
            loader = lw.data.DataLoader(X, y, batch_size=batch_size, shuffle=True, rng=rng)
            self.train()
            for _ in range(epochs):
                for images, labels in loader:
                    lw.train_step(self, CrossEntropyLoss(), optimizer, images, labels)
                self.accuracy = (self.predict(X) == y).mean()

    seen = report("ConvNet", ConvNet)
    assert "trains in training mode" in failed(seen)
    assert seen.diagnosis.name == "eval left on after the first epoch"


def test_no_shuffle_is_named_with_the_library_s_loader():
    """One argument left out."""

    class ConvNet(Net):
        def fit(self, X, y, epochs=6, batch_size=32, lr=0.03, rng=None):
            optimizer = lw.optim.SGD(self.parameters(), lr=lr, momentum=0.9)
            self.train()
            for _ in range(epochs):
                for batch in lw.data.DataLoader(X, y, batch_size=batch_size):
                    lw.train_step(self, CrossEntropyLoss(), optimizer, *batch)

    assert report("ConvNet", ConvNet).diagnosis.name == "no shuffle"


def test_the_images_to_name_are_not_among_those_to_learn_and_carry_no_labels():
    """What is judged cannot be looked up in the inputs."""
    case = next(case for case in find("ConvNet").cases if case.name == "new images")
    inputs = case.draw(5)
    assert len(inputs["X_new"]) == 60
    distance = np.abs(inputs["X_new"][:, None] - inputs["X"][None]).max(axis=(2, 3, 4))
    assert distance.min() > 0.05
    assert set(inputs) == {"X", "y", "X_new", "sizes", "epochs", "batch_size", "lr", "seed", "listen"}


def test_a_network_that_is_not_called_as_a_whole_is_told_so():
    """The check listens at self(x); whoever goes past it reads how to be heard."""

    class ConvNet(Net):
        def fit(self, X, y, epochs=6, batch_size=32, lr=0.03, rng=None):
            optimizer = lw.optim.SGD(self.parameters(), lr=lr, momentum=0.9)
            self.train()
            for _ in range(epochs):
                for batch in lw.data.DataLoader(X, y, batch_size=batch_size, shuffle=True, rng=rng):
                    lw.train_step(self.net, CrossEntropyLoss(), optimizer, *batch)

    seen = report("ConvNet", ConvNet)
    assert "self(x)" in next(aspect.failure.message for aspect in seen.aspects if not aspect.passed)
