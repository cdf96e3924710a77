"""PyTorch on so many threads, as the other side of a measurement wants it."""
import sys

try:
    import torch
except ModuleNotFoundError:
    sys.exit(
        "PyTorch is missing: install Debian's python3-torch and libopenblas0-pthread and run this with /usr/bin/python3, "
        "or name another interpreter in the environment variable PYTHON."
    )


def use_threads(count):
    """For PyTorch's own loops; OpenBLAS reads OPENBLAS_NUM_THREADS when it is loaded."""
    torch.set_num_threads(count)
    torch.manual_seed(1)
