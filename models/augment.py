"""Small changes to pictures that leave every attribute what it is."""

import torch
from torch.nn import functional as F


def jitter(images, generator):
    """Moves the batch by up to 3 pixels, adds a little noise, blurs a part of it a little. images: (b, 3, h, w)"""
    size = images.shape[-1]
    left, top = torch.randint(0, 7, (2,), generator=generator).tolist()
    moved = F.pad(images, (3, 3, 3, 3), mode="replicate")[:, :, top : top + size, left : left + size]
    soft = F.avg_pool2d(F.pad(moved, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    share = torch.rand(len(images), 1, 1, 1, generator=generator)
    share = torch.where(share < 0.4, 2 * share, 0.0)
    noise = torch.randn(moved.shape, generator=generator) * 0.06 * torch.rand(len(images), 1, 1, 1, generator=generator)
    return (moved + share * (soft - moved) + noise).contiguous()
