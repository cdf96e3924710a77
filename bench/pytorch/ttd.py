"""TTD's losses (Jo et al., ECCV 2024) with d = L2 and without a floor, as models/ttd/losses.ts has them."""
from torch_on_threads import torch


def normalise_maps(maps):
    least, most = maps.amin(-1, keepdim=True), maps.amax(-1, keepdim=True)
    return (maps - least) / (most - least).clamp(min=1e-5)


def ttd_loss(patches, captions, words, step):
    """Unit vectors: patches [B, P, D], captions [B, D], words [B, W, D]; every picture has W words."""
    cosines = torch.cat([captions[:, None], words], 1) @ patches.transpose(1, 2)  # [B, 1+W, P]
    maps = torch.sigmoid(step["w"] * cosines + step["b"])
    caption, by_word = maps[:, 0], maps[:, 1:]
    with torch.no_grad():
        scores = cosines[:, 1:].amax(-1)
        chosen = normalise_maps(scores) > step["tau"]
        targets = normalise_maps(by_word) * chosen[..., None]
    distill = ((caption - targets.amax(1)) ** 2).mean()
    tag = ((by_word - targets) ** 2).mean()
    return distill + step["lambda"] * tag
