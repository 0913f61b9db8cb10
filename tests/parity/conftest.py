collect_ignore_glob = ["oracles/*.py"]  # they import PyTorch; make parity runs them
