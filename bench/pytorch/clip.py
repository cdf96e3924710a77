"""CLIP's two towers in plain PyTorch, with maskclip's last block and LoRA where there are tensors for it. Names are Hugging Face's."""
from torch_on_threads import torch
from torch.nn import functional as F


class Network:
    """`weights` and `lora` by name, `shape` of one tower as the step file has it, `scale` = alpha/rank."""

    def __init__(self, weights, shape, lora=None, scale=1.0):
        self.weights, self.shape, self.lora, self.scale = weights, shape, lora or {}, scale

    def linear(self, x, name):
        y = F.linear(x, self.weights[name + ".weight"], self.weights[name + ".bias"])
        a = self.lora.get(name + ".lora_A")
        return y if a is None else y + self.scale * F.linear(F.linear(x, a), self.lora[name + ".lora_B"])

    def norm(self, x, name):
        weight, bias = self.weights[name + ".weight"], self.weights[name + ".bias"]
        return F.layer_norm(x, weight.shape, weight, bias, self.shape["epsilon"])

    def heads(self, x):
        """[B, N, E] to [B, h, N, d]"""
        return x.unflatten(-1, (self.shape["heads"], -1)).transpose(1, 2)

    def attend(self, q, k, v, mask=None):
        width = self.shape["width"] // self.shape["heads"]
        logits = self.heads(q * width**-0.5) @ self.heads(k).transpose(-1, -2)
        attention = torch.softmax(logits if mask is None else logits + mask, dim=-1)
        return (attention @ self.heads(v)).transpose(1, 2).flatten(2)

    def add_mlp(self, x, name):
        hidden = self.linear(self.norm(x, name + ".layer_norm2"), name + ".mlp.fc1")
        return x + self.linear(hidden * torch.sigmoid(1.702 * hidden), name + ".mlp.fc2")

    def block(self, x, name, mask=None):
        normed = self.norm(x, name + ".layer_norm1")
        q, k, v = (self.linear(normed, f"{name}.self_attn.{part}_proj") for part in "qkv")
        return self.add_mlp(x + self.linear(self.attend(q, k, v, mask), name + ".self_attn.out_proj"), name)

    def last_block(self, x, name, with_class):
        """The class token alone as CLIP has it, or None; and all tokens, each attending to itself (maskclip)."""
        attention = name + ".self_attn."
        normed = self.norm(x, name + ".layer_norm1")
        value = self.linear(normed, attention + "v_proj")
        dense = self.add_mlp(x + self.linear(value, attention + "out_proj"), name)
        if not with_class:
            return None, dense
        query, key = self.linear(normed[:, :1], attention + "q_proj"), self.linear(normed, attention + "k_proj")
        mixed = self.linear(self.attend(query, key, value), attention + "out_proj")
        return self.add_mlp(x[:, :1] + mixed, name), dense


def embed_patches(net, pixels):
    prefix = "vision_model.embeddings."
    kernel = net.weights[prefix + "patch_embedding.weight"]
    patches = F.conv2d(pixels, kernel, stride=net.shape["patch"]).flatten(2).transpose(1, 2)
    first = net.weights[prefix + "class_embedding"].expand(len(pixels), 1, -1)
    tokens = torch.cat([first, patches], 1) + net.weights[prefix + "position_embedding.weight"]
    return net.norm(tokens, "vision_model.pre_layrnorm")


def encode_images(net, pixels, with_global=True):
    """The class token's embedding [B, D], or None, and those of the patches [B, P, D]."""
    x = embed_patches(net, pixels)
    *names, last = (f"vision_model.encoder.layers.{index}" for index in range(net.shape["layers"]))
    for name in names:
        x = net.block(x, name)

    def project(tokens):
        return F.linear(net.norm(tokens, "vision_model.post_layernorm"), net.weights["visual_projection.weight"])

    first, dense = net.last_block(x, last, with_global)
    return None if first is None else project(first)[:, 0], project(dense[:, 1:])


def encode_texts(net, ids, ends):
    """Texts padded behind their end tokens: ids [n, L], the end tokens' places [n]; [n, D]."""
    prefix = "text_model.embeddings."
    length = ids.shape[1]
    positions = net.weights[prefix + "position_embedding.weight"][:length]
    x = net.weights[prefix + "token_embedding.weight"][ids] + positions
    mask = torch.full((length, length), float("-inf")).triu(1)
    for index in range(net.shape["layers"]):
        x = net.block(x, f"text_model.encoder.layers.{index}", mask)
    x = net.norm(x, "text_model.final_layer_norm")[torch.arange(len(ids)), ends]
    return F.linear(x, net.weights["text_projection.weight"])
