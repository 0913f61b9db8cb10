"""The signal explorer: what becomes of signal and gradient in a deep network, plain or normalized."""
