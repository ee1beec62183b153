"""The diffusion process: how noise is added, what is learned, how pictures are sampled. As in scheduler_config.json."""

import math

import torch

from shapes import LATENT, LATENT_CHANNELS, TRAIN_STEPS

CLIP = 4.0
"""Foreseen latents are kept in [-CLIP, CLIP]."""

SCHEDULER_CONFIG = {
    "_class_name": "DDIMScheduler",
    "num_train_timesteps": TRAIN_STEPS,
    "beta_schedule": "squaredcos_cap_v2",
    "prediction_type": "v_prediction",
    "timestep_spacing": "trailing",
    "steps_offset": 0,
    "set_alpha_to_one": True,
    "clip_sample": True,
    "clip_sample_range": CLIP,
    "rescale_betas_zero_snr": False,
}


def _alphas():
    left = [math.cos((t / TRAIN_STEPS + 0.008) / 1.008 * math.pi / 2) ** 2 for t in range(TRAIN_STEPS + 1)]
    betas = torch.tensor([min(1 - b / a, 0.999) for a, b in zip(left, left[1:])], dtype=torch.float64)
    return torch.cumprod(1 - betas, 0).float()


ALPHAS = _alphas()
"""How much of the picture is left at each time, shape (TRAIN_STEPS)."""


def noisy(latents, noise, times):
    """The latents at these times, and the velocity the network is to answer. @source Salimans & Ho 2022"""
    alphas = ALPHAS.to(times.device)[times]
    signal, spread = (value[:, None, None, None] for value in (alphas.sqrt(), (1 - alphas).sqrt()))
    return signal * latents + spread * noise, signal * noise - spread * latents


def loss_weights(times):
    """Min-SNR weights for velocities, never under 0.15. @source Hang et al. 2023"""
    alphas = ALPHAS.to(times.device)[times]
    ratio = alphas / (1 - alphas)
    return ratio.clamp(max=5) / (ratio + 1) + 0.15


def stratified_times(count, generator):
    """One time out of each of `count` equal spans, in random order."""
    spans = (torch.arange(count) + torch.rand(count, generator=generator)) / count
    return (spans[torch.randperm(count, generator=generator)] * TRAIN_STEPS).long().clamp(max=TRAIN_STEPS - 1)


@torch.no_grad()
def sample(unet, states, empty_states, generator, guidance=3.0, steps=20):
    """DDIM with guidance. states: (b, length, width) of the texts    Returns latents (b, LATENT_CHANNELS, LATENT, LATENT)."""
    count = len(states)
    latents = torch.randn(count, LATENT_CHANNELS, LATENT, LATENT, generator=generator)
    both = torch.cat([empty_states.expand(count, -1, -1), states])
    stride = TRAIN_STEPS // steps
    for time in (round(TRAIN_STEPS - i * TRAIN_STEPS / steps) - 1 for i in range(steps)):
        without, given = unet(torch.cat([latents, latents]), torch.full((2 * count,), time), both).chunk(2)
        velocity = without + guidance * (given - without)
        alpha = ALPHAS[time]
        following = ALPHAS[time - stride] if time >= stride else torch.ones(())
        noise = alpha.sqrt() * velocity + (1 - alpha).sqrt() * latents
        foreseen = (alpha.sqrt() * latents - (1 - alpha).sqrt() * velocity).clamp(-CLIP, CLIP)
        latents = following.sqrt() * foreseen + (1 - following).sqrt() * noise
    return latents
