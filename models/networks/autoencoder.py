"""The autoencoder: pictures of 64 x 64 to latent images of 16 x 16 and back."""

import torch
from torch import nn

from networks.blocks import ResBlock, Upsample
from shapes import LATENT_CHANNELS

LOG_VARIANCE_START = -6.0
"""With unit noise at the start it would not learn."""


class Encoder(nn.Module):
    """(b, 3, 64, 64) in [-1, 1] to (b, 2 * LATENT_CHANNELS, 16, 16): means, then log variances, of normalised channels."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            *(nn.PixelUnshuffle(4), nn.Conv2d(48, 96, 3, padding=1), ResBlock(96, 96), ResBlock(96, 96)),
            *(nn.GroupNorm(8, 96), nn.SiLU(), nn.Conv2d(96, 2 * LATENT_CHANNELS, 3, padding=1)),
        )
        with torch.no_grad():
            self.layers[-1].weight[LATENT_CHANNELS:].zero_()
            self.layers[-1].bias[LATENT_CHANNELS:].fill_(LOG_VARIANCE_START)
        self.register_buffer("mean", torch.zeros(1, LATENT_CHANNELS, 1, 1))
        self.register_buffer("std", torch.ones(1, LATENT_CHANNELS, 1, 1))

    def forward(self, x):
        mean, log_variance = self.layers(x).chunk(2, 1)
        return torch.cat([(mean - self.mean) / self.std, log_variance.clamp(-20, 10) - 2 * self.std.log()], 1)


class Decoder(nn.Module):
    """(b, LATENT_CHANNELS, 16, 16) normalised to (b, 3, 64, 64)."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            *(nn.Conv2d(LATENT_CHANNELS, 112, 3, padding=1), ResBlock(112, 112), ResBlock(112, 112)),
            *(Upsample(112, 48), ResBlock(48, 48), ResBlock(48, 48)),
            *(nn.GroupNorm(8, 48), nn.SiLU(), nn.Conv2d(48, 12, 3, padding=1), nn.PixelShuffle(2)),
        )
        self.register_buffer("mean", torch.zeros(1, LATENT_CHANNELS, 1, 1))
        self.register_buffer("std", torch.ones(1, LATENT_CHANNELS, 1, 1))

    def forward(self, z):
        return self.layers(z * self.std + self.mean)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def normalise(self, mean, std):
        """Latents leave the encoder with these taken out and enter the decoder with them put back. mean, std: (LATENT_CHANNELS)."""
        for half in (self.encoder, self.decoder):
            half.mean.copy_(mean.reshape(half.mean.shape))
            half.std.copy_(std.reshape(half.std.shape))
