"""Trains a network that reads class and attributes off a picture:

    python models/train_judge.py sibling --minutes 5     teaches the autoencoder and starts CLIP; sees the training pictures
    python models/train_judge.py judge --minutes 6       the independent judge; sees pictures of its own, is used in no training
"""

import torch
from torch.nn import functional as F

from augment import jitter
from command import stage_command
from data import Pictures
from networks.attribute_net import JUDGE, SIBLING, AttributeNet
from networks.blocks import parameters_of
from training import finish, fit, weights_of

BATCH = 64
RATE = 2e-3
KINDS = {"sibling": (SIBLING, "train", "test"), "judge": (JUDGE, "judge-train", "judge-test")}


def attribute_loss(logits, labels):
    """The sum of the attributes' cross entropies. labels: (b, 7)"""
    return sum(F.cross_entropy(scores, labels[:, i]) for i, scores in enumerate(logits))


@torch.no_grad()
def accuracies(net, pictures, change=lambda images: images):
    """Share of right answers per attribute over a split. change: what is done to the pictures first"""
    net.eval()
    right = torch.zeros(len(pictures.grammar.attributes))
    for start in range(0, len(pictures), 100):
        index = slice(start, start + 100)
        labels = pictures.labels(index)
        answers = torch.stack([scores.argmax(1) for scores in net(change(pictures.images(index)))], 1)
        right += (answers == labels).sum(0)
    return dict(zip(pictures.grammar.attributes, (right / len(pictures)).tolist()))


def load_judge(run, name, counts):
    """A finished network of train_judge, in eval mode, its weights fixed."""
    net = AttributeNet(counts, **KINDS[name][0])
    net.load_state_dict(weights_of(run, name)["net"])
    return net.eval().requires_grad_(False)


def main(stage):
    shape, train, test = KINDS[stage.name]
    pictures = Pictures(stage.run / "data", train)
    net = AttributeNet(pictures.grammar.counts, **shape).train()

    def step_loss(random, generator, _progress):
        index = random.integers(len(pictures), size=stage.share(BATCH))
        labels = pictures.labels(index)
        logits = net(jitter(pictures.images(index), generator))
        right = torch.stack([scores.argmax(1) for scores in logits], 1) == labels
        named = zip(pictures.grammar.attributes, right.float().mean(0).tolist())
        return attribute_loss(logits, labels), {name: share for name, share in named if name in ("kind", "coat", "accessory")}

    record = fit(stage, {"net": net}, RATE, step_loss, BATCH)
    if not stage.team.leads:
        return
    scores = accuracies(net, Pictures(stage.run / "data", test))
    print(f"{stage.name}: on unseen pictures {scores}")
    finish(stage, {"net": net}, {**record, "parameters": parameters_of(net), "accuracy": scores, "pictures": len(pictures)})


if __name__ == "__main__":
    stage_command(main, *KINDS)
