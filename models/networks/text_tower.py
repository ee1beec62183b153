"""Texts as vectors: the text encoder of the generator and of CLIP are two of these."""

import torch
from torch import nn

from networks.blocks import Attention, FeedForward
from shapes import TEXT_LENGTH, TEXT_WIDTH


class TextTower(nn.Module):
    """(b, TEXT_LENGTH) ids to (b, TEXT_LENGTH, TEXT_WIDTH). The vector of the first token stands for the whole text."""

    def __init__(self, vocabulary, layers=2, heads=4):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, TEXT_WIDTH)
        self.places = nn.Parameter(0.02 * torch.randn(TEXT_LENGTH, TEXT_WIDTH))
        self.attention = nn.ModuleList(Attention(TEXT_WIDTH, heads) for _ in range(layers))
        self.forwards = nn.ModuleList(FeedForward(TEXT_WIDTH) for _ in range(layers))
        self.norm = nn.LayerNorm(TEXT_WIDTH)
        nn.init.normal_(self.tokens.weight, std=0.3)

    def forward(self, ids):
        x = self.tokens(ids) + self.places
        for attention, forward in zip(self.attention, self.forwards):
            x = forward(attention(x))
        return self.norm(x)
