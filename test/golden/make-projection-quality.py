"""Writes projection-quality.json beside this file: a made-up layout of images and labels, and its eleven numbers.

    python -m venv venv && venv/bin/pip install numpy==2.* scikit-learn==1.* && venv/bin/python test/golden/make-projection-quality.py

Trustworthiness, continuity (trustworthiness with data and plane exchanged), the areas and the neighbours are scikit-learn's. It has no
trustworthiness between two sets of points: those four are plain numpy after the formula of docs/quality.md.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.manifold import trustworthiness
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors

IMAGES, LABELS, CLASSES, DIMENSIONS = 120, 24, 5, 12
IMAGE_K, LABEL_K, PURITY_K = 15, 10, 10
LEAST_IMAGES = 3


def rounded(values):
    """Four digits, as float32 sees them: both sides start from the same numbers."""
    return np.asarray(np.round(values, 4), dtype=np.float32).astype(np.float64)


def listed(values):
    return [[round(float(x), 4) for x in row] for row in values]


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def between_sets(data, plane, k):
    """Distances of queries to candidates in both spaces; the normaliser counts all candidates; rank 1 is the nearest."""
    n, m = data.shape
    ranks = data.argsort(axis=1, kind="stable").argsort(axis=1) + 1
    nearest = plane.argsort(axis=1, kind="stable")[:, :k]
    excess = np.maximum(0, np.take_along_axis(ranks, nearest, axis=1) - k).sum()
    return float(1 - 2 / (n * k * (2 * m - 3 * k + 1)) * excess)


def made_up():
    """Classes of images, labels each tied to one class; some labels with fewer than 3 images, some images without labels."""
    rng = np.random.default_rng(3)
    centres = 2 * rng.normal(size=(CLASSES, DIMENSIONS))
    classes = rng.integers(0, CLASSES, size=IMAGES)
    of_label = np.arange(LABELS) % CLASSES
    images = rounded(centres[classes] + rng.normal(size=(IMAGES, DIMENSIONS)))
    labels = rounded(0.5 * centres[of_label] + rng.normal(size=(LABELS, DIMENSIONS)))
    places = 3 * rng.normal(size=(CLASSES, 2))
    positions = rounded(places[classes] + rng.normal(size=(IMAGES, 2)))
    label_positions = rounded(places[of_label] + 2 * rng.normal(size=(LABELS, 2)))
    has = rng.random((IMAGES, LABELS)) < np.where(classes[:, None] == of_label[None], 0.35, 0.04)
    has[:, 20:] = False
    has[:2, 20] = True
    has[:, 21] = np.arange(IMAGES) < 1
    return images, labels, positions, label_positions, classes, has


def projection_quality():
    images, labels, positions, label_positions, classes, has = made_up()
    x, u = unit(images), unit(labels)
    cosine = 1 - u @ x.T
    plane = np.linalg.norm(label_positions[:, None] - positions[None], axis=2)
    judged = np.flatnonzero(has.sum(axis=0) >= LEAST_IMAGES)
    some = [i for i in range(IMAGES) if 0 < has[i, judged].sum() < len(judged)]
    neighbours = NearestNeighbors(n_neighbors=PURITY_K).fit(positions).kneighbors(return_distance=False)
    numbers = {
        "imageTrustworthiness": trustworthiness(x, positions, n_neighbors=IMAGE_K, metric="cosine"),
        "imageContinuity": trustworthiness(positions, x, n_neighbors=IMAGE_K),
        "labelTrustworthiness": trustworthiness(u, label_positions, n_neighbors=LABEL_K, metric="cosine"),
        "labelContinuity": trustworthiness(label_positions, u, n_neighbors=LABEL_K),
        "labelToImageTrustworthiness": between_sets(cosine, plane, IMAGE_K),
        "labelToImageContinuity": between_sets(plane, cosine, IMAGE_K),
        "imageToLabelTrustworthiness": between_sets(cosine.T, plane.T, LABEL_K),
        "imageToLabelContinuity": between_sets(plane.T, cosine.T, LABEL_K),
        "labelToImageAuc": np.mean([roc_auc_score(has[:, w], -plane[w]) for w in judged]),
        "imageToLabelAuc": np.mean([roc_auc_score(has[i, judged], -plane[judged, i]) for i in some]),
        "classPurity": (classes[neighbours] == classes[:, None]).mean(),
    }
    return {
        "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "images": listed(images),
        "labels": listed(labels),
        "positions": listed(positions),
        "labelPositions": listed(label_positions),
        "classes": classes.tolist(),
        "imageLabels": [np.flatnonzero(row).tolist() for row in has],
        "numbers": {name: float(value) for name, value in numbers.items()},
        "mean": float(np.mean(list(numbers.values()))),
    }


if __name__ == "__main__":
    Path(__file__).with_name("projection-quality.json").write_text(json.dumps(projection_quality()) + "\n")
