"""TTD steps in plain PyTorch autograd: `ttd_step.py FOLDER`, which bench/step-files.ts made. Answers with a line of JSON."""
import json
import sys
from pathlib import Path

from torch_on_threads import torch, use_threads
from torch.nn.functional import normalize

from clip import Network, encode_images, encode_texts
from measure import peak_mb, timed
from stored import read_tensors
from ttd import ttd_loss


def pad(texts, length):
    """Token lists to [n, L], and the places of their last tokens [n]; L the longest, or what is told."""
    length = length or max(map(len, texts))
    ids = torch.tensor([text + [0] * (length - len(text)) for text in texts])
    return ids, torch.tensor([len(text) - 1 for text in texts])


class Step:
    def __init__(self, folder):
        self.plan = json.loads((folder / "step.json").read_text())
        weights = read_tensors(folder / "model" / "model.safetensors")
        start = read_tensors(folder / "start.safetensors")
        self.pixels = start.pop("pixels")
        self.lora = {name: tensor.clone().requires_grad_() for name, tensor in start.items()}
        scale = self.plan["alpha"] / self.plan["rank"]
        self.vision, self.text = (Network(weights, self.plan[tower], self.lora, scale) for tower in ("vision", "text"))
        # PyTorch's defaults are those of models/train/adamw.ts.
        self.optimiser = torch.optim.AdamW(self.lora.values(), lr=self.plan["learningRate"], weight_decay=0.01)
        # Captions and words apart, so that short texts are not padded to the length of long ones.
        self.captions = pad(self.plan["captions"], self.plan["padTo"])
        self.words = pad([prompt for word in sum(self.plan["words"], []) for prompt in word], self.plan["padTo"])

    def embed_words(self):
        prompts = normalize(encode_texts(self.text, *self.words), dim=-1)
        shape = (len(self.pixels), len(self.plan["words"][0]), len(self.plan["words"][0][0]), -1)
        return normalize(prompts.view(shape).mean(2), dim=-1)

    def run(self):
        self.optimiser.zero_grad(set_to_none=True)
        patches = normalize(encode_images(self.vision, self.pixels, with_global=False)[1], dim=-1)
        captions = normalize(encode_texts(self.text, *self.captions), dim=-1)
        loss = ttd_loss(patches, captions, self.embed_words(), self.plan)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.lora.values(), 1.0)
        self.optimiser.step()
        return loss.item()


def main(folder):
    step = Step(folder)
    use_threads(step.plan["threads"])
    losses, elapsed, processor = zip(*(timed(step.run) for _ in range(step.plan["rounds"])))
    print(json.dumps({"losses": losses, "elapsed": elapsed, "processor": processor, "peakMb": peak_mb()}))


main(Path(sys.argv[1]))
