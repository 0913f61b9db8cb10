collect_ignore_glob = ["make_*.py"]  # they import PyTorch; make parity runs them
