"""Writes label-quality.json beside this file: made-up labels of 60 images, predicted and true, and what other libraries say of them.

    python -m venv venv && venv/bin/pip install numpy==2.* scipy==1.* scikit-learn==1.* && venv/bin/python test/golden/make-label-quality.py

Scores, kappa and Jaccard are scikit-learn's, Wilson intervals scipy's. The intervals of pooled labels are plain numpy after the formulas
of docs/label-quality.md; those of means are a bootstrap of 20,000 resamples.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score, jaccard_score, precision_recall_fscore_support

IMAGES = 60
LABELS = ["animal", "ball", "beach", "cat", "dog", "grass", "hat", "night", "snow", "sofa", "unseen", "unsaid"]
RESAMPLES = 20_000


def made_up():
    """Some images go wrong as a whole; "animal" is everywhere, "unseen" never true, "unsaid" never predicted; five images carry nothing."""
    rng = np.random.default_rng(5)
    shares = np.linspace(0.5, 0.08, len(LABELS))
    actual = rng.random((IMAGES, len(LABELS))) < shares
    slips = np.where(rng.random(IMAGES) < 0.25, 0.5, 0.06)[:, None]
    predicted = actual ^ (rng.random(actual.shape) < slips * np.where(actual, 1, 0.4))
    actual[:5], predicted[:3] = False, False
    actual[5:, 0] = predicted[5:, 0] = True
    actual[:, LABELS.index("unseen")] = False
    predicted[:, LABELS.index("unseen")] = rng.random(IMAGES) < 0.1
    predicted[:, LABELS.index("unsaid")] = False
    return predicted, actual


def number(value):
    return None if np.isnan(value) else float(value)


def wilson(hits, n):
    if n == 0:
        return None
    interval = binomtest(int(hits), int(n)).proportion_ci(method="wilson")
    return [float(interval.low), float(interval.high)]


def pooled(hits, n):
    """Wilson's formula with n divided by the design effect; hits and n per image."""
    hits, n = hits[n > 0].astype(float), n[n > 0].astype(float)
    share, total, m = hits.sum() / n.sum(), n.sum(), len(n)
    variance = m / (m - 1) * np.sum((hits - share * n) ** 2) / total**2
    effective = total / max(1, variance / (share * (1 - share) / total))
    z = scipy.stats.norm.ppf(0.975)
    roots = np.roots([1 + z**2 / effective, -(2 * share + z**2 / effective), share**2])
    return sorted(float(root) for root in roots.real), float(total / effective)


def f1_of(overlap):
    return [2 * end / (1 + end) for end in overlap]


def scores(predicted, actual, average):
    precision, recall, f1, _ = precision_recall_fscore_support(actual, predicted, average=average, zero_division=np.nan)
    return [number(value) for value in (precision, recall, f1)]


def per_label(predicted, actual):
    values = precision_recall_fscore_support(actual, predicted, average=None, zero_division=np.nan)
    rows = {}
    for i, label in enumerate(LABELS):
        said, true = predicted[:, i], actual[:, i]
        tp = int((said & true).sum())
        either = int((said | true).sum())
        rows[label] = {
            "tp": tp,
            "fp": int((said & ~true).sum()),
            "fn": int((~said & true).sum()),
            "precision": number(values[0][i]),
            "recall": number(values[1][i]),
            "f1": number(values[2][i]),
            "precisionInterval": wilson(tp, said.sum()),
            "recallInterval": wilson(tp, true.sum()),
            "f1Interval": f1_of(wilson(tp, either)) if either else None,
        }
    return rows


def micro(predicted, actual):
    hits, said, true = (predicted & actual).sum(axis=1), predicted.sum(axis=1), actual.sum(axis=1)
    precision, effect = pooled(hits, said)
    return {
        "scores": scores(predicted, actual, "micro"),
        "precisionInterval": precision,
        "precisionDesignEffect": effect,
        "recallInterval": pooled(hits, true)[0],
        "f1Interval": f1_of(pooled(hits, said + true - hits)[0]),
    }


def resampled(statistic):
    rng = np.random.default_rng(1)
    values = np.array([statistic(rng.integers(0, IMAGES, IMAGES)) for _ in range(RESAMPLES)])
    return [[float(x) for x in np.nanquantile(column, [0.025, 0.975])] for column in values.T]


def shares(predicted, actual):
    tp, said, true = (predicted & actual).sum(axis=0), predicted.sum(axis=0), actual.sum(axis=0)
    with np.errstate(invalid="ignore"):
        return [tp / said, tp / true, 2 * tp / (said + true)]


def means(predicted, actual, rows):
    """A label that no drawn image has keeps the value it has in all of them."""
    drawn, own = shares(predicted[rows], actual[rows]), shares(predicted, actual)
    return [np.nanmean(np.where(np.isnan(a), b, a)) for a, b in zip(drawn, own)]


def kappas(first, second, rows):
    a, b = first[rows], second[rows]
    pa, pb, same = a.mean(axis=0), b.mean(axis=0), (a == b).mean(axis=0)
    chance = pa * pb + (1 - pa) * (1 - pb)
    with np.errstate(invalid="ignore"):
        return np.where(chance < 1, (same - chance) / (1 - chance), np.nan)


def agreement(first, second):
    carrying = (first | second).any(axis=1)
    each = jaccard_score(second[carrying], first[carrying], average="samples")
    intervals = resampled(lambda rows: kappas(first, second, rows))
    jaccards = (first & second).sum(axis=1)[carrying] / (first | second).sum(axis=1)[carrying]
    rng = np.random.default_rng(1)
    drawn = [jaccards[rng.integers(0, len(jaccards), len(jaccards))].mean() for _ in range(RESAMPLES)]
    labels = {}
    for i, label in enumerate(LABELS):
        a, b = first[:, i], second[:, i]
        if not (a | b).any():
            continue
        labels[label] = {
            "equal": float((a == b).mean()),
            "equalInterval": wilson((a == b).sum(), IMAGES),
            "repeated": float((a & b).sum() / (a | b).sum()),
            "repeatedInterval": wilson((a & b).sum(), (a | b).sum()),
            "kappa": number(cohen_kappa_score(a, b)),
            "kappaInterval": intervals[i],
        }
    same = (first == second).all(axis=1)
    return {
        "jaccard": float(each),
        "jaccardImages": int(carrying.sum()),
        "jaccardInterval": [float(x) for x in np.quantile(drawn, [0.025, 0.975])],
        "same": float(same.mean()),
        "sameInterval": wilson(same.sum(), IMAGES),
        "labels": labels,
    }


def listed(matrix):
    return {f"image {i}": [LABELS[j] for j in np.flatnonzero(row)] for i, row in enumerate(matrix)}


predicted, actual = made_up()
written = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "predicted": listed(predicted),
    "reference": listed(actual),
    "labels": per_label(predicted, actual),
    "micro": micro(predicted, actual),
    "macro": {"scores": scores(predicted, actual, "macro"), "intervals": resampled(lambda rows: means(predicted, actual, rows))},
    "agreement": agreement(predicted, actual),
    "wilson": [{"hits": hits, "n": n, "interval": wilson(hits, n)} for hits, n in [(0, 1), (1, 1), (0, 10), (10, 10), (3, 10), (81, 263), (9990, 10000)]],
}
Path(__file__).with_name("label-quality.json").write_text(json.dumps(written, indent=1) + "\n")
