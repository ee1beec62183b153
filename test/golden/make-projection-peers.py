"""Writes projection-peers.json beside this file.

    python -m venv venv && venv/bin/pip install numpy==2.* scikit-learn==1.* umap-learn==0.5.* && venv/bin/python test/golden/make-projection-peers.py

Digits are scikit-learn's (8 x 8 pixels, UCI optical recognition of handwritten digits). The file names the versions it was made with.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.manifold import MDS, TSNE, trustworthiness
from sklearn.metrics.pairwise import cosine_distances
from umap import UMAP

SEEDS = range(5)


def stress(distances, positions):
    shown = np.linalg.norm(positions[:, None] - positions[None], axis=-1)
    return float(((distances - shown) ** 2).sum() / 2)


def mds(distances, seed, init):
    model = MDS(
        metric="precomputed", metric_mds=True, init=init, n_init=1, max_iter=1000, eps=1e-9, normalized_stress=False,
        random_state=seed,
    )
    return stress(distances, model.fit_transform(distances))


def reached(distances):
    return {
        "classicalStart": mds(distances, 0, "classical_mds"),
        "randomStarts": [mds(distances, seed, "random") for seed in SEEDS],
    }


def mean_one(block, diagonal):
    count = block.size - (len(block) if diagonal else 0)
    return block * count / block.sum()


def fused(images, labels, cross):
    top = np.hstack([mean_one(cosine_distances(images), True), mean_one(cross, False)])
    bottom = np.hstack([mean_one(cross, False).T, mean_one(cosine_distances(labels), True)])
    return np.vstack([top, bottom])


def digits():
    images = load_digits().data[:150]
    distances = cosine_distances(images)
    judge = lambda positions: float(trustworthiness(distances, positions, n_neighbors=10, metric="precomputed"))
    unit = images / np.linalg.norm(images, axis=1, keepdims=True)
    return {
        "images": [[int(x) for x in row] for row in images],
        "stress": reached(distances),
        "tsneTrustworthiness": [judge(TSNE(random_state=s).fit_transform(unit)) for s in SEEDS],
        "umapTrustworthiness": [judge(UMAP(metric="cosine", random_state=s).fit_transform(images)) for s in SEEDS],
    }


def context():
    rng = np.random.default_rng(3)
    images = np.round(rng.normal(size=(8, 4)), 3)
    labels = np.round(rng.normal(size=(3, 4)), 3)
    image_labels = [[0], [0, 1], [2], [], [1, 2], [2], [1], [0, 1, 2]]
    carried = np.array([[0.0 if w in own else 1.0 for w in range(3)] for own in image_labels])
    by_cosine = fused(images, labels, cosine_distances(images, labels))
    positions = np.round(rng.normal(size=(11, 2)), 3)
    shown = np.linalg.norm(positions[:, None] - positions[None], axis=-1)
    upper = lambda n, offset: tuple(offset + index for index in np.triu_indices(n, 1))
    loss = lambda pairs: float(1 - np.corrcoef(by_cosine[pairs], shown[pairs])[0, 1])
    return {
        "images": images.tolist(),
        "labels": labels.tolist(),
        "imageLabels": image_labels,
        "fusedByCosine": np.round(by_cosine, 7).tolist(),
        "fusedByRelation": np.round(fused(images, labels, carried), 7).tolist(),
        "stress": reached(by_cosine),
        "positions": positions.tolist(),
        "correlationLoss": {
            "imageImage": loss(upper(8, 0)),
            "labelLabel": loss(upper(3, 8)),
            "imageLabel": float(
                1 - np.corrcoef(by_cosine[:8, 8:].ravel(), shown[:8, 8:].ravel())[0, 1]
            ),
        },
    }


versions = {name: version(name) for name in ("numpy", "scikit-learn", "umap-learn")}
golden = {"versions": versions, "digits": digits(), "context": context()}
Path(__file__).with_name("projection-peers.json").write_text(json.dumps(golden, indent=None, separators=(",", ":")) + "\n")
