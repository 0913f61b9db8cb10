import inspect
import subprocess
import sys

import explore

PUBLIC = {
    "ActivationExplorer": "(activation, x, units, on_goal)",
    "ArchitectureExplorer": "(family, blocks, width, head, cost, on_goal)",
    "AttentionExplorer": "(digits, place, hidden, head1, head2, attention, on_goal)",
    "BendExplorer": "(points, on_goal)",
    "BoundaryExplorer": "(dataset, hidden_features, activation, epochs, seed, on_goal)",
    "CapacityExplorer": "(units, samples, noise, on_goal)",
    "CaptionExplorer": "(one, one_across, one_down, other, other_across, other_down, word, say, on_goal)",
    "CodeExplorer": "(source, words, length_of, on_goal)",
    "ConvolutionExplorer": "(image, kernel, show, on_goal)",
    "DetectionExplorer": "(iou_threshold, score_threshold, number, suppress, match, area, on_goal)",
    "DreamExplorer": "(machine, sample, on_goal)",
    "GatesExplorer": "(text, word, show, cell, on_goal)",
    "GraphExplorer": "(expression, values, step, on_goal)",
    "NormSignalExplorer": "(activation, depth, width, gain, seed, batch_norm, on_goal)",
    "NormalizationExplorer": "(centre, spread, on_goal)",
    "PerceptronExplorer": "(angle1, shift1, angle2, shift2, looks, rule, on_goal)",
    "PlaygroundExplorer": "(preset, link, on_goal)",
    "PoleExplorer": "(start, hold, step, on_goal)",
    "RaceExplorer": "(landscape, show, on_goal)",
    "RankExplorer": "(photo, k, approximate, on_goal)",
    "RingExplorer": "(step, coverage, on_goal)",
    "SearchExplorer": "(gp_posterior, expected_improvement, bayes_opt, number, on_goal)",
    "SequentialExplorer": "(depth, units, activation, optimizer, batch_size, parts, on_goal)",
    "SignalExplorer": "(task, activation, depth, width, gain, seed, on_goal)",
    "TransferExplorer": "(on_goal)",
    "describe": "(takeaway)",
    "use_course_style": "()",
    "waiting": "(steps, what)",
}


def test_the_public_names_and_arguments_are_these():
    """Changing what the notebooks may use is a deliberate act: it changes this table."""
    assert sorted(explore.__all__) == sorted(PUBLIC)
    for name, expected in PUBLIC.items():
        public = getattr(explore, name)
        assert f"({', '.join(inspect.signature(public).parameters)})" == expected, name
        assert public.__doc__, name


def test_explore_knows_nothing_of_the_autograder(tmp_path):
    """Imports run one way: explore uses layerwise only."""
    program = "import sys, explore; print('layerwise' in sys.modules, 'autograder' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split() == ["True", "False"]


def test_the_models_need_no_browser_and_no_figure():
    """What an explorer knows can be used and tested without widgets or matplotlib pictures."""
    models = (
        "activation.model",
        "architecture.model",
        "attention.model",
        "boundary.model",
        "capacity.model",
        "convolution.model",
        "convolution.digit_net",
        "dream.model",
        "graph.expression",
        "graph.model",
        "race.model",
        "signal.normalized_model",
        "normalization.model",
        "signal.model",
        "transfer.model",
    )
    source = "".join(inspect.getsource(sys.modules[f"explore.{name}"]) for name in models)
    assert "matplotlib" not in source
    assert "ipywidgets" not in source
