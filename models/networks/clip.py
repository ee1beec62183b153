"""CLIP: pictures and texts in one space."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from networks.attribute_net import SIBLING, ImageTower
from networks.text_tower import TextTower
from shapes import EMBEDDING, TEXT_WIDTH

MAX_SCALE = 100.0


class Clip(nn.Module):
    """The towers, their projections, and what cosines are multiplied with."""

    def __init__(self, vocabulary):
        super().__init__()
        self.vision = ImageTower(**SIBLING)
        self.text = TextTower(vocabulary)
        self.vision_projection = nn.Linear(SIBLING["out"], EMBEDDING, bias=False)
        self.text_projection = nn.Linear(TEXT_WIDTH, EMBEDDING, bias=False)
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def scale(self):
        return self.log_scale.exp().clamp(max=MAX_SCALE)

    def embed_images(self, pixels):
        return F.normalize(self.vision_projection(self.vision(pixels)), dim=-1)

    def embed_texts(self, ids):
        return F.normalize(self.text_projection(self.text(ids)[:, 0]), dim=-1)
