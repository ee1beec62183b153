"""Building blocks that train on a CPU in plain float32 and export to ONNX without special cases."""

import torch
from torch import nn
from torch.nn import functional as F


class ResBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut; with `condition` numbers that scale and shift it (FiLM)."""

    def __init__(self, channels_in, channels_out, condition=0):
        super().__init__()
        self.norm1 = nn.GroupNorm(8, channels_in)
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, padding=1)
        self.norm2 = nn.GroupNorm(8, channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1)
        self.film = nn.Linear(condition, 2 * channels_out) if condition else None
        self.skip = nn.Conv2d(channels_in, channels_out, 1) if channels_in != channels_out else nn.Identity()
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x, condition=None):
        h = self.norm2(self.conv1(F.silu(self.norm1(x))))
        if self.film is not None:
            scale, shift = self.film(condition)[:, :, None, None].chunk(2, 1)
            h = h * (1 + scale) + shift
        return self.skip(x) + self.conv2(F.silu(h))


class Attention(nn.Module):
    """Attention of (b, n, width) to itself, or to a context (b, m, context width); residual. Written out, so that any exporter takes it."""

    def __init__(self, width, heads, context=None):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(context or width, width, bias=False)
        self.value = nn.Linear(context or width, width, bias=False)
        self.out = nn.Linear(width, width)
        nn.init.zeros_(self.out.weight)

    def forward(self, x, context=None):
        normed = self.norm(x)
        source = normed if context is None else context
        batch, length, width = x.shape
        size = width // self.heads

        def split(values):
            return values.reshape(batch, -1, self.heads, size).transpose(1, 2)

        scores = split(self.query(normed)) @ split(self.key(source)).transpose(2, 3) * size**-0.5
        mixed = torch.softmax(scores, -1) @ split(self.value(source))
        return x + self.out(mixed.transpose(1, 2).reshape(batch, length, width))


class FeedForward(nn.Module):
    """Two linear layers, residual."""

    def __init__(self, width, factor=4):
        super().__init__()
        self.layers = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, factor * width), nn.GELU(), nn.Linear(factor * width, width))
        nn.init.zeros_(self.layers[-1].weight)

    def forward(self, x):
        return x + self.layers(x)


def downsample(channels_in, channels_out):
    return nn.Conv2d(channels_in, channels_out, 3, stride=2, padding=1)


class Upsample(nn.Module):
    """A convolution, then twice as large: a quarter of the work of the other order, for where more convolutions follow."""

    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.conv = nn.Conv2d(channels_in, channels_out, 3, padding=1)

    def forward(self, x):
        return F.interpolate(self.conv(x), scale_factor=2.0, mode="nearest")


def parameters_of(*modules):
    """How many numbers are learned."""
    return sum(parameter.numel() for module in modules for parameter in module.parameters())
