"""Chapter 8's records: the diagnosis on answers that real people hand in."""

import numpy as np

import layerwise
from autograder.core.diagnose import check_functions
from autograder.exercises import find, load
from layerwise import nn, transfer
from layerwise.nn import Linear

CHAPTER = load("ch08_transfer_learning")


def report(name, *functions):
    return check_functions(find(name), functions)


def test_saving_earns_its_points_while_loading_is_not_written():
    """Half of a pair is worth what it is worth."""

    def load_state_dict(module, state, strict=True):
        """Not written yet."""

    seen = report("state_dict", transfer.state_dict, load_state_dict)
    assert seen.state == "partly"
    assert {a.name for a in seen.aspects if a.passed} == {"names", "values", "copies that training does not change"}


def test_the_network_s_own_methods_do_not_answer():
    """Not in the notebook, because the probe's network refuses; not in the sandbox, because they are emptied."""

    def state_dict(module):
        return module.state_dict()

    def load_state_dict(module, state, strict=True):
        return module.load_state_dict(state, strict)

    seen = report("state_dict", state_dict, load_state_dict)
    assert seen.score == 0
    assert seen.aspects[0].failure is not None
    assert "is what this exercise asks you to write" in seen.aspects[0].failure.message


def test_freezing_with_the_module_s_methods_is_named_for_what_it_forgets():
    """The commonest answers: PyTorch's recipe without the mode, or with a mode that the next train() takes back."""

    def parameters_only(module):
        module.requires_grad_(False)
        return module

    def until_the_next_train(module):
        module.requires_grad_(False)
        return module.eval()

    def unfreeze(module):
        return transfer.unfreeze(module)

    assert report("freeze", parameters_only, unfreeze).diagnosis.name == "BatchNorm still updates"
    assert report("freeze", until_the_next_train, unfreeze).diagnosis.name == "thawed by the next train()"


def test_predict_is_a_welcome_tool():
    """What the course has taught may be used."""

    def extract_features(model, X, depth=None, batch_size=256):
        depth = len(model) - 1 if depth is None else depth
        body = nn.Sequential(*model[:depth])
        return layerwise.training.predict(body, X, batch_size).reshape(len(X), -1)

    assert report("extract_features", extract_features).state == "right"


def test_a_head_of_one_s_own_making_is_welcome():
    """A subclass of Linear is a Linear."""

    class Head(Linear):
        pass

    def replace_head(model, num_classes, optimizer=None, rng=0):
        old = model[-1]
        new = Head(old.in_features, num_classes, rng=rng, dtype=old.weight.dtype)
        model[len(model) - 1] = new
        for group in optimizer.param_groups if optimizer else ():
            for gone, come in ((old.weight, new.weight), (old.bias, new.bias)):
                if gone in group["params"]:
                    group["params"][group["params"].index(gone)] = come
                    optimizer.state.pop(gone, None)
        return new

    assert report("replace_head", replace_head).state == "right"


def test_a_second_optimizer_is_no_answer():
    """The one that the caller holds goes on with the old head."""

    def replace_head(model, num_classes, optimizer=None, rng=0):
        old = model[-1]
        model[-1] = Linear(old.in_features, num_classes, rng=rng, dtype=old.weight.dtype)
        if optimizer is not None:
            optimizer = layerwise.optim.SGD(model.parameters(), lr=0.1)
        return model[-1]

    assert report("replace_head", replace_head).diagnosis.name == "optimizer keeps the old parameters"


def test_a_group_may_hold_a_bare_parameter():
    """An optimizer takes that too: what counts is the rate that each parameter moves with."""

    def param_groups(model, lrs):
        pairs = [(p, lr) for module, lr in zip(model, lrs, strict=True) for p in module.parameters()]
        return [{"params": p, "lr": lr} for p, lr in pairs if p.requires_grad]

    assert report("param_groups", param_groups).diagnosis.name == "duplicates"  # nothing else is wrong with it


def test_a_view_of_the_statistics_is_no_copy():
    """BatchNorm replaces its arrays, so no training shows it; the docstring promises copies all the same."""

    def state_dict(module):
        state = {name: parameter.data.copy() for name, parameter in module.named_parameters()}
        return state | {name: np.asarray(buffer) for name, buffer in module.named_buffers()}

    seen = report("state_dict", state_dict, transfer.load_state_dict)
    assert [a.name for a in seen.aspects if not a.passed] == ["copies that training does not change"]
    assert seen.diagnosis.name == "aliases"


def test_statistics_that_are_taken_in_part_are_statistics():
    """A pipeline may take only the spread from the new images; a change that leaves it alone does not find it."""

    def check_preprocessing(prepare, mean, std, X_train, X_test):
        found = transfer.check_preprocessing(prepare, mean, std, X_train, X_test)
        moved = prepare(X_train + 1, X_test.copy())[1]
        same = np.allclose(moved, prepare(X_train.copy(), X_test.copy())[1], atol=1e-4)
        return "other numbers" if found == "target statistics" and same else found

    seen = report("check_preprocessing", check_preprocessing)
    assert [a.name for a in seen.aspects if not a.passed] == ["target statistics"]
    assert seen.diagnosis.name == "the spread is not noticed"


def test_a_network_may_end_in_something_without_parameters():
    """The head is the last module that has any."""

    def gradual_unfreeze(model, stage):
        last = len(model) - 1
        places = [i for i in range(last) if model[i].parameters()] + [last]
        first = places[max(len(places) - 1 - stage, 0)]
        for i, module in enumerate(model):
            (transfer.freeze if i < first else transfer.unfreeze)(module)
        model.train()
        return [parameter for parameter in model.parameters() if parameter.requires_grad]

    failed = [aspect.name for aspect in report("gradual_unfreeze", gradual_unfreeze).aspects if not aspect.passed]
    assert failed == ["one more with each stage", "modes"]


def test_every_misconception_of_the_curriculum_is_there():
    """The floor: what the curriculum names."""
    names = {exercise.name: " / ".join(m.name for m in exercise.misconceptions) for exercise in CHAPTER.exercises}
    expected = {
        "state_dict": ["aliases", "buffers missing"],
        "freeze": ["BatchNorm still updates", "gradient zeroed but still stepped"],
        "extract_features": ["train mode", "wrong layer"],
        "replace_head": ["optimizer keeps the old parameters"],
        "param_groups": ["one lr", "duplicates"],
        "gradual_unfreeze": ["all at once"],
        "compare_scratch": ["one seed", "unequal budget"],
        "check_preprocessing": ["target statistics", "leakage"],
    }
    assert [(n, want) for n, wanted in expected.items() for want in wanted if want not in names[n]] == []


def test_the_probe_s_networks_are_small():
    """A check answers at once: no case has more than a few hundred numbers."""
    for exercise in CHAPTER.exercises:
        for case in exercise.cases:
            assert sum(np.size(v) for v in case.draw(0).values() if isinstance(v, np.ndarray)) < 1000
