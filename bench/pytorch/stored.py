"""Tensors of a safetensors file: 8 bytes with the header's length, the header as JSON, the numbers. Float32 only."""
import json
import mmap
import struct

from torch_on_threads import torch


def read_tensors(path):
    """Name to tensor. They share the mapped file, so that a weight costs its own bytes once."""
    with open(path, "rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    (length,) = struct.unpack("<Q", mapped[:8])
    header = json.loads(mapped[8 : 8 + length])
    flat = torch.frombuffer(mapped, dtype=torch.float32, offset=8 + length)

    def tensor_of(entry):
        start, end = (offset // 4 for offset in entry["data_offsets"])
        return flat[start:end].view(entry["shape"])

    return {name: tensor_of(entry) for name, entry in header.items() if name != "__metadata__"}
