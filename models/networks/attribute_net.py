"""A convolutional network that reads class and attributes off a picture."""

from torch import nn

from networks.blocks import ResBlock, downsample


class ImageTower(nn.Module):
    """(b, 3, 64, 64) in [-1, 1] to (b, out); features() also gives what it saw on the way, at 32, 16 and 8 pixels."""

    def __init__(self, widths, out):
        super().__init__()
        first, second, third, fourth = widths
        self.stem = nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(12, first, 3, padding=1), ResBlock(first, first))
        self.middle = nn.Sequential(downsample(first, second), ResBlock(second, second))
        self.late = nn.Sequential(downsample(second, third), ResBlock(third, third))
        self.last = nn.Sequential(downsample(third, fourth), ResBlock(fourth, fourth), nn.GroupNorm(8, fourth), nn.SiLU())
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(16 * fourth, out))

    def features(self, x):
        stem = self.stem(x)
        middle = self.middle(stem)
        late = self.late(middle)
        return self.head(self.last(late)), (stem, middle, late)

    def forward(self, x):
        return self.features(x)[0]


SIBLING = dict(widths=(32, 64, 128, 160), out=128)
"""The network that teaches the autoencoder and starts CLIP."""

JUDGE = dict(widths=(24, 56, 112, 128), out=96)
"""The independent judge: other shape, other start, other pictures."""


class AttributeNet(nn.Module):
    """One classifier per attribute on a common tower; forward gives a tuple of logits."""

    def __init__(self, counts, widths, out):
        super().__init__()
        self.tower = ImageTower(widths, out)
        self.norm = nn.LayerNorm(out)
        self.heads = nn.ModuleList(nn.Linear(out, count) for count in counts)

    def classify(self, feature):
        normed = self.norm(feature)
        return tuple(head(normed) for head in self.heads)

    def forward(self, x):
        return self.classify(self.tower(x))
