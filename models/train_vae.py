"""Trains the autoencoder:

    python models/train_vae.py --minutes 36

needs the finished sibling (what it sees must survive) and the finished judge (which measures whether it did).
"""

import torch
from torch.nn import functional as F

from command import stage_command
from data import Pictures
from networks.autoencoder import Autoencoder
from networks.blocks import parameters_of
from shapes import LATENT_CHANNELS
from sheets import save_sheet
from train_judge import accuracies, attribute_loss, load_judge
from training import finish, fit

BATCH = 32
RATE = 1.2e-3
GATE = 0.95
"""The judge must see this share of coats rightly on reconstructions before a generator is trained."""

EDGE, SQUARE, FEATURE, MEANING, DIVERGENCE = 0.6, 2.0, 0.3, 0.01, 5e-4
"""Weights beside the absolute error: of edges, of squares, of the sibling's features, of its verdicts, of the latents' spread."""


def edges(images):
    """Differences to the right and lower neighbours."""
    return images[..., 1:] - images[..., :-1], images[..., 1:, :] - images[..., :-1, :]


def feature_distance(ours, theirs):
    """How far apart two lists of features are, position by position, whatever their scale. @source LPIPS, Zhang et al. 2018"""
    return sum((F.normalize(a, dim=1) - F.normalize(b, dim=1)).square().sum(1).mean() for a, b in zip(ours, theirs))


def vae_loss(autoencoder, sibling, images, labels, generator):
    """The loss of one batch, and its parts."""
    mean, log_variance = autoencoder.encoder(images).chunk(2, 1)
    noise = torch.randn(mean.shape, generator=generator)
    made = autoencoder.decoder(mean + (0.5 * log_variance).exp() * noise)
    with torch.no_grad():
        _, wanted = sibling.tower.features(images)
    seen, features = sibling.tower.features(made)
    parts = {
        "absolute": (made - images).abs().mean(),
        "edge": sum((a - b).abs().mean() for a, b in zip(edges(made), edges(images))),
        "square": (made - images).square().mean(),
        "feature": feature_distance(features, wanted),
        "meaning": attribute_loss(sibling.classify(seen), labels),
        "divergence": 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean(),
    }
    weights = {"edge": EDGE, "square": SQUARE, "feature": FEATURE, "meaning": MEANING, "divergence": DIVERGENCE}
    loss = sum(weights.get(name, 1.0) * part for name, part in parts.items())
    return loss, {name: float(part.detach()) for name, part in parts.items()}


@torch.no_grad()
def measure_latents(encoder, pictures):
    """Mean and standard deviation of each latent channel over (some of) the training pictures."""
    means = torch.cat(
        [encoder(pictures.images(slice(i, i + 100)))[:, :LATENT_CHANNELS] for i in range(0, min(len(pictures), 4000), 100)]
    )
    return means.mean((0, 2, 3)), means.std((0, 2, 3))


def reconstruct(autoencoder, images):
    return autoencoder.decoder(autoencoder.encoder(images)[:, :LATENT_CHANNELS]).clamp(-1, 1)


@torch.no_grad()
def noise_ratio(autoencoder, pictures):
    """In decibels, over the first 1000 pictures of a split: 10 log10(range^2 / mean square error)."""
    errors = [
        (reconstruct(autoencoder, images) - images).square().mean((1, 2, 3))
        for images in (pictures.images(slice(i, i + 100)) for i in range(0, min(len(pictures), 1000), 100))
    ]
    return float((10 * torch.log10(4 / torch.cat(errors))).mean())


def main(stage):
    data = stage.run / "data"
    pictures, unseen = Pictures(data, "train"), Pictures(data, "test")
    counts = pictures.grammar.counts
    autoencoder, sibling = Autoencoder().train(), load_judge(stage.run, "sibling", counts)

    def step_loss(random, generator, _progress):
        index = random.integers(len(pictures), size=stage.share(BATCH))
        return vae_loss(autoencoder, sibling, pictures.images(index), pictures.labels(index), generator)

    def draw_samples(path):
        images = unseen.images(slice(0, 32))
        with torch.no_grad():
            pairs = torch.stack([images, reconstruct(autoencoder, images)], 1)
        save_sheet(pairs.flatten(0, 1), path)

    record = fit(stage, {"autoencoder": autoencoder}, RATE, step_loss, BATCH, draw_samples=draw_samples)
    if not stage.team.leads:
        return
    autoencoder.normalise(*measure_latents(autoencoder.encoder, pictures))
    judge = load_judge(stage.run, "judge", counts)
    figures = {
        "noiseRatio": noise_ratio(autoencoder, unseen),
        "judgeOnPictures": accuracies(judge, unseen),
        "judgeOnReconstructions": accuracies(judge, unseen, lambda images: reconstruct(autoencoder, images)),
        "latentMean": autoencoder.encoder.mean.flatten().tolist(),
        "latentDeviation": autoencoder.encoder.std.flatten().tolist(),
        "parameters": {"encoder": parameters_of(autoencoder.encoder), "decoder": parameters_of(autoencoder.decoder)},
    }
    coat = figures["judgeOnReconstructions"]["coat"]
    print(f"vae: {figures['noiseRatio']:.1f} dB; the judge on reconstructions: {figures['judgeOnReconstructions']}")
    print(f"vae: coat {coat:.3f}, gate {GATE}: {'passed' if coat >= GATE else 'NOT passed'}")
    finish(stage, {"autoencoder": autoencoder}, {**record, **figures, "gate": GATE, "isPassed": coat >= GATE})


if __name__ == "__main__":
    stage_command(main, "vae")
