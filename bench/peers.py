"""Lays out images and labels with scikit-learn's t-SNE or umap-learn, all of them as points of one kind; bench/m2m.mjs starts it.

    python bench/peers.py --data DIR --method "scikit-learn t-SNE" --seed 1 --out layout.json

DIR holds image-features.npy, label-features.npy and relation.json. Labels that cannot be compared with the images (zero rows, another width)
are placed at the mean of their images. Writes {"images": [[x, y], ...], "labels": ..., "seconds": s, "memoryMb": m}; the seconds are those of
the method alone, after a run on a few rows so that umap-learn's compiling is not in them.
"""

import argparse
import json
import pathlib
import resource
import time

import numpy as np


def t_sne(seed):
    from sklearn.manifold import TSNE

    return TSNE(init="pca", perplexity=30, random_state=seed)


def umap(seed):
    from umap import UMAP

    return UMAP(n_neighbors=15, min_dist=0.1, metric="cosine", random_state=seed, n_jobs=1)


METHODS = {"scikit-learn t-SNE": t_sne, "umap-learn": umap}


def unit(rows):
    rows = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def read(folder):
    folder = pathlib.Path(folder)
    images, labels = (unit(np.load(folder / f"{kind}-features.npy")) for kind in ("image", "label"))
    carried = json.loads((folder / "relation.json").read_text())["imageLabels"]
    known = np.flatnonzero(labels.any(axis=1)) if labels.shape[1] == images.shape[1] else np.array([], dtype=int)
    return images, labels, known, carried


def place_labels(positions, n, m, known, carried):
    placed = np.full((m, 2), np.nan)
    placed[known] = positions[n:]
    for w in np.flatnonzero(np.isnan(placed[:, 0])):
        own = [i for i, words in enumerate(carried) if w in words]
        placed[w] = positions[own].mean(axis=0) if own else positions[:n].mean(axis=0)
    return placed


def peak_megabytes():
    """Linux's own count starts with the program; getrusage's with what the parent held."""
    try:
        status = pathlib.Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--method", required=True, choices=METHODS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    images, labels, known, carried = read(args.data)
    points = np.concatenate([images, labels[known].reshape(-1, images.shape[1])])
    rng = np.random.default_rng(0)
    METHODS[args.method](args.seed).fit_transform(rng.normal(size=(120, 8)).astype(np.float32))
    started = time.perf_counter()
    positions = METHODS[args.method](args.seed).fit_transform(points)
    seconds = time.perf_counter() - started
    placed = place_labels(positions, len(images), len(labels), known, carried)
    layout = {"images": positions[: len(images)].tolist(), "labels": placed.tolist()}
    pathlib.Path(args.out).write_text(json.dumps({**layout, "seconds": seconds, "memoryMb": peak_megabytes()}))


if __name__ == "__main__":
    main()
