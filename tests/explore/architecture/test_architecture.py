import pytest

import layerwise as lw
from explore import ArchitectureExplorer
from explore.architecture.depth_table import DEPTHS, KINDS, SEEDS, depth_table
from explore.architecture.model import FAMILIES, FIELD, HEADS, WIDTHS, ArchitectureModel
from layerwise.models.architectures import small_resnet_blueprint

MEAN, LINEAR = HEADS


@pytest.mark.parametrize(("family", "shortcut"), [("3 × 3 kernels", "none"), ("residual, 3 × 3", "projection")])
@pytest.mark.parametrize("blocks", [1, 3, 6])
def test_the_paper_networks_are_those_of_the_library(family, shortcut, blocks):
    """Parameters, products and field, for three depths."""
    model = ArchitectureModel(family, blocks, 16, MEAN)
    paper = small_resnet_blueprint(6 * blocks + 2, shortcut, width=16)
    assert model.depth == 6 * blocks + 2
    assert (model.parameters, model.multiply_adds, model.field) == (paper.parameters, paper.multiply_adds, paper.field)


def test_a_bottleneck_is_counted_by_hand():
    """Width 4, one block a stage: stem, three blocks of three, three projections, ten scores."""
    model = ArchitectureModel("bottlenecks", 1, 4, MEAN)
    kernels = 27 * 4 + (4 * 4 + 9 * 16 + 4 * 16) + (16 * 8 + 9 * 64 + 8 * 32) + (32 * 16 + 9 * 256 + 16 * 64)
    projections = 4 * 16 + 16 * 32 + 32 * 64
    norms = 2 * (4 + (4 + 4 + 16) + (8 + 8 + 32) + (16 + 16 + 64) + 16 + 32 + 64)
    assert model.parameters == kernels + projections + norms + 650
    assert model.depth == 11


def test_the_goal_wants_sight_without_many_parameters():
    """Too narrow a view, too many parameters, and both right."""
    assert not ArchitectureModel().reached
    assert not ArchitectureModel("3 × 3 kernels", 1, 8, MEAN).reached
    assert not ArchitectureModel("3 × 3 kernels", 2, 16, MEAN).reached
    assert ArchitectureModel("3 × 3 kernels", 2, 8, MEAN).reached
    assert ArchitectureModel("3 × 3 kernels", 2, 8, MEAN).field >= FIELD
    assert not ArchitectureModel("3 × 3 kernels", 2, 8, LINEAR).reached


def test_every_family_can_be_looked_at_in_every_width_and_the_sentence_says_what_it_is():
    """And more blocks see farther."""
    for family in FAMILIES:
        for width in WIDTHS:
            model, deeper = (ArchitectureModel(family, blocks, width) for blocks in (1, 6))
            assert model.field < deeper.field and model.parameters < deeper.parameters
            assert f"{model.parameters:,} parameters" in model.sentence and family in model.sentence


def test_own_counting_is_used():
    """A cost that forgets the places gives as many products as weights."""

    def no_places(inputs, outputs, kernel_size, h, w):
        return lw.conv_cost(inputs, outputs, kernel_size, 1, 1)

    own, ours = ArchitectureModel(cost=no_places), ArchitectureModel()
    assert own.parameters == ours.parameters and own.multiply_adds < 0.1 * ours.multiply_adds


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"family": "2 × 2"}, "family must be one of"),
        ({"head": "none"}, "head must be one of"),
        ({"blocks": 0}, "blocks must be at least 1"),
        ({"blocks": 7}, "blocks must be at most 6, got 7"),
        ({"width": 5}, "width must be one of 4, 8, 16, 32, 64; got 5"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names it."""
    with pytest.raises(ValueError, match=message):
        ArchitectureModel(**settings)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """And back again."""
    told = []
    explorer = ArchitectureExplorer(on_goal=told.append)
    start = explorer.png()
    for name, value in (("family", "bottlenecks"), ("blocks", 1), ("width", 8), ("head", MEAN)):
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value and explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    for width in (8, 16, 8):
        explorer.set(family="3 × 3 kernels", blocks=2, width=width, head=MEAN)
    assert told == [ArchitectureModel.goal]


def test_the_table_of_depths_is_whole():
    """Every network and seed, as fractions."""
    table = depth_table()
    assert sorted(table) == sorted(KINDS)
    for errors in table.values():
        assert errors.shape == (len(DEPTHS), SEEDS, 2)
        assert errors.min() >= 0 and errors.max() <= 1
