"""Writes measures.json and linear-probe.json beside this file.

    python -m venv venv && venv/bin/pip install numpy==2.* scikit-learn==1.* && venv/bin/python test/golden/make-mathematics.py

The measures are plain numpy formulas of docs/measure.md; the rest is scikit-learn. Each file names the versions it was made with.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

FOLDER = Path(__file__).parent
VERSIONS = {"numpy": np.__version__, "scikit-learn": sklearn.__version__}


def rounded(values, digits=4):
    """Numbers as float32 sees them, short in the file: both sides start from the same ones."""
    return np.asarray(np.round(values, digits), dtype=np.float32).astype(np.float64)


def listed(values):
    return [[round(float(x), 4) for x in row] for row in values]


def unit(rows):
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def softmax(scores):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def blobs(rng, centres, classes, spread):
    return rounded(centres[classes] + spread * rng.normal(size=(len(classes), centres.shape[1])))


def temperature_of(originals, classes, count):
    grid = 10 ** (-2.5 + 0.05 * np.arange(51))
    cosines = np.zeros((len(originals), count))
    for i, row in enumerate(originals):
        rest = np.arange(len(originals)) != i
        centroids = unit(np.stack([originals[rest & (classes == c)].sum(axis=0) for c in range(count)]))
        cosines[i] = centroids @ row
    own = np.arange(len(originals))
    losses = [-np.log(softmax(cosines / t)[own, classes]).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])


def mmd(x, y, sigma):
    def kernel(a, b):
        return np.exp(-((a[:, None] - b[None]) ** 2).sum(-1) / (2 * sigma**2)).mean()

    return kernel(x, x) + kernel(y, y) - 2 * kernel(x, y)


def measures():
    rng = np.random.default_rng(1)
    centres = rng.normal(size=(4, 12))
    original_classes = np.repeat(np.arange(4), 8)
    generated_classes = np.repeat(np.arange(4), [10, 7, 1, 12])
    originals = blobs(rng, centres, original_classes, 0.9)
    generated = blobs(rng, centres * 0.8 + 0.2, generated_classes, 1.1)
    x, y = unit(originals), unit(generated)
    temperature = temperature_of(x, original_classes, 4)
    centroids = unit(np.stack([x[original_classes == c].mean(axis=0) for c in range(4)]))
    p = softmax(y @ centroids.T / temperature)
    distances = []
    for c in range(4):
        members = y[generated_classes == c]
        if len(members) > 1:
            i, j = np.triu_indices(len(members), 1)
            distances.append((1 - (members[i] * members[j]).sum(axis=1)).mean())
    i, j = np.triu_indices(len(x), 1)
    median = float(np.median(np.linalg.norm(x[i] - x[j], axis=1)))
    return {
        "originals": listed(originals),
        "originalClasses": original_classes.tolist(),
        "generated": listed(generated),
        "generatedClasses": generated_classes.tolist(),
        "temperature": temperature,
        "informativeness": float(-(p * np.log(p)).sum(axis=1).mean()),
        "diversity": float(np.mean(distances)),
        "sigma": 0.7,
        "distanceAtSigma": float(mmd(x, y, 0.7)),
        "medianSigma": median,
        "distance": float(mmd(x, y, median)),
        "classConsistency": float((p.argmax(axis=1) == generated_classes).mean()),
    }


def linear_probe():
    rng = np.random.default_rng(2)
    centres = rng.normal(size=(5, 10))
    classes = np.repeat(np.arange(5), [20, 15, 10, 1, 14])
    train = blobs(rng, centres, classes, 1.2)
    test = blobs(rng, centres, rng.integers(0, 5, size=40), 1.2)
    results = []
    for c in [0.01, 1.0, 100.0]:
        model = LogisticRegression(C=c, tol=1e-10, max_iter=100_000).fit(train, classes)
        results.append({
            "c": c,
            "probabilities": [[float(f"{p:.8g}") for p in row] for row in model.predict_proba(test)],
            "predictions": model.predict(test).tolist(),
        })
    return {"train": listed(train), "classes": classes.tolist(), "test": listed(test), "results": results}


for name, make in [("measures", measures), ("linear-probe", linear_probe)]:
    (FOLDER / f"{name}.json").write_text(json.dumps({"versions": VERSIONS, **make()}, indent=None) + "\n")
