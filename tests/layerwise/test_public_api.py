import inspect

import pytest

import layerwise
from layerwise import captioning, generation, keras

PUBLIC = {
    "ACTIVATIONS": None,
    "Activation": "(forward, backward)",
    "Add": "()",
    "ConvNet": "(in_channels, image_size, num_classes, channels, p, rng)",
    "GradientError": None,
    "MLP2": "(hidden_features, activation, lr, epochs, weight_decay, std, seed)",
    "Mul": "()",
    "SoftmaxClassifier": "(lr, epochs, weight_decay)",
    "Value": "(data, label, parents, op)",
    "adaptive_avg_pool2d": "(x, output_size)",
    "adaptive_avg_pool2d_backward": "(grad_output, x)",
    "avg_pool2d_naive": "(x, kernel_size, stride, padding, count_include_pad)",
    "avg_pool2d_naive_backward": "(grad_output, x, kernel_size, stride, padding, count_include_pad)",
    "batch_norm_backward": "(grad_output, x_hat, std, weight)",
    "batch_norm_backward_steps": "(grad_output, x, weight, eps)",
    "batch_norm_forward": "(x, weight, bias, eps)",
    "binary_cross_entropy_with_logits": "(input, target, reduction)",
    "binary_cross_entropy_with_logits_backward": "(input, target, reduction, grad_output)",
    "causal_mask": "(T)",
    "circles": "(points_per_class, noise, factor, seed)",
    "collapse_linear": "(layers)",
    "conv2d": "(x, weight, bias, stride, padding, dilation, groups)",
    "conv2d_backward": "(grad_output, x, weight, stride, padding, dilation, groups, needs_grad_x)",
    "conv2d_naive": "(x, weight, bias, stride, padding, dilation, groups)",
    "conv2d_naive_backward": "(grad_output, x, weight, stride, padding, dilation, groups)",
    "conv_cost": "(in_channels, out_channels, kernel_size, h, w)",
    "conv_output_size": "(size, kernel_size, stride, padding, dilation)",
    "conv_transpose2d": "(x, weight, bias, stride, padding, output_padding, groups, dilation)",
    "conv_transpose2d_backward": "(grad_output, x, weight, stride, padding, output_padding, groups, dilation)",
    "count_parameters": "(module, trainable_only)",
    "count_parameters_transformer": "(d, layers, ff, vocab, context, tied)",
    "cross_entropy": "(logits, target, reduction, label_smoothing)",
    "cross_entropy_backward": "(logits, target, reduction, label_smoothing, grad_output)",
    "data": None,
    "datasets": None,
    "dead_fraction": "(h)",
    "decomposition": None,
    "elu": "(x, alpha)",
    "elu_backward": "(grad_output, x, alpha)",
    "fit_mlp2": "(X, y, hidden_features, activation, lr, epochs, seed)",
    "fold": "(columns, output_size, kernel_size, dilation, padding, stride)",
    "fuse_conv_bn": "(conv, bn)",
    "fuse_linear_bn": "(linear, bn)",
    "gelu": "(x, approximate)",
    "gelu_backward": "(grad_output, x, approximate)",
    "generate": "(step, prompt, n)",
    "grad_norms": "(depth, act, std, width, batch, seed)",
    "gradient_through_time": "(cell, x)",
    "gradcheck": "(fn, inputs, eps, rtol, atol, rng, least_batch, allow_zero, raise_exception)",
    "identity": "(x)",
    "identity_backward": "(grad_output, x)",
    "init": None,
    "kl_div": "(input, target, reduction)",
    "kl_div_backward": "(input, target, reduction, grad_output)",
    "landscapes": None,
    "leaky_relu": "(x, negative_slope)",
    "leaky_relu_backward": "(grad_output, x, negative_slope)",
    "linalg": None,
    "load": "(path)",
    "load_metadata": "(path)",
    "local_response_norm": "(x, size, alpha, beta, k)",
    "local_response_norm_backward": "(grad_output, x, size, alpha, beta, k)",
    "log_softmax": "(x, dim)",
    "log_softmax_backward": "(grad_output, x, dim)",
    "lstm_cell": "(x, h, c, weight_ih, weight_hh, bias)",
    "lstm_cell_backward": "(grad_h, grad_c, x, h, c, gates, weight_ih, weight_hh)",
    "max_pool2d_naive": "(x, kernel_size, stride, padding, dilation)",
    "max_pool2d_naive_backward": "(grad_output, x, kernel_size, stride, padding, dilation)",
    "max_pool2d_with_indices": "(x, kernel_size, stride, padding, dilation)",
    "max_unpool2d": "(x, indices, kernel_size, stride, padding, output_size)",
    "max_unpool2d_backward": "(grad_output, indices)",
    "mean_iou": "(confusions)",
    "metrics": None,
    "moons": "(points_per_class, noise, seed)",
    "mse_loss": "(input, target, reduction)",
    "mse_loss_backward": "(input, target, reduction, grad_output)",
    "multi_margin_loss": "(input, target, margin, reduction)",
    "multi_margin_loss_backward": "(input, target, margin, reduction, grad_output)",
    "next_token_loss": "(logits, ids, ignore_index)",
    "nll_loss": "(log_probs, target, reduction)",
    "nll_loss_backward": "(log_probs, target, reduction, grad_output)",
    "nn": None,
    "numerical_gradient": "(f, x, eps)",
    "ops": None,
    "optim": None,
    "padding_mask": "(lengths, T)",
    "positional_encoding": "(T, d)",
    "pixel_confusion": "(predicted, target, num_classes, ignore_index)",
    "pixel_cross_entropy": "(logits, target, weight, ignore_index)",
    "pretraining": None,
    "receptive_field": "(layers)",
    "relu": "(x)",
    "relu_backward": "(grad_output, x)",
    "rl": None,
    "rnn_backward": "(grad_out, x, h_0, out, weight_ih, weight_hh, nonlinearity)",
    "rnn_forward": "(x, h_0, weight_ih, weight_hh, bias, nonlinearity)",
    "save": "(path, state, metadata)",
    "scaled_dot_product_attention": "(q, k, v, mask)",
    "scaled_dot_product_attention_backward": "(grad_output, q, k, v, weights)",
    "search": None,
    "shape_trace": "(layers, x)",
    "sigmoid": "(x)",
    "sigmoid_backward": "(grad_output, x)",
    "softmax": "(x, dim)",
    "softmax_backward": "(grad_output, x, dim)",
    "softmax_jacobian": "(y)",
    "softmax_vjp": "(y, g, dim)",
    "softplus": "(x, beta, threshold)",
    "softplus_backward": "(grad_output, x, beta, threshold)",
    "spiral": "(points_per_class, classes, noise, seed)",
    "tanh": "(x)",
    "tanh_backward": "(grad_output, x)",
    "train_step": "(model, loss_fn, optimizer, X, target)",
    "training": None,
    "transfer": None,
    "unbroadcast": "(grad, shape)",
    "unfold": "(x, kernel_size, dilation, padding, stride)",
    "xor": "(points_per_class, noise, gap, seed)",
}

NN = {
    "AdaptiveAvgPool2d": "(output_size)",
    "AvgPool2d": "(kernel_size, stride, padding, count_include_pad)",
    "BCEWithLogitsLoss": "(reduction)",
    "BatchNorm1d": "(num_features, eps, momentum, affine, track_running_stats, dtype)",
    "BatchNorm2d": "(num_features, eps, momentum, affine, track_running_stats, dtype)",
    "Conv2d": "(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, rng, dtype)",
    "ConvTranspose2d": (
        "(in_channels, out_channels, kernel_size, stride, padding, output_padding, groups, bias, dilation, rng, dtype)"
    ),
    "CrossEntropyLoss": "(reduction, label_smoothing)",
    "Dropout": "(p, rng)",
    "ELU": "(alpha)",
    "Embedding": "(num_embeddings, embedding_dim, padding_idx, rng, dtype)",
    "Flatten": "(start_dim, end_dim)",
    "GELU": "(approximate)",
    "GlobalAvgPool": "()",
    "LSTM": "(input_size, hidden_size, forget_bias, rng, dtype, functions)",
    "LSTMCell": "(input_size, hidden_size, rng, dtype, functions)",
    "LayerNorm": "(normalized_shape, eps, elementwise_affine, bias, dtype)",
    "LeakyReLU": "(negative_slope)",
    "Linear": "(in_features, out_features, bias, rng, dtype)",
    "LocalResponseNorm": "(size, alpha, beta, k)",
    "LogSoftmax": "(dim)",
    "MSELoss": "(reduction)",
    "MaxPool2d": "(kernel_size, stride, padding, dilation, return_indices)",
    "MaxUnpool2d": "(kernel_size, stride, padding)",
    "Module": "()",
    "ModuleList": "(modules)",
    "MultiMarginLoss": "(margin, reduction)",
    "MultiheadAttention": "(embed_dim, num_heads, rng, dtype, functions)",
    "NLLLoss": "(reduction)",
    "Parallel": "(branches, dim)",
    "Parameter": "(data, requires_grad)",
    "PixelCrossEntropyLoss": "(weight, ignore_index, function)",
    "RNN": "(input_size, hidden_size, nonlinearity, rng, dtype, functions)",
    "RNNCell": "(input_size, hidden_size, nonlinearity, rng, dtype, functions)",
    "ReLU": "()",
    "Residual": "(body, shortcut)",
    "Sequential": "(modules)",
    "Sigmoid": "()",
    "Softmax": "(dim)",
    "Softplus": "(beta, threshold)",
    "Tanh": "()",
    "TransformerEncoderLayer": "(d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, norm_first, "
    "rng, dtype, functions)",
    "last_valid": "(out, lengths)",
    "last_valid_backward": "(grad_output, out, lengths)",
    "pad_sequence": "(sequences, batch_first, padding_value, padding_side)",
}


OPTIM = {
    "Adagrad": "(params, lr, lr_decay, weight_decay, initial_accumulator_value, eps)",
    "Adam": "(params, lr, betas, eps, weight_decay)",
    "AdamW": "(params, lr, betas, eps, weight_decay)",
    "CosineAnnealingLR": "(optimizer, T_max, eta_min)",
    "ExponentialLR": "(optimizer, gamma)",
    "LinearLR": "(optimizer, start_factor, end_factor, total_iters)",
    "NesterovSGD": "(params, lr, momentum)",
    "Optimizer": "(params, defaults)",
    "RMSprop": "(params, lr, alpha, eps, weight_decay, momentum, centered)",
    "SGD": "(params, lr, momentum, dampening, weight_decay, nesterov)",
    "Scheduler": "(optimizer)",
    "SequentialLR": "(optimizer, schedulers, milestones)",
    "StepLR": "(optimizer, step_size, gamma)",
    "clip_grad_norm_": "(parameters, max_norm, error_if_nonfinite)",
    "random_restarts": "(f, n, seed)",
    "sgd_step": "(params, lr)",
    "trace": "(opt, f, x0, steps)",
}

INIT = {
    "activation_stats": "(x, weights, act)",
    "calculate_gain": "(nonlinearity, param)",
    "constant_": "(tensor, value)",
    "expected_initial_loss": "(C)",
    "fan_in_and_fan_out": "(weight)",
    "gradient_stats": "(x, weights, act, grad_output)",
    "kaiming_normal_": "(tensor, a, mode, nonlinearity, rng)",
    "kaiming_uniform_": "(tensor, a, mode, nonlinearity, rng)",
    "normal_": "(tensor, mean, std, rng)",
    "orthogonal_": "(tensor, gain, rng)",
    "symmetry_rank": "(W, tol)",
    "uniform_": "(tensor, a, b, rng)",
    "xavier_normal_": "(tensor, gain, rng)",
    "xavier_uniform_": "(tensor, gain, rng)",
    "zeros_": "(tensor)",
}

DATA = {
    "DataLoader": "(arrays, batch_size, shuffle, drop_last, rng)",
    "Split": None,
    "add_noise": "(X, std, rng)",
    "augment": "(X, y, rng, copies, max_shift, max_angle, flip, noise)",
    "flip_horizontally": "(X, rng, p)",
    "rotate": "(X, max_angle, rng)",
    "shift": "(X, max_shift, rng)",
    "split": "(X, y, val_fraction, test_fraction, stratify, standardize, rng)",
    "split_then_augment": "(X, y, val_rows, rng, copies, max_shift)",
}

TRAINING = {
    "Choice": "(values)",
    "EarlyStopping": "(patience, min_delta)",
    "LogUniform": "(low, high)",
    "Trainer": (
        "(model, loss_fn, optimizer, scheduler, max_norm, early_stopping, callbacks, before_step, after_step, progress)"
    ),
    "Trial": "(params, score)",
    "Uniform": "(low, high)",
    "batch_size_sweep": "(train, batch_sizes, lr, examples, seeds)",
    "bn_scale_sweep": "(train, stds, seeds)",
    "diagnose": "(curves, target, max_gap, last)",
    "ensemble_predict": "(models, X)",
    "evaluate": "(model, loss_fn, loader)",
    "l1_step": "(w, grad, lr, l1)",
    "l2_penalty": "(params, weight_decay)",
    "narrow": "(space, results, keep)",
    "predict": "(model, X, batch_size)",
    "random_search": "(objective, space, trials, rng)",
    "train_step": "(model, loss_fn, optimizer, X, target)",
    "train_until_stopped": "(model, train_epoch, stopper, max_epochs)",
}

TRANSFER = {
    "check_preprocessing": "(prepare, mean, std, X_train, X_test, tol)",
    "compare_scratch": "(train, labels, lrs, steps, seeds)",
    "extract_features": "(model, X, depth, batch_size)",
    "freeze": "(module)",
    "gradual_unfreeze": "(model, stage)",
    "load_state_dict": "(module, state, strict)",
    "param_groups": "(model, lrs)",
    "replace_head": "(model, num_classes, optimizer, rng)",
    "state_dict": "(module)",
    "unfreeze": "(module)",
}

METRICS = {
    "accuracy": "(predicted, target)",
    "confusion_matrix": "(predicted, target, classes)",
    "precision_recall_f1": "(predicted, target, classes)",
    "r2_score": "(pred, target)",
    "top_k_accuracy": "(scores, target, k)",
}

LANDSCAPES = {
    "bowl": "(x)",
    "branin": "(x)",
    "forrester": "(x)",
    "rosenbrock": "(x)",
    "saddle": "(x)",
    "six_hump_camel": "(x)",
    "wells": "(x)",
}

SEARCH = {
    "bayes_opt": "(f, candidates, first, n, lengthscale, noise, acquisition)",
    "expected_improvement": "(mean, std, best)",
    "gp_posterior": "(X, y, Z, lengthscale, noise)",
    "halton": "(n, bases)",
    "log_marginal_likelihood": "(X, y, lengthscale, noise)",
    "normal_cdf": "(z)",
    "normal_pdf": "(z)",
    "probability_of_improvement": "(mean, std, best)",
    "rbf_kernel": "(A, B, lengthscale)",
    "successive_halving": "(loss, n, budgets, eta)",
}

DATASETS = {
    "CIFAR10_CLASSES": None,
    "DownloadError": None,
    "ROAD_CLASSES": None,
    "FASHION_MNIST_CLASSES": None,
    "adding_problem": "(n, T, seed)",
    "berkeley": "()",
    "reviews": "(n, seed)",
    "roads": "(n, noise, seed)",
    "review_label": "(words)",
    "breast_cancer": "()",
    "cifar10": "(train, examples, folder, progress)",
    "circles": "(points_per_class, noise, factor, seed)",
    "data_folder": "()",
    "descriptions": "()",
    "diabetes": "()",
    "digit_scenes": "(n, seed, part)",
    "digits": "(images)",
    "digits28": "(filled)",
    "fashion_mnist": "(train, examples, folder, progress)",
    "glyphs": "(examples_per_class, letters, max_shift, max_angle, max_scale, noise, seed)",
    "imdb": "(train, folder, progress)",
    "iris": "()",
    "mnist": "(train, examples, folder, progress)",
    "paintings": "(size, seed)",
    "photographs": "()",
    "ratings": "(users, items, tastes, seen, noise, seed)",
    "ring": "(n, modes, radius, std, seed)",
    "ring_centres": "(modes, radius)",
    "shapes": "(n, seed)",
    "southern_women": "()",
    "wine": "()",
    "words": "(text)",
    "moons": "(points_per_class, noise, seed)",
    "spiral": "(points_per_class, classes, noise, seed)",
    "xor": "(points_per_class, noise, gap, seed)",
}

LINALG = {
    "low_rank": "(A, k)",
    "matrix_rank": "(A, tol)",
    "pagerank": "(links, damping, steps)",
    "power_iteration": "(A, v, steps)",
    "storage_and_error": "(s, shape, k)",
    "top_eigenvectors": "(A, V0, steps)",
}

DECOMPOSITION = {
    "als": "(R, mask, k, lam, steps, rng)",
    "als_step": "(R, mask, Q, lam)",
    "pca": "(X, k)",
}

OPS = {
    "RegionLoss": "(box_weight)",
    "average_precision": "(scores, is_hit, n_truths)",
    "batched_nms": "(boxes, scores, idxs, iou_threshold)",
    "box_area": "(boxes)",
    "box_iou": "(a, b)",
    "clip_boxes_to_image": "(boxes, size)",
    "component_boxes": "(image, thresholds, gap, smallest)",
    "connected_components": "(mask)",
    "decode_boxes": "(deltas, proposals, weights)",
    "encode_boxes": "(truths, proposals, weights)",
    "match_detections": "(boxes, scores, truths, iou_threshold)",
    "mean_average_precision": "(detections, truths, iou_threshold, functions)",
    "nms": "(boxes, scores, iou_threshold)",
    "precision_recall_curve": "(scores, is_hit, n_truths)",
    "roi_align": "(x, rois, output_size, spatial_scale, sampling_ratio, aligned)",
    "roi_pool": "(x, rois, output_size, spatial_scale)",
    "sliding_windows": "(size, windows, stride)",
}

PRETRAINING = {
    "BernoulliRBM": "(n_components, learning_rate, batch_size, n_iter, steps, persistent, momentum, random_state)",
    "cd1_gradient": "(v0, W, a, b, u_h, u_v)",
    "denoising_loss": "(model, x, u, p, training)",
    "free_energy": "(v, W, a, b)",
    "linear_autoencoder": "(encoder, decoder, X)",
    "log_likelihood": "(v, W, a, b)",
    "log_partition": "(W, a, b)",
    "pretrain_stack": "(X, sizes, train)",
    "sample_hidden": "(v, W, b, u)",
    "sample_visible": "(h, W, a, u)",
    "unroll": "(stack, classes, rng)",
}

GENERATION = {
    "GaussianNoise": "(std, rng)",
    "RingGame": "(z, hidden, lr_g, lr_d, noise, fades, batch, activation, step, seed)",
    "discriminator_loss": "(real_logits, fake_logits)",
    "features": "(layers, x)",
    "gan_step": "(G, D, opt_g, opt_d, real, z1, z2, losses)",
    "generator_loss": "(fake_logits)",
    "gram_matrix": "(x)",
    "least_squares_discriminator_loss": "(real_logits, fake_logits)",
    "least_squares_generator_loss": "(fake_logits)",
    "mode_coverage": "(x, centres, radius, least)",
    "nearest_centres": "(x, centres, radius)",
    "recolour": "(x, target)",
    "saturating_generator_loss": "(fake_logits)",
    "slerp": "(z0, z1, t)",
    "style_distance": "(x, target, layers)",
    "style_loss": "(x, target)",
    "stylize_step": "(image, layers, grams, content, weights, optimizer)",
    "total_variation": "(x)",
    "untrained_blocks": "(channels, kernel_size, in_channels, rng)",
}

CAPTIONING = {
    "NICDecoder": "(in_features, num_words, embedding_dim, hidden_size, padding_idx, rng, dtype)",
    "beam_search": "(step, state, bos, eos, k, max_len)",
    "corpus_bleu": "(hypotheses, references, n)",
    "fit_captioner": "(decoder, optimizer, features, captions, epochs, rng, batch_size, functions, backward)",
    "greedy_caption": "(step, state, bos, eos, max_len)",
    "judged": "(hypotheses, references)",
    "masked_cross_entropy": "(logits, targets, ignore_index)",
    "sample_word": "(logits, temperature, u)",
    "shift_captions": "(ids, bos, eos, pad)",
    "stepper": "(decoder)",
    "things_said": "(sentence)",
}

KERAS = {
    "Dense": "(units, activation)",
    "Sequential": "(in_features, rng)",
    "activation_layer": "(name)",
    "compile_model": "(model, loss, optimizer, metrics)",
    "evaluate_model": "(model, x, y, batch_size)",
    "fit_model": "(model, x, y, batch_size, epochs, validation_split, shuffle, rng)",
    "losses": None,
    "multi_hot": "(sequences, dimension)",
}

NAMESPACES = [
    (layerwise, PUBLIC),
    (layerwise.nn, NN),
    (layerwise.optim, OPTIM),
    (layerwise.init, INIT),
    (layerwise.data, DATA),
    (layerwise.datasets, DATASETS),
    (layerwise.training, TRAINING),
    (layerwise.transfer, TRANSFER),
    (layerwise.linalg, LINALG),
    (layerwise.ops, OPS),
    (captioning, CAPTIONING),
    (layerwise.decomposition, DECOMPOSITION),
    (layerwise.metrics, METRICS),
    (layerwise.landscapes, LANDSCAPES),
    (layerwise.search, SEARCH),
    (layerwise.pretraining, PRETRAINING),
    (generation, GENERATION),
    (keras, KERAS),
]


@pytest.mark.parametrize(("namespace", "names"), NAMESPACES)
def test_the_public_names_are_these(namespace, names):
    """Adding or removing a public name is a deliberate act: it changes this list."""
    assert sorted(namespace.__all__) == sorted(names)


@pytest.mark.parametrize(("namespace", "names"), NAMESPACES)
def test_the_public_functions_keep_their_arguments(namespace, names):
    """Argument names and their order are those that the chapters teach."""
    for name, expected in names.items():
        public = getattr(namespace, name)
        if expected is not None:
            assert f"({', '.join(inspect.signature(public).parameters)})" == expected, name


@pytest.mark.parametrize(("namespace", "names"), NAMESPACES)
def test_every_public_function_and_class_documents_itself_with_an_example(namespace, names):
    """Whoever asks for help finds a docstring, and in it an example that the test run executes."""
    for name in set(names) - {"ACTIVATIONS", "Activation", "GradientError"}:
        public = getattr(namespace, name)
        if inspect.isfunction(public) or inspect.isclass(public):
            assert public.__doc__, name
            assert ">>>" in public.__doc__, name


def test_layerwise_needs_numpy_only(tmp_path):
    """Importing layerwise brings in no plotting, no scikit-learn and nothing of ours."""
    import subprocess
    import sys

    program = (
        "import sys, layerwise;"
        "later = {'matplotlib', 'sklearn', 'scipy', 'pooch', 'PIL', 'tqdm', 'explore', 'autograder'};"
        "print(sorted(later & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"
