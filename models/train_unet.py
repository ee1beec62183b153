"""Trains the generator, the denoising network with its text encoder:

    python models/train_unet.py --minutes 88

needs the finished autoencoder (its latents are what is made), CLIP (whose text tower the text encoder starts from) and the sibling.
"""

import torch
from torch import nn
from torch.nn import functional as F

import diffusion
from command import stage_command
from data import Pictures
from device import chance, here
from latents import FEATURES, prepare_latents
from networks.autoencoder import Autoencoder
from networks.blocks import parameters_of
from networks.clip import Clip
from networks.text_tower import TextTower
from networks.unet import WIDTHS, UNet
from sheets import save_sheet
from tokenizer import fixed_length, make_tokenizer
from training import Average, finish, fit, weights_of

BATCH = 48
RATE = 7e-4
EMPTY_SHARE = 0.12
"""Captions left out, so that guidance has something to compare with."""

AVERAGE_DECAY = 0.9993
ALIGNMENT, ALIGNED_UNTIL = 0.5, 0.6
"""How much the network's understanding half way is drawn to the sibling's of the clean picture at first, and when that has faded out."""

SHEET_PROMPTS = [
    "a photo of a striped orange cat wearing a hat on grass, bright",
    "a cartoon of a plain gray dog with a ball in the snow, bright",
    "a sketch of a spotted white rabbit with nothing on on the beach, dim",
    "a photo of a plain orange fox wearing a scarf in the forest, dim",
    "a cartoon of a striped brown bear with nothing on on a sofa, bright",
    "a photo of a spotted pink pig wearing a hat on grass, bright",
    "a sketch of a plain brown owl with nothing on at night, dim",
    "a photo of a plain yellow duck with a ball on the beach, bright",
    "a cartoon of a striped blue fish wearing a scarf at night, dim",
    "a photo of a spotted yellow turtle with nothing on in the forest, bright",
    "a photo of a black cat",
    "an image of a dog",
    "a dark rabbit",
    "owl, snow, hat",
    "an oil painting of a colorful fox",
    "a striped animal on the beach",
]


class Alignment(nn.Module):
    """From the network's features to the sibling's, only while training. @source REPA, Yu et al. 2024"""

    def __init__(self):
        super().__init__()
        self.project = nn.Sequential(nn.Conv2d(WIDTHS[1], 128, 1), nn.SiLU(), nn.Conv2d(128, FEATURES[0], 1))

    def forward(self, ours, theirs):
        return 1 - F.cosine_similarity(self.project(ours), theirs, dim=1).mean()


class Batches:
    """Latents, features and captions of random training pictures."""

    def __init__(self, stage, pictures, autoencoder):
        self.pictures, self.size = pictures, stage.share(BATCH)
        if stage.team.leads:
            prepare_latents(stage.run, pictures, autoencoder.encoder)
        stage.team.wait()
        self.latents, self.features = prepare_latents(stage.run, pictures, autoencoder.encoder)
        tokenizer = fixed_length(make_tokenizer(pictures.grammar.words))
        self.empty = torch.tensor(tokenizer.encode("").ids)

    def draw(self, random):
        index = random.integers(len(self.pictures), size=self.size)
        which = random.integers(self.pictures.tokens.shape[1], size=self.size)
        tokens = here(self.pictures.tokens[index, which]).long()
        tokens[here(random.random(self.size) < EMPTY_SHARE)] = self.empty
        return here(self.latents[index]).float(), here(self.features[index]).float(), tokens


def unet_loss(unet, text, alignment, batch, generator, progress):
    """The loss of one batch, and its parts."""
    latents, features, tokens = batch
    times = diffusion.stratified_times(len(latents), generator)
    noise = torch.randn(latents.shape, generator=generator)
    sample, velocity = diffusion.noisy(latents, noise, times)
    answer, understood = unet.with_features(sample, times, text(tokens))
    errors = (answer - velocity).square().mean((1, 2, 3))
    loss = (diffusion.loss_weights(times) * errors).mean()
    figures = {"velocityError": float(errors.detach().mean())}
    weight = ALIGNMENT * max(0.0, 1 - progress / ALIGNED_UNTIL)
    if weight > 0:
        distance = alignment(understood, features)
        loss = loss + weight * distance
        figures["alignment"] = float(distance.detach())
    return loss, figures


def main(stage):
    pictures = Pictures(stage.run / "data", "train")
    autoencoder = Autoencoder().eval().requires_grad_(False)
    autoencoder.load_state_dict(weights_of(stage.run, "vae")["autoencoder"])
    batches = Batches(stage, pictures, autoencoder)
    tokenizer = make_tokenizer(pictures.grammar.words)
    clip = Clip(tokenizer.get_vocab_size())
    clip.load_state_dict(weights_of(stage.run, "clip")["clip"])
    unet, text, alignment = UNet().train(), TextTower(tokenizer.get_vocab_size()).train(), Alignment().train()
    text.load_state_dict(clip.text.state_dict())
    ids = torch.tensor([encoded.ids for encoded in fixed_length(tokenizer).encode_batch(["", *SHEET_PROMPTS])])

    def step_loss(random, generator, progress):
        return unet_loss(unet, text, alignment, batches.draw(random), generator, progress)

    @torch.no_grad()
    def draw_samples(path):
        states = text(ids)
        latents = diffusion.sample(unet, states[1:], states[:1], chance(5))
        save_sheet(autoencoder.decoder(latents), path)

    modules = {"unet": unet, "text": text, "alignment": alignment}
    average = Average(list(modules.values()), AVERAGE_DECAY)
    record = fit(stage, modules, RATE, step_loss, BATCH, average, draw_samples)
    if not stage.team.leads:
        return
    figures = {"parameters": {"unet": parameters_of(unet), "text": parameters_of(text)}}
    finish(stage, {"unet": unet, "text": text}, {**record, **figures})


if __name__ == "__main__":
    stage_command(main, "unet")
