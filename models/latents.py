"""The training pictures as latent images, and as the sibling sees them, computed once and kept on disk."""

import hashlib
import json

import numpy as np
import torch

from shapes import LATENT, LATENT_CHANNELS
from train_judge import load_judge
from training import write_json

FEATURES = (128, 8, 8)
"""The sibling's late features."""


def prepare_latents(run, pictures, encoder):
    """Two memory-mapped arrays of half floats: latents (n, channels, 16, 16) and features (n, 128, 8, 8). Goes on where it was killed."""
    folder = run / "data"
    shapes = {"latents": (len(pictures), LATENT_CHANNELS, LATENT, LATENT), "features": (len(pictures), *FEATURES)}
    paths = {name: folder / f"train-{name}.f16" for name in shapes}
    progress = folder / "train-latents.json"
    source = hashlib.sha256((run / "weights" / "vae.pt").read_bytes()).hexdigest()
    state = json.loads(progress.read_text()) if progress.exists() else {}
    if state.get("source") != source or state.get("count") != len(pictures):
        state = {"done": 0}
    mode = "r+" if state["done"] else "w+"
    arrays = {name: np.memmap(paths[name], np.float16, mode, shape=shape) for name, shape in shapes.items()}
    sibling = load_judge(run, "sibling", pictures.grammar.counts)
    with torch.no_grad():
        for start in range(state["done"], len(pictures), 500):
            images = pictures.images(slice(start, start + 500))
            arrays["latents"][start : start + 500] = encoder(images)[:, :LATENT_CHANNELS].cpu().numpy()
            arrays["features"][start : start + 500] = sibling.tower.features(images)[1][2].cpu().numpy()
            for array in arrays.values():
                array.flush()
            write_json(progress, {"done": min(start + 500, len(pictures)), "source": source, "count": len(pictures)})
    return arrays["latents"], arrays["features"]
