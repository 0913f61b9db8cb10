import numpy as np
import pytest

import layerwise as lw
from layerwise import nn, transfer
from layerwise.optim import SGD, Adam

rng = np.random.default_rng(0)
X = rng.normal(2.0, 3.0, (12, 5))
y = np.arange(12) % 3


def network(classes=3, seed=0):
    """Two blocks with BatchNorm, a flat layer without parameters, a head."""
    numbers = np.random.default_rng(seed)
    first = nn.Sequential(nn.Linear(5, 6, rng=numbers), nn.BatchNorm1d(6), nn.ReLU())
    second = nn.Sequential(nn.Linear(6, 4, rng=numbers), nn.BatchNorm1d(4), nn.ReLU())
    return nn.Sequential(first, second, nn.Flatten(), nn.Linear(4, classes, rng=numbers))


def train(model, optimizer, steps=3):
    model.train()
    for _ in range(steps):
        lw.train_step(model, nn.CrossEntropyLoss(), optimizer, X, y)


@pytest.mark.parametrize("make", [lambda p: SGD(p, 0.1, momentum=0.9, weight_decay=0.1), lambda p: Adam(p, 0.1)])
def test_what_is_frozen_does_not_move_in_training(make):
    """Neither by a gradient, nor by momentum or weight decay of an optimizer that knew it; nor its statistics."""
    model = network()
    optimizer = make(model.parameters())
    train(model, optimizer)
    transfer.freeze(model[0])
    before, head = transfer.state_dict(model[0]), model[3].weight.data.copy()
    train(model, optimizer)
    for name, array in transfer.state_dict(model[0]).items():
        np.testing.assert_array_equal(array, before[name])
    assert np.abs(model[3].weight.data - head).min() > 0
    assert model[1].training


def test_what_is_unfrozen_moves_again():
    """Parameters and statistics. (A bias before a BatchNorm does not: the mean takes it away.)"""
    model = network()
    transfer.unfreeze(transfer.freeze(model))
    before = transfer.state_dict(model)
    train(model, SGD(model.parameters(), lr=0.1))
    moved = {name for name, array in model.state_dict().items() if np.abs(array - before[name]).max() > 1e-9}
    assert set(before) - moved <= {"0.0.bias", "1.0.bias"}


def test_what_lies_before_a_frozen_part_still_learns():
    """Gradients pass through."""
    model = network()
    transfer.freeze(model[1])
    before = model[0][0].weight.data.copy()
    train(model, SGD(model.parameters(), lr=0.1))
    assert np.abs(model[0][0].weight.data - before).max() > 0


def test_features_are_those_of_evaluation_and_leave_the_modes_alone():
    """Whatever the batch size; a frozen body under a training head stays that."""
    model = network()
    transfer.freeze(model[0])
    model.train()
    before = transfer.state_dict(model)
    features = transfer.extract_features(model, X)
    assert features.shape == (12, 4)
    np.testing.assert_allclose(features, transfer.extract_features(model, X, 3, batch_size=5))
    assert [module.training for module in model] == [False, True, True, True]
    assert all((array == before[name]).all() for name, array in transfer.state_dict(model).items())
    np.testing.assert_allclose(model.eval()[3](features), model(X))
    np.testing.assert_array_equal(transfer.extract_features(model, X, 0), X)


def test_an_optimizer_is_told_of_the_new_head():
    """It moves the new one, in the old group, and has forgotten the old one; the body keeps its memory."""
    model = network(classes=7)
    optimizer = SGD([{"params": model[:2][0].parameters()}, {"params": model[3].parameters(), "lr": 0.5}], 0.1, 0.9)
    old = model[3]
    for parameter in model.parameters():
        parameter.grad = np.ones(parameter.shape)
    optimizer.step()
    new = transfer.replace_head(model, 3, optimizer, rng=5)
    assert model[3] is new
    np.testing.assert_array_equal(new.weight.data, nn.Linear(4, 3, rng=5).weight.data)
    assert optimizer.param_groups[1]["params"] == [new.weight, new.bias]
    assert optimizer.param_groups[1]["lr"] == 0.5
    assert set(optimizer.state) == set(model[0].parameters())
    assert old.weight not in optimizer.state
    assert transfer.replace_head(network().to(np.float32), 2).weight.dtype == np.float32


def test_groups_leave_out_what_is_frozen_and_name_nothing_twice():
    """A shared weight belongs to the first module that has it."""
    model = network()
    model[1][0].bias = model[0][1].bias = nn.Parameter(np.zeros(6))
    model[1][0].bias.data = np.zeros(6)
    transfer.freeze(model[0][0])
    groups = transfer.param_groups(model, [0.1, 0.2, 0.3, 0.4])
    assert [(len(group["params"]), group["lr"]) for group in groups] == [(2, 0.1), (3, 0.2), (2, 0.4)]
    SGD(groups, lr=1.0)


def test_one_module_more_learns_with_every_stage():
    """Up and down again, whatever was frozen before."""
    model = network()
    transfer.freeze(model)
    head, two = [False, False, True], [False, True, True]
    for stage, learning in ((0, head), (1, two), (9, [True] * 3), (0, head)):
        params = transfer.gradual_unfreeze(model, stage)
        blocks = [model[0], model[1], model[3]]
        assert [all(p.requires_grad for p in block.parameters()) for block in blocks] == learning
        assert [block.training for block in blocks] == learning
        assert len(params) == sum(len(block.parameters()) for block, on in zip(blocks, learning, strict=True) if on)


def test_the_rate_is_chosen_by_validation_for_each_network_and_number_of_labels():
    """And what is reported is the test set's."""
    calls = []

    def train(pretrained, n, lr, steps, rng):
        calls.append((pretrained, n, lr, steps, rng.random()))
        best = 0.1 if pretrained == (n == 1) else 0.5
        return -abs(lr - best), lr

    found = transfer.compare_scratch(train, [1, 2], [0.1, 0.5, 0.7], steps=4, seeds=[0, 1])
    assert found[:, :, 0].tolist() == [[0.5, 0.1], [0.1, 0.5]]
    assert len(calls) == 2 * 2 * 3 * 2
    assert len({(steps, start) for *_, steps, start in calls}) == 2


@pytest.mark.parametrize(
    ("prepare", "found"),
    [
        (lambda A, B: ((A - 2) / 3, (B - 2) / 3), ""),
        (lambda A, B: (((A - 2) / 3).astype(np.float32), (B - 2).astype(np.float32) / 3), ""),
        (lambda A, B: ((A - A.mean(0)) / A.std(0), (B - A.mean(0)) / A.std(0)), "target statistics"),
        (lambda A, B: ((A - 2) / 3, (B - B.mean(0)) / B.std(0)), "leakage"),
        (lambda A, B: (A - np.concatenate([A, B]).mean(), B - np.concatenate([A, B]).mean()), "leakage"),
        (lambda A, B: (A - 2, B - 2), "other numbers"),
        (lambda A, B: ((A - 2) / 3, (B[::-1] - 2) / 3), "leakage"),
        (lambda A, B: ((A.T - 2) / 3, (B.T - 2) / 3), "leakage"),
    ],
)
def test_each_kind_of_preprocessing_gets_its_name(prepare, found):
    """The source's statistics pass; whatever else is named."""
    data = np.random.default_rng(1).normal(1.0, 2.0, (9, 4))
    assert transfer.check_preprocessing(prepare, 2.0, 3.0, data[:5], data[5:]) == found


def test_a_pipeline_that_writes_into_its_input_harms_nobody():
    """It gets copies."""

    def prepare(A, B):
        A -= 2
        B -= 2
        return A, B

    data = np.random.default_rng(1).normal(1.0, 2.0, (9, 4))
    kept = data.copy()
    assert transfer.check_preprocessing(prepare, 2.0, 1.0, data[:5], data[5:]) == ""
    np.testing.assert_array_equal(data, kept)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: transfer.freeze([nn.ReLU()]), "module must be a Module"),
        (lambda: transfer.extract_features(network(), X, 9), "depth must be at most 4"),
        (lambda: transfer.extract_features(nn.Linear(5, 2), X), "model must be a Sequential"),
        (lambda: transfer.extract_features(network(), X[:0]), "at least one example"),
        (lambda: transfer.replace_head(nn.Sequential(nn.Linear(2, 2), nn.ReLU()), 3), "ends in a Linear, got ReLU"),
        (lambda: transfer.param_groups(network(), [0.1]), "each of the 4 modules of model, got 1"),
        (lambda: transfer.param_groups(network(), [0.1, 0.1, 0.1, 0]), "lrs must be greater than 0"),
        (lambda: transfer.gradual_unfreeze(network(), -1), "stage must be at least 0"),
        (lambda: transfer.gradual_unfreeze(nn.ReLU(), 1), "model must be a Sequential"),
        (lambda: transfer.compare_scratch(lambda *a: (0, 0), [1], [0.1], 3, []), "seeds must hold at least one"),
        (lambda: transfer.check_preprocessing(lambda A, B: (A, B), 0.0, 0.0, X, X), "std must be greater than 0"),
        (
            lambda: transfer.check_preprocessing(lambda A, B: (A, B), 0.0, 1.0, X, X[:1]),
            "X_test must hold at least two",
        ),
    ],
)
def test_bad_calls_are_refused_and_say_why(call, said):
    """The message names the argument and what came."""
    with pytest.raises((TypeError, ValueError), match=said):
        call()
