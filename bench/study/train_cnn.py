"""Trains one small convolutional network from scratch on each training set of a study, and prints their test accuracies as JSON:

    python bench/study/train_cnn.py JOB.json

The same network, start, number of steps and everyday augmentation (flip, shift) for every set. A set may ask for RandAugment copies
(Cubuk et al. 2020, as torchvision has it: 2 operations, magnitude 9) of its images beside them.
"""

import json
import sys
import warnings

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from torchvision.transforms import RandAugment

STEPS, BATCH, RATE = 600, 64, 2e-3
SHIFT = 4
"""Pixels an image may be moved while training."""


class Network(nn.Module):
    """Four convolutions, each halving the picture, and a linear layer on their mean: (b, 3, 64, 64) to (b, classes)."""

    def __init__(self, classes):
        super().__init__()
        widths = [3, 24, 48, 96, 128]
        self.layers = nn.Sequential(
            *(
                nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU())
                for a, b in zip(widths, widths[1:])
            )
        )
        self.head = nn.Linear(widths[-1], classes)

    def forward(self, x):
        return self.head(self.layers(x).mean((2, 3)))


def read(images):
    """Pixels in [-1, 1], shape (n, 3, 64, 64), and labels."""
    pixels = [np.asarray(Image.open(image["path"]).convert("RGB").resize((64, 64))) for image in images]
    tensor = torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2)
    return tensor, torch.tensor([image["label"] for image in images])


def with_copies(pixels, labels, count):
    """The images and `count` RandAugment copies of them, each image as often as any other."""
    if count == 0:
        return pixels, labels
    which = torch.arange(count) % len(pixels)
    change = RandAugment(num_ops=2, magnitude=9)
    copies = torch.stack([change(pixels[i]) for i in which])
    return torch.cat([pixels, copies]), torch.cat([labels, labels[which]])


def moved(batch, generator):
    """Mirrored or not, and shifted by up to SHIFT pixels; edges are repeated."""
    flip = torch.rand(len(batch), generator=generator) < 0.5
    batch = torch.where(flip[:, None, None, None], batch.flip(3), batch)
    padded = F.pad(batch, (SHIFT,) * 4, mode="replicate")
    x, y = (int(torch.randint(2 * SHIFT + 1, (1,), generator=generator)) for _ in range(2))
    return padded[:, :, y : y + 64, x : x + 64]


def accuracy(job, chosen):
    torch.manual_seed(job["seed"])
    generator = torch.Generator().manual_seed(job["seed"])
    pixels, labels = with_copies(*read(chosen["images"]), chosen["augmented"])
    network = Network(job["classes"]).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=STEPS)
    for _ in range(STEPS):
        index = torch.randint(len(pixels), (BATCH,), generator=generator)
        batch = moved(pixels[index].float() / 127.5 - 1, generator)
        loss = F.cross_entropy(network(batch), labels[index], label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    tests, truths = read(job["tests"])
    with torch.no_grad():
        answers = network.eval()(tests.float() / 127.5 - 1).argmax(1)
    return float((answers == truths).float().mean())


def main():
    with open(sys.argv[1]) as file:
        job = json.load(file)
    print(json.dumps({name: accuracy(job, chosen) for name, chosen in job["sets"].items()}))


if __name__ == "__main__":
    main()
