"""Makes recurrent.npz: embeddings, RNN and LSTM over sequences and step by step, padding, as PyTorch has them."""

import torch
from expectations import Arrays, main
from torch.nn.utils.rnn import pad_sequence

SIZES = {"some": (5, 3, 4, 6), "one_step": (1, 2, 3, 2), "alone": (7, 1, 2, 3)}  # T, N, D, H


def numbers(tensors: dict[str, torch.Tensor | None]) -> Arrays:
    return {name: tensor.detach().numpy() for name, tensor in tensors.items() if tensor is not None}


def run(layer, size: str) -> Arrays:
    """A layer over a sequence, with given first states, and gradients for out and for the last states."""
    T, N, D, H = SIZES[size]
    x = torch.randn(T, N, D, requires_grad=True)
    state = [torch.randn(1, N, H, requires_grad=True) for _ in range(1 + isinstance(layer, torch.nn.LSTM))]
    out, last = layer(x, tuple(state) if len(state) > 1 else state[0])
    grad_out = torch.randn_like(out)
    out.backward(grad_out)
    made = {"x": x, "out": out, "grad_out": grad_out, "grad_x": x.grad}
    made |= {f"state{i}": part[0] for i, part in enumerate(state)}
    made |= {f"grad_state{i}": part.grad[0] for i, part in enumerate(state)}
    made |= {f"last{i}": part[0] for i, part in enumerate(last if len(state) > 1 else (last,))}
    for name, parameter in layer.named_parameters():
        made |= {name.removesuffix("_l0"): parameter, f"grad_{name.removesuffix('_l0')}": parameter.grad}
    return numbers(made)


def cell_step(size: str) -> Arrays:
    """One step of an LSTMCell, with gradients for both h and c."""
    _, N, D, H = SIZES[size]
    cell = torch.nn.LSTMCell(D, H)
    x, h, c = (torch.randn(N, width, requires_grad=True) for width in (D, H, H))
    h_next, c_next = cell(x, (h, c))
    grad_h, grad_c = torch.randn(N, H), torch.randn(N, H)
    torch.autograd.backward((h_next, c_next), (grad_h, grad_c))
    made = {"x": x, "h": h, "c": c, "h_next": h_next, "c_next": c_next, "grad_h": grad_h, "grad_c": grad_c}
    made |= {"grad_x": x.grad, "grad_h_prev": h.grad, "grad_c_prev": c.grad}
    for name, parameter in cell.named_parameters():
        made |= {name: parameter, f"grad_{name}": parameter.grad}
    return numbers(made)


def embedding(padding_idx: int | None) -> Arrays:
    layer = torch.nn.Embedding(7, 3, padding_idx=padding_idx)
    ids = torch.randint(0, 7, (4, 5))
    out = layer(ids)
    grad_output = torch.randn_like(out)
    out.backward(grad_output)
    made = {"weight": layer.weight, "ids": ids, "out": out, "grad_output": grad_output, "grad": layer.weight.grad}
    return numbers(made)


def padded() -> Arrays:
    sequences = [torch.arange(1, 1 + length) for length in (3, 1, 4)]
    return {
        f"{side}/padded": pad_sequence(sequences, padding_value=9, padding_side=side).numpy()
        for side in ("right", "left")
    }


def make() -> Arrays:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    arrays = {}
    for size, (_, _, D, H) in SIZES.items():
        layers = {
            "tanh": torch.nn.RNN(D, H),
            "relu": torch.nn.RNN(D, H, nonlinearity="relu"),
            "lstm": torch.nn.LSTM(D, H),
        }
        for name, layer in layers.items():
            arrays |= {f"{name}/{size}/{key}": array for key, array in run(layer, size).items()}
        arrays |= {f"lstm_cell/{size}/{key}": array for key, array in cell_step(size).items()}
    for padding_idx in (None, 2):
        arrays |= {f"embedding/{padding_idx}/{key}": array for key, array in embedding(padding_idx).items()}
    return arrays | {f"pad_sequence/{key}": array for key, array in padded().items()}


if __name__ == "__main__":
    main(__file__, make)
