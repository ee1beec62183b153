"""The Python side of bench/inference.mjs. Needs numpy, onnxruntime and pillow; to make the model also torch, transformers and onnx.

    python bench/inference-clip.py make FOLDER          a CLIP ViT-B/32 image model with random weights, in the optimum layout
    python bench/inference-clip.py serve FOLDER BATCH   embeds the image files named in each line of input (JSON); answers with seconds
"""

import json
import sys
import time
from pathlib import Path


def make(folder):
    import torch
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    torch.manual_seed(0)
    config = CLIPVisionConfig(projection_dim=512, attn_implementation="eager")  # the class's own sizes are ViT-B/32
    model = CLIPVisionModelWithProjection(config).eval()

    class Images(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, pixel_values):
            return self.model(pixel_values=pixel_values).image_embeds

    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        Images(),
        (torch.zeros(1, 3, 224, 224),),
        str(folder / "onnx" / "vision_model.onnx"),
        input_names=["pixel_values"],
        output_names=["image_embeds"],
        dynamic_axes={"pixel_values": {0: "batch"}, "image_embeds": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    (folder / "config.json").write_text('{"model_type": "clip"}\n')
    # written last: without it the folder is not taken for finished
    (folder / "preprocessor_config.json").write_text('{"feature_extractor_type": "CLIPFeatureExtractor", "size": 224, "crop_size": 224}\n')


def serve(folder, batch):
    import numpy as np
    import onnxruntime
    from PIL import Image

    mean = np.array([0.48145466, 0.4578275, 0.40821073], dtype=np.float32)
    std = np.array([0.26862954, 0.26130258, 0.27577711], dtype=np.float32)
    session = onnxruntime.InferenceSession(str(folder / "onnx" / "vision_model.onnx"), providers=["CPUExecutionProvider"])

    def read(path):
        image = Image.open(path).convert("RGB")
        width, height = image.size
        short = min(width, height)
        width, height = int(224 * width / short), int(224 * height / short)
        image = image.resize((width, height), Image.BICUBIC)
        left, top = (width - 224) // 2, (height - 224) // 2
        pixels = np.asarray(image.crop((left, top, left + 224, top + 224)), dtype=np.float32)
        return ((pixels / 255 - mean) / std).transpose(2, 0, 1)

    def embed(paths):
        rows = []
        for start in range(0, len(paths), batch):
            pixels = np.stack([read(path) for path in paths[start : start + batch]])
            rows.append(session.run(None, {"pixel_values": pixels})[0])
        rows = np.concatenate(rows)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    for line in sys.stdin:
        paths = json.loads(line)
        start = time.perf_counter()
        rows = embed(paths)
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        for path in paths:
            read(path)
        reading = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, "reading": reading, "first": rows[0].tolist(), "last": rows[-1].tolist()}), flush=True)


folder = Path(sys.argv[2])
make(folder) if sys.argv[1] == "make" else serve(folder, int(sys.argv[3]))
