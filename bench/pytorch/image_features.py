"""Image features in plain PyTorch on ready tensors: `image_features.py FOLDER HEIGHT WIDTH BATCH…`, a line of JSON with pictures a second.

FOLDER is one that bench/step-files.ts made. Positions are cut or repeated to the grid: numbers do not matter here, sizes do.
"""
import json
import sys
from pathlib import Path

from torch_on_threads import torch, use_threads

from clip import Network, encode_images
from measure import peak_mb, timed
from stored import read_tensors

POSITIONS = "vision_model.embeddings.position_embedding.weight"


def main(folder, height, width, *batches):
    plan = json.loads((folder / "step.json").read_text())
    use_threads(plan["threads"])
    weights = read_tensors(folder / "model" / "model.safetensors")
    tokens = 1 + (height // plan["vision"]["patch"]) * (width // plan["vision"]["patch"])
    weights[POSITIONS] = torch.randn(tokens, plan["vision"]["width"])
    net = Network(weights, plan["vision"])
    rates = {}
    with torch.inference_mode():
        for batch in batches:
            pixels = torch.randn(batch, 3, height, width)
            seconds = [timed(lambda: encode_images(net, pixels))[1] for _ in range(1 + plan["rounds"])][1:]
            rates[batch] = batch / sorted(seconds)[len(seconds) // 2]
    print(json.dumps({"perSecond": rates, "peakMb": peak_mb()}))


main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
