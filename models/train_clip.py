"""Trains CLIP, pictures and texts in one space, from the sibling's tower on:

    python models/train_clip.py --minutes 15

A text is right for every picture of the batch that has all it says (several positives); its false twin is wrong for its own picture.
"""

import torch
from torch import nn
from torch.nn import functional as F

from command import stage_command
from data import Pictures
from device import here
from networks.blocks import parameters_of
from networks.clip import Clip
from tokenizer import make_tokenizer
from train_judge import attribute_loss, load_judge
from training import finish, fit

BATCH = 128
RATE = 1e-3
TWIN, ATTRIBUTES = 2.0, 0.3
"""Weights beside the contrast: of pictures' choices between a text and its twin, of the attributes read off the picture's tower."""


class Reader(nn.Module):
    """The sibling's classifiers, kept on the picture's tower while it is trained, so that it forgets no attribute."""

    def __init__(self, sibling):
        super().__init__()
        self.norm, self.heads = sibling.norm, sibling.heads

    def forward(self, features):
        normed = self.norm(features)
        return tuple(head(normed) for head in self.heads)


def start_from_sibling(clip, sibling):
    clip.vision.load_state_dict(sibling.tower.state_dict())
    return Reader(sibling.requires_grad_(True))


def matches(labels, said):
    """Which text (row) is true of which picture (column): all that it says is so. labels: (b, 7), said: (b, 7) of bool"""
    agrees = (labels[:, None, :] == labels[None, :, :]) | ~said[:, None, :]
    return agrees.all(-1).float()


def spread_cross_entropy(logits, right):
    """Cross entropy with all right answers of a row equally likely."""
    return -(right / right.sum(1, keepdim=True) * logits.log_softmax(1)).sum(1).mean()


def clip_loss(clip, reader, batch):
    """batch: images, labels, tokens, wrong, said. The loss, and its parts."""
    features = clip.vision(batch["images"])
    images = F.normalize(clip.vision_projection(features), dim=-1)
    texts, twins = clip.embed_texts(torch.cat([batch["tokens"], batch["wrong"]])).chunk(2)
    scale = clip.scale()
    right = matches(batch["labels"], batch["said"])
    by_text = scale * texts @ images.T
    own, false = scale * (texts * images).sum(1), scale * (twins * images).sum(1)
    parts = {
        "contrast": 0.5 * (spread_cross_entropy(by_text, right) + spread_cross_entropy(by_text.T, right.T)),
        "twin": F.softplus(false - own).mean(),
        "attributes": attribute_loss(reader(features), batch["labels"]),
    }
    loss = parts["contrast"] + TWIN * parts["twin"] + ATTRIBUTES * parts["attributes"]
    figures = {name: float(part.detach()) for name, part in parts.items()}
    return loss, {**figures, "twinRight": float((own > false).float().mean()), "scale": float(scale.detach())}


def text_batch(pictures, index, random):
    """One caption each, drawn out of those of the picture."""
    which = random.integers(pictures.tokens.shape[1], size=len(index))
    return {
        "images": pictures.images(index),
        "labels": pictures.labels(index),
        "tokens": here(pictures.tokens[index, which]).long(),
        "wrong": here(pictures.wrong[index, which]).long(),
        "said": here(pictures.said[index, which]),
    }


@torch.no_grad()
def twin_accuracy(clip, pictures):
    """How often an unseen picture lies nearer to its caption than to the caption's false twin."""
    right = []
    for start in range(0, len(pictures), 100):
        index = slice(start, start + 100)
        images = clip.embed_images(pictures.images(index))
        for which in range(pictures.tokens.shape[1]):
            texts, twins = (
                clip.embed_texts(here(ids[index, which]).long()) for ids in (pictures.tokens, pictures.wrong)
            )
            right.append(((images * texts).sum(1) > (images * twins).sum(1)).float())
    return float(torch.cat(right).mean())


def main(stage):
    pictures, unseen = Pictures(stage.run / "data", "train"), Pictures(stage.run / "data", "test")
    grammar = pictures.grammar
    clip = Clip(make_tokenizer(grammar.words).get_vocab_size()).train()
    reader = start_from_sibling(clip, load_judge(stage.run, "sibling", grammar.counts))

    def step_loss(random, _generator, _progress):
        index = random.integers(len(pictures), size=BATCH)
        return clip_loss(clip, reader, text_batch(pictures, index, random))

    record = fit(stage, {"clip": clip, "reader": reader}, RATE, step_loss, BATCH)
    clip.eval()
    figures = {
        "scale": clip.scale().item(),
        "twinAccuracy": twin_accuracy(clip, unseen),
        "parameters": {
            "vision": parameters_of(clip.vision, clip.vision_projection),
            "text": parameters_of(clip.text, clip.text_projection),
        },
    }
    print(f"clip: prefers the true caption for {figures['twinAccuracy']:.3f} of unseen pairs; scale {figures['scale']:.1f}")
    finish(stage, {"clip": clip}, {**record, **figures})


if __name__ == "__main__":
    stage_command(main, "clip")
