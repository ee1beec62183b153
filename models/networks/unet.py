"""The denoising network: what to take from a noisy latent image, told the time and the text."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from networks.blocks import Attention, FeedForward, ResBlock, Upsample, downsample
from shapes import LATENT_CHANNELS, TEXT_WIDTH

WIDTHS = (48, 112, 192)
"""Channels at 16 x 16, 8 x 8 and 4 x 4."""

CONDITION = 256
HEADS = 4


class Look(nn.Module):
    """Positions look at the words; with `is_whole` at one another first, and think it over afterwards."""

    def __init__(self, width, is_whole=True):
        super().__init__()
        self.own = Attention(width, HEADS) if is_whole else None
        self.words = Attention(width, HEADS, context=TEXT_WIDTH)
        self.think = FeedForward(width, 2) if is_whole else None

    def forward(self, x, states):
        batch, width, height, across = x.shape
        rows = x.reshape(batch, width, height * across).transpose(1, 2)
        if self.own is None:
            rows = self.words(rows, states)
        else:
            rows = self.think(self.words(self.own(rows), states))
        return rows.transpose(1, 2).reshape(batch, width, height, across)


class Stage(nn.Module):
    """A residual block told the condition, and a look around."""

    def __init__(self, channels_in, channels_out, is_whole=True):
        super().__init__()
        self.res = ResBlock(channels_in, channels_out, CONDITION)
        self.look = Look(channels_out, is_whole)

    def forward(self, x, condition, states):
        return self.look(self.res(x, condition), states)


class UNet(nn.Module):
    """(b, LATENT_CHANNELS, 16, 16), (b,) times, (b, TEXT_LENGTH, TEXT_WIDTH) to the velocity, (b, LATENT_CHANNELS, 16, 16)."""

    def __init__(self):
        super().__init__()
        fine, middle, coarse = WIDTHS
        self.time = nn.Sequential(nn.Linear(TEXT_WIDTH, CONDITION), nn.SiLU(), nn.Linear(CONDITION, CONDITION))
        self.text = nn.Sequential(nn.Linear(TEXT_WIDTH, CONDITION), nn.SiLU(), nn.Linear(CONDITION, CONDITION))
        frequencies = torch.exp(-math.log(10_000) * torch.arange(TEXT_WIDTH // 2) / (TEXT_WIDTH // 2))
        self.register_buffer("frequencies", frequencies[None], persistent=False)
        self.enter = nn.Conv2d(LATENT_CHANNELS, fine, 3, padding=1)
        self.down_fine = ResBlock(fine, fine, CONDITION)
        self.to_middle = downsample(fine, middle)
        self.first_middle = ResBlock(middle, middle, CONDITION)
        self.down_middle = Stage(middle, middle)
        self.to_coarse = downsample(middle, coarse)
        self.down_coarse = Stage(coarse, coarse)
        self.up_coarse = Stage(2 * coarse, coarse)
        self.from_coarse = Upsample(coarse, middle)
        self.up_middle = nn.ModuleList([Stage(2 * middle, middle), Stage(2 * middle, middle)])
        self.from_middle = Upsample(middle, fine)
        self.up_fine = Stage(2 * fine, fine, is_whole=False)
        self.last_fine = ResBlock(2 * fine, fine, CONDITION)
        self.leave = nn.Sequential(nn.GroupNorm(8, fine), nn.SiLU(), nn.Conv2d(fine, LATENT_CHANNELS, 3, padding=1))
        nn.init.zeros_(self.leave[-1].weight)

    def forward(self, sample, timestep, states):
        return self.with_features(sample, timestep, states)[0]

    def with_features(self, sample, timestep, states):
        """The answer, and what the network has understood of the picture half way: (b, WIDTHS[1], 8, 8)."""
        angles = timestep.float()[:, None] * self.frequencies
        condition = F.silu(self.time(torch.cat([angles.cos(), angles.sin()], 1)) + self.text(states[:, 0]))
        enter = self.enter(sample)
        fine = self.down_fine(enter, condition)
        first = self.first_middle(self.to_middle(fine), condition)
        second = self.down_middle(first, condition, states)
        deep = self.to_coarse(second)
        coarse = self.down_coarse(deep, condition, states)
        x = self.up_coarse(torch.cat([coarse, deep], 1), condition, states)
        x = self.from_coarse(x)
        x = self.up_middle[0](torch.cat([x, second], 1), condition, states)
        x = self.up_middle[1](torch.cat([x, first], 1), condition, states)
        x = self.from_middle(x)
        x = self.up_fine(torch.cat([x, fine], 1), condition, states)
        x = self.last_fine(torch.cat([x, enter], 1), condition)
        return self.leave(x), second
