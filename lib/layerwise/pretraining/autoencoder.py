"""The linear autoencoder: squeeze each example into a few numbers, and unfold it again."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix


def linear_autoencoder(encoder: ArrayLike, decoder: ArrayLike, X: ArrayLike) -> tuple[float, FloatArray, FloatArray]:
    """Return the loss and its gradients: (loss, grad_encoder, grad_decoder).

        code    = X @ encoder.T                (N, k)
        output  = code @ decoder.T             (N, D)
        loss    = mean over all N * D numbers of (output - X)**2

    The target is X itself, so no labels are needed. Both matrices learn: the encoder's gradient comes back through
    the decoder. The best that any pair can reach is what PCA with k components reaches, for X of mean 0 (Baldi and
    Hornik, 1989).

    encoder: (k, D) and decoder: (D, k), each (out, in) as in a Linear layer. X: (N, D).

    >>> loss, grad_encoder, grad_decoder = linear_autoencoder([[1.0, 0.0]], [[1.0], [0.0]], [[3.0, 4.0]])
    >>> loss, grad_encoder, grad_decoder  # the code is 3, the output (3, 0), the errors 0 and -4
    (8.0, array([[0., 0.]]), array([[  0.],
           [-12.]]))
    """
    encoder, decoder = float_matrix(encoder, "encoder", "(k, D)"), float_matrix(decoder, "decoder", "(D, k)")
    X = float_matrix(X, "X", "(N, D)")
    if encoder.shape[1] != X.shape[1] or decoder.shape != encoder.shape[::-1]:
        raise ValueError(
            f"encoder must be (k, D) and decoder (D, k) for X (N, D), got {encoder.shape}, {decoder.shape}, {X.shape}"
        )
    if X.size == 0:
        raise ValueError(f"X must hold at least one number, got shape {X.shape}")
    code = X @ encoder.T
    error = code @ decoder.T - X
    grad_output = 2 * error / X.size
    grad_code = grad_output @ decoder
    return float((error**2).mean()), grad_code.T @ X, grad_output.T @ code
