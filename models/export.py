"""Writes the finished networks as ONNX, in the layouts the real models have:

    python models/export.py --run runs/world

RUN/export/diffusion/   optimum's layout, for stableDiffusion(DIR)
RUN/export/clip/        one model.onnx with its logits (so that its scale can be read off it), for clip(DIR)
RUN/export/judge/       the independent judge, for studies and tests

RUN/parity.json         what PyTorch answers to inputs that a test can make again; train.py puts it beside the tests

Weights are stored as half floats with a Cast beside each, computed and answered in float32. Each graph is run beside PyTorch; a difference
of more than 1e-3 is an error.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

import diffusion
from data import read_grammar
from networks.autoencoder import Autoencoder
from networks.clip import Clip
from networks.text_tower import TextTower
from networks.unet import WIDTHS, UNet
from shapes import EMBEDDING, IMAGE, LATENT, LATENT_CHANNELS, TEXT_LENGTH, TEXT_WIDTH
from tokenizer import BOS, EOS, PAD, make_tokenizer, write_tokenizer
from train_judge import load_judge
from training import weights_of, write_json

OPSET = 17
TOLERANCE = 1e-3
LARGEST_MB = 24
SMALL = 32
"""Tensors of fewer numbers stay float32: they cost nothing."""


TEXTS = ["a photo of a striped orange cat wearing a hat on grass, bright", ""]
"""Texts that stand for all when graphs are traced and compared."""

SHOWN = 24
"""Numbers of each output that are written down for tests."""


def wave(*shape):
    """Numbers in [-1, 1] that any language makes again: sin(0.7 i), in double precision, then rounded to single."""
    count = int(np.prod(shape))
    return torch.from_numpy(np.sin(0.7 * np.arange(count)).astype(np.float32).reshape(shape))


class Call(nn.Module):
    """A module whose forward is the given function, so that it can be traced."""

    def __init__(self, model, call):
        super().__init__()
        self.model, self.call = model, call

    def forward(self, *inputs):
        return self.call(self.model, *inputs)


def round_weights(module):
    """Makes every weight a number that a half float can hold: what is stored is what PyTorch is compared with."""
    with torch.no_grad():
        for value in [*module.parameters(), *module.buffers()]:
            if value.is_floating_point() and value.numel() >= SMALL:
                halves = value.half().float()
                if not torch.isfinite(halves).all():
                    raise OverflowError(f"a weight of {type(module).__name__} is too large for a half float")
                value.copy_(halves)
    return module


def store_as_halves(path):
    """Rewrites a model's float weights as half floats, each with a Cast to float32 that is folded when the model is loaded."""
    model = onnx.load(path)
    graph = model.graph
    casts, kept = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < SMALL:
            kept.append(tensor)
            continue
        kept.append(numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}_half"))
        casts.append(helper.make_node("Cast", [f"{tensor.name}_half"], [tensor.name], to=TensorProto.FLOAT))
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = [*casts, *graph.node]
    for node in nodes:
        node.doc_string = ""
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def export_network(folder, network, call, inputs, outputs, free, config=None):
    """One model.onnx (and config.json). inputs: name to example; free: name to {axis: its name}. Returns size and parity."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.onnx"
    exact = _run_torch(network, call, inputs)
    round_weights(network)
    torch.onnx.export(
        Call(network, call).eval(),
        tuple(inputs.values()),
        path,
        input_names=list(inputs),
        output_names=outputs,
        dynamic_axes=free,
        opset_version=OPSET,
        dynamo=False,
    )
    store_as_halves(path)
    if config is not None:
        write_json(folder / "config.json", config)
    wanted = _run_torch(network, call, inputs)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    answers = session.run(outputs, {name: value.numpy() for name, value in inputs.items()})
    difference = max(float(np.abs(a - w).max()) for a, w in zip(answers, wanted))
    rounding = max(float(np.abs(w - e).max()) for w, e in zip(wanted, exact))
    megabytes = path.stat().st_size / 1e6
    name = folder.name if folder.name != "onnx" else folder.parent.name
    print(f"export: {name:13s} {megabytes:6.2f} MB  ONNX - PyTorch {difference:.1e}  half - full weights {rounding:.1e}", flush=True)
    if difference > TOLERANCE:
        raise ArithmeticError(f"{path}: ONNX Runtime and PyTorch differ by {difference:.2e}, more than {TOLERANCE}")
    shown = {name: {"shape": list(w.shape), "values": w.ravel()[:SHOWN].tolist()} for name, w in zip(outputs, wanted)}
    return {"megabytes": megabytes, "differenceToTorch": difference, "differenceByRounding": rounding, "shown": shown}


def _run_torch(network, call, inputs):
    with torch.no_grad():
        made = call(network, *inputs.values())
    return [value.numpy() for value in (made if isinstance(made, tuple) else (made,))]


def export_diffusion(run, folder, tokenizer):
    """The generator in optimum's layout."""
    torch.manual_seed(0)
    autoencoder, unet, text = Autoencoder(), UNet(), TextTower(tokenizer.get_vocab_size())
    autoencoder.load_state_dict(weights_of(run, "vae")["autoencoder"])
    for name, network in (("unet", unet), ("text", text)):
        network.load_state_dict(weights_of(run, "unet")[name])
    for network in (autoencoder, unet, text):
        network.eval()
    batch = {0: "batch_size"}
    vae = {"_class_name": "AutoencoderKL", "latent_channels": LATENT_CHANNELS, "scaling_factor": 1.0, "sample_size": IMAGE}
    vae |= {"in_channels": 3, "out_channels": 3, "block_out_channels": [48, 112, 112]}
    ids = _some_ids(tokenizer)
    with torch.no_grad():
        states = text(ids)
    latents = wave(2, LATENT_CHANNELS, LATENT, LATENT)
    figures = {
        "text_encoder": export_network(
            folder / "text_encoder",
            text,
            lambda net, ids: net(ids),
            {"input_ids": ids},
            ["last_hidden_state"],
            {"input_ids": batch, "last_hidden_state": batch},
            {"max_position_embeddings": TEXT_LENGTH, "hidden_size": TEXT_WIDTH, "vocab_size": tokenizer.get_vocab_size()},
        ),
        "unet": export_network(
            folder / "unet",
            unet,
            lambda net, *inputs: net(*inputs),
            {"sample": latents, "timestep": torch.tensor([999, 300]), "encoder_hidden_states": states},
            ["out_sample"],
            {name: batch for name in ("sample", "timestep", "encoder_hidden_states", "out_sample")},
            {
                **{"_class_name": "UNet2DConditionModel", "sample_size": LATENT, "in_channels": LATENT_CHANNELS},
                **{"out_channels": LATENT_CHANNELS, "cross_attention_dim": TEXT_WIDTH, "block_out_channels": list(WIDTHS)},
            },
        ),
        "vae_encoder": export_network(
            folder / "vae_encoder",
            autoencoder.encoder,
            lambda net, sample: net(sample),
            {"sample": wave(2, 3, IMAGE, IMAGE)},
            ["latent_parameters"],
            {"sample": batch, "latent_parameters": batch},
            vae,
        ),
        "vae_decoder": export_network(
            folder / "vae_decoder",
            autoencoder.decoder,
            lambda net, latents: net(latents),
            {"latent_sample": latents},
            ["sample"],
            {"latent_sample": batch, "sample": batch},
            vae,
        ),
    }
    write_tokenizer(tokenizer, folder / "tokenizer")
    (folder / "scheduler").mkdir()
    write_json(folder / "scheduler" / "scheduler_config.json", diffusion.SCHEDULER_CONFIG)
    parts = {"text_encoder": "CLIPTextModel", "unet": "UNet2DConditionModel", "vae_encoder": "AutoencoderKL"}
    index = {name: ["diffusers", kind] for name, kind in {**parts, "vae_decoder": "AutoencoderKL"}.items()}
    index |= {"scheduler": ["diffusers", "DDIMScheduler"], "tokenizer": ["transformers", "PreTrainedTokenizerFast"]}
    write_json(folder / "model_index.json", {"_class_name": "StableDiffusionPipeline", **index})
    return figures


def export_clip(run, folder, tokenizer):
    """CLIP as one graph with its logits, and the files transformers.js reads beside it."""
    clip = Clip(tokenizer.get_vocab_size())
    clip.load_state_dict(weights_of(run, "clip")["clip"])
    clip.eval()

    def call(net, ids, pixels):
        texts, images = net.embed_texts(ids), net.embed_images(pixels)
        by_text = net.scale() * texts @ images.T
        return by_text.T, by_text, texts, images

    ids = _some_ids(tokenizer)
    pixels = wave(3, 3, IMAGE, IMAGE)
    texts, images = {0: "text_batch_size"}, {0: "image_batch_size"}
    outputs = ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"]
    free = {"input_ids": texts, "pixel_values": images, "text_embeds": texts, "image_embeds": images}
    free |= {"logits_per_image": {**images, 1: "text_batch_size"}, "logits_per_text": {**texts, 1: "image_batch_size"}}
    figures = export_network(folder / "onnx", clip, call, {"input_ids": ids, "pixel_values": pixels}, outputs, free)
    text = {"max_position_embeddings": TEXT_LENGTH, "hidden_size": TEXT_WIDTH, "vocab_size": tokenizer.get_vocab_size()}
    text |= {f"{name}_token_id": tokenizer.token_to_id(token) for name, token in (("pad", PAD), ("bos", BOS), ("eos", EOS))}
    config = {"model_type": "clip", "projection_dim": EMBEDDING, "text_config": text, "vision_config": {"image_size": IMAGE}}
    write_json(folder / "config.json", config)
    write_json(
        folder / "preprocessor_config.json",
        {
            **{"image_processor_type": "CLIPImageProcessor", "do_resize": True, "size": {"width": IMAGE, "height": IMAGE}},
            **{"resample": 3, "do_center_crop": False, "do_rescale": True, "rescale_factor": 1 / 255},
            **{"do_normalize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "do_convert_rgb": True},
        },
    )
    write_tokenizer(tokenizer, folder)
    return figures


def export_judge(run, folder, grammar):
    """The judge: pixel_values in [-1, 1] to a table of scores per attribute. config.json says which column is which value."""
    judge = load_judge(run, "judge", grammar.counts)
    names = list(grammar.attributes)
    free = {name: {0: "batch_size"} for name in ("pixel_values", *names)}
    pixels = wave(2, 3, IMAGE, IMAGE)
    config = {"attributes": grammar.attributes, "values": grammar.values, "image_size": IMAGE}
    return export_network(folder, judge, lambda net, pixels: net(pixels), {"pixel_values": pixels}, names, free, config)


def _some_ids(tokenizer):
    from tokenizer import fixed_length

    return torch.tensor([encoded.ids for encoded in fixed_length(tokenizer).encode_batch(TEXTS)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path, default=Path("runs/world"))
    run = parser.parse_args().run
    torch.set_num_threads(1)
    grammar = read_grammar(run / "data")
    tokenizer = make_tokenizer(grammar.words)
    partial, folder = run / "export.part", run / "export"
    shutil.rmtree(partial, ignore_errors=True)
    figures = {
        **export_diffusion(run, partial / "diffusion", tokenizer),
        "clip": export_clip(run, partial / "clip", tokenizer),
        "judge": export_judge(run, partial / "judge", grammar),
    }
    total = sum(path.stat().st_size for path in partial.rglob("*") if path.is_file()) / 1e6
    if total > LARGEST_MB:
        raise SystemExit(f"export: {total:.1f} MB, more than the {LARGEST_MB} MB a repository may carry; make a network smaller.")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    shown = {name: figure.pop("shown") for name, figure in figures.items()}
    write_json(run / "parity.json", {"torch": torch.__version__, "texts": TEXTS, "graphs": shown})
    write_json(run / "export.json", {"megabytes": total, "opset": OPSET, "tolerance": TOLERANCE, "graphs": figures})
    print(f"export: {total:.2f} MB in {folder}")


if __name__ == "__main__":
    main()
