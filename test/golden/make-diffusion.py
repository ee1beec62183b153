"""Makes tiny random-weight diffusion models in the layouts that are really published, and what diffusers makes of them.

    python test/golden/make-diffusion.py

writes test/golden/diffusion/: parts/ (each network once, as gzipped ONNX), pipelines/ (the numbers of every stage of whole pipeline runs) and
schedulers.json (trajectories of the schedulers alone). Needs torch, diffusers, transformers, onnx, onnxruntime, numpy, pillow;
the versions used are written into versions.json.
"""

import gzip
import json
import shutil
import warnings
from pathlib import Path

import diffusers
import numpy as np
import onnx
import onnxruntime
import torch
import transformers
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LatentConsistencyModelImg2ImgPipeline,
    LatentConsistencyModelPipeline,
    LCMScheduler,
    PNDMScheduler,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from onnxruntime.quantization import QuantType, quantize_dynamic
from PIL import Image
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
OUT = Path(__file__).parent / "diffusion"
PARTS = OUT / "parts"
RUNS = OUT / "pipelines"
SIZE = 64
LENGTH = 77
PROMPT = "a photo of a small cat, oil painting"
NEGATIVE = "blurry, dark"
SD_CONFIG = dict(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000, steps_offset=1
)
SCHEDULERS = {
    "ddim": (DDIMScheduler, dict(clip_sample=False, set_alpha_to_one=False)),
    "euler": (EulerDiscreteScheduler, {}),
    "euler-ancestral": (EulerAncestralDiscreteScheduler, {}),
    "lcm": (LCMScheduler, {}),
    "pndm": (PNDMScheduler, dict(skip_prk_steps=True, set_alpha_to_one=False)),
    "dpm++": (DPMSolverMultistepScheduler, {}),
}


# ---------------------------------------------------------------- networks


def bytes_to_unicode():
    kept = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(b) for b in kept] + [chr(256 + i) for i in range(256 - len(kept))]


def write_tokenizer(folder, pad):
    """A byte-level BPE vocabulary of CLIP's kind, with a handful of merges."""
    folder.mkdir(parents=True, exist_ok=True)
    merges = ["p h", "o t", "ph ot", "phot o</w>", "c a", "ca t</w>", "o f</w>", "s m", "a l", "al l</w>", "sm all</w>", "p a", "o i"]
    letters = bytes_to_unicode()
    tokens = letters + [f"{letter}</w>" for letter in letters] + [merge.replace(" ", "") for merge in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    special = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": pad}
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "CLIPTokenizer", "do_lower_case": True, "model_max_length": LENGTH, **special})
    )
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    return len(tokens), CLIPTokenizer.from_pretrained(folder)


def text_model(vocabulary, kind, hidden, gain, projection=16):
    config = CLIPTextConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=3,
        num_attention_heads=2,
        max_position_embeddings=LENGTH,
        projection_dim=projection,
        bos_token_id=vocabulary - 2,
        eos_token_id=vocabulary - 1,
        pad_token_id=vocabulary - 1,
    )
    config._attn_implementation = "eager"
    model = kind(config).eval()
    # the usual initial weights hardly tell one text from another
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.mul_(gain)
    return model


def unet(cross_dimension, **more):
    model = UNet2DConditionModel(
        sample_size=SIZE // 8,
        in_channels=4,
        out_channels=4,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=cross_dimension,
        attention_head_dim=4,
        norm_num_groups=4,
        **more,
    ).eval()
    model.set_attn_processor(diffusers.models.attention_processor.AttnProcessor())
    return model


def autoencoder(quiet):
    model = AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=SIZE,
    ).eval()
    model.set_attn_processor(diffusers.models.attention_processor.AttnProcessor())
    with torch.no_grad():
        model.quant_conv.weight[:4].mul_(8)
        if quiet:  # a posterior so narrow that the noise drawn inside the graph does not show
            model.quant_conv.weight[4:].zero_()
            model.quant_conv.bias[4:].fill_(-29)
    return model


# ---------------------------------------------------------------- ONNX export


class Call(torch.nn.Module):
    """A module whose forward is the given function, so that it can be traced."""

    def __init__(self, model, call):
        super().__init__()
        self.model = model
        self.call = call

    def forward(self, *inputs):
        return self.call(self.model, *inputs)


def export(part, model, call, inputs, outputs, free, config=None):
    """inputs: name to example; free: name to {axis: name}."""
    folder = PARTS / part
    folder.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        Call(model, call).eval(),
        tuple(inputs.values()),
        folder / "model.onnx",
        input_names=list(inputs),
        output_names=outputs,
        dynamic_axes=free,
        opset_version=17,
        dynamo=False,
    )
    graph = onnx.load(folder / "model.onnx")
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.save(graph, folder / "model.onnx")
    if config is not None:
        kept = {key: value for key, value in config.items() if not key.startswith("_")}
        (folder / "config.json").write_text(json.dumps(kept, indent=1, default=str))


IMAGE_AXES = {0: "batch_size", 2: "height", 3: "width"}
IDS_AXES = {0: "batch_size", 1: "sequence_length"}


def export_text(part, model, integer, hidden=False):
    names = ["text_embeds", "last_hidden_state"] if hasattr(model, "text_projection") else ["last_hidden_state", "pooler_output"]
    layers = [f"hidden_states.{i}" for i in range(4)] if hidden else []

    def call(network, ids):
        made = network(ids, output_hidden_states=True)
        return tuple(made[name] for name in names) + (tuple(made.hidden_states) if hidden else ())

    ids = torch.full((2, LENGTH), model.config.eos_token_id, dtype=integer)
    free = {"input_ids": IDS_AXES, **{name: {0: "batch_size"} for name in names + layers}}
    export(part, model, call, {"input_ids": ids}, names + layers, free, model.config.to_dict())


def export_unet(part, model, timestep, cross_dimension, xl=False, lcm=False, config=True, dtype=torch.float32):
    extra = {}
    if xl:
        extra = {"text_embeds": torch.randn(2, 16, dtype=dtype), "time_ids": torch.ones(2, 6, dtype=dtype)}
    if lcm:
        extra = {"timestep_cond": torch.randn(2, 32, dtype=dtype)}

    def call(network, sample, step, states, *rest):
        named = dict(zip(extra, rest))
        condition = named.pop("timestep_cond", None)
        return network(
            sample, step, states, timestep_cond=condition, added_cond_kwargs=named or None, return_dict=False
        )[0]

    inputs = {
        "sample": torch.randn(2, 4, 8, 8, dtype=dtype),
        "timestep": timestep,
        "encoder_hidden_states": torch.randn(2, LENGTH, cross_dimension, dtype=dtype),
        **extra,
    }
    free = {"sample": IMAGE_AXES, "encoder_hidden_states": IDS_AXES, "out_sample": IMAGE_AXES}
    free |= {name: {0: "batch_size"} for name in extra}
    if timestep.ndim:
        free["timestep"] = {0: "batch_size"}
    export(part, model, call, inputs, ["out_sample"], free, dict(model.config) if config else None)


def export_vae(model, encoder, decoder, sampled, config=True):
    settings = dict(model.config) if config else None
    pixels, latents = torch.rand(2, 3, SIZE, SIZE), torch.randn(2, 4, 8, 8)
    if sampled:
        call, name = (lambda vae, sample: vae.encode(sample).latent_dist.sample()), "latent_sample"
    else:
        call, name = (lambda vae, sample: vae.quant_conv(vae.encoder(sample))), "latent_parameters"
    export(encoder, model, call, {"sample": pixels}, [name], {"sample": IMAGE_AXES, name: IMAGE_AXES}, settings)
    if decoder:
        export(
            decoder,
            model,
            lambda vae, sample: vae.decode(sample, return_dict=False)[0],
            {"latent_sample": latents},
            ["sample"],
            {"latent_sample": IMAGE_AXES, "sample": IMAGE_AXES},
            settings,
        )


# ---------------------------------------------------------------- pipeline runs


class Recorder:
    """Everything drawn and made during one run, in order."""

    def __init__(self):
        self.noise, self.latents, self.unet_outputs, self.texts = [], [], [], []

    def __enter__(self):
        self.randn = torch.randn

        def randn(*shape, **options):
            drawn = self.randn(*shape, **options)
            self.noise.append(drawn.detach().cpu().numpy().ravel())
            return drawn

        torch.randn = randn
        return self

    def __exit__(self, *_):
        torch.randn = self.randn

    def on_step(self, _pipeline, _step, _timestep, values):
        self.latents.append(values["latents"].detach().numpy()[0].ravel().copy())
        return values


def whole_timesteps(model):
    """The UNet as an int64 timestep input makes it: the fraction is cut off."""
    plain = model.forward

    def forward(sample, timestep, *rest, **named):
        return plain(sample, timestep.long() if torch.is_tensor(timestep) else int(timestep), *rest, **named)

    return forward


def record(name, pipeline, variant, settings, ours):
    """Runs the pipeline once and writes pipelines/NAME.json and NAME.bin (float32, little endian)."""
    recorder = Recorder()
    hook = pipeline.unet.register_forward_hook(
        lambda _m, _i, out: recorder.unet_outputs.append(out[0].detach().numpy().ravel())
    )
    states = []
    encode = pipeline.encode_prompt

    def encode_prompt(*rest, **named):
        made = encode(*rest, **named)
        states.extend(None if value is None else value.detach().numpy() for value in made)
        return made

    pipeline.encode_prompt = encode_prompt
    pipeline.set_progress_bar_config(disable=True)
    with recorder, torch.no_grad():
        image = pipeline(
            **settings, output_type="np", generator=torch.Generator().manual_seed(7), callback_on_step_end=recorder.on_step
        ).images[0]
    hook.remove()
    pipeline.encode_prompt = encode
    arrays = {
        "noise": np.concatenate(recorder.noise),
        "text": states[0].ravel(),
        "firstOutput": recorder.unet_outputs[0],
        "latents": np.concatenate(recorder.latents),
    }
    if len(states) > 1 and states[1] is not None:
        arrays["negativeText"] = states[1].ravel()
    if len(states) > 2 and states[2] is not None:
        arrays["pooledText"] = states[2].ravel()
    assert all(np.isfinite(array).all() for array in arrays.values()), name
    saturated = float(np.mean((image <= 0) | (image >= 1)))
    ids = [pipeline.tokenizer(PROMPT, padding="max_length", max_length=LENGTH, truncation=True).input_ids]
    if getattr(pipeline, "tokenizer_2", None) is not None:
        ids.append(pipeline.tokenizer_2(PROMPT, padding="max_length", max_length=LENGTH, truncation=True).input_ids)
    config = {key: value for key, value in dict(pipeline.scheduler.config).items() if key != "_use_default_values"}
    meta = {
        "variant": variant,
        **{"askedSteps" if key == "steps" else key: value for key, value in ours.items()},
        "prompt": PROMPT,
        "schedulerConfig": {"_class_name": type(pipeline.scheduler).__name__, **config},
        "ids": ids,
        "steps": len(recorder.latents),
        "saturated": saturated,
        "arrays": {},
    }
    blob, offset = [], 0
    for key, array in arrays.items():
        flat = np.ascontiguousarray(array, dtype="<f4")
        meta["arrays"][key] = [offset, flat.size]
        offset += flat.size
        blob.append(flat)
    RUNS.mkdir(parents=True, exist_ok=True)
    # the image in [0, 1] as 16-bit numbers: half the size, exact to 1e-5
    pixels = np.ascontiguousarray((image.ravel() * 65535).round(), dtype="<u2")
    (RUNS / f"{name}.bin").write_bytes(np.concatenate(blob).tobytes() + pixels.tobytes())
    (RUNS / f"{name}.json").write_text(json.dumps(meta, indent=1))
    print(f"{name:36s} steps {len(recorder.latents):3d}  image +-{image.std():.2f}  saturated {saturated:.2f}  latents to {np.abs(recorder.latents[-1]).max():.2f}")


def scheduler(name, **changes):
    kind, settings = SCHEDULERS[name]
    return kind(**{**SD_CONFIG, **settings, **changes})


def write_source():
    """Smooth colours, so that nothing but the pixels matters."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    pixels = np.stack([np.sin(5 * x + 2 * y), np.cos(7 * y - x), np.sin(9 * x * y)], -1) * 0.5 + 0.5
    image = Image.fromarray((pixels * 255).round().astype(np.uint8))
    image.save(OUT / "source.png")
    return image


def sd_runs(text, tokenizer, network, vae, source):
    common = dict(text_encoder=text, tokenizer=tokenizer, unet=network, vae=vae)
    common |= dict(safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    plain = network.forward
    network.forward = whole_timesteps(network)
    call = dict(prompt=PROMPT, negative_prompt=NEGATIVE, num_inference_steps=20, guidance_scale=7.5)
    mine = dict(steps=20, guidance=7.5, negativePrompt=NEGATIVE, strength=0.5)
    for name in SCHEDULERS:
        made = StableDiffusionPipeline(**common, scheduler=scheduler(name))
        record(f"sd-{name}-text", made, "sd", dict(call, height=SIZE, width=SIZE), dict(mine, mode="text-to-image", scheduler=name))
        made = StableDiffusionImg2ImgPipeline(**common, scheduler=scheduler(name))
        record(f"sd-{name}-image", made, "sd", dict(call, image=source, strength=0.5), dict(mine, mode="image-to-image", scheduler=name))
    made = StableDiffusionImg2ImgPipeline(**common, scheduler=scheduler("ddim", prediction_type="v_prediction"))
    record("sd-v-prediction-image", made, "sd", dict(call, image=source, strength=0.7), dict(mine, strength=0.7, mode="image-to-image", scheduler="ddim"))
    made = StableDiffusionImg2ImgPipeline(**common, scheduler=scheduler("euler", timestep_spacing="trailing"))
    turbo = dict(prompt=PROMPT, num_inference_steps=2, guidance_scale=0.0, strength=0.5, image=source)
    record("sd-turbo-image", made, "sd", turbo, dict(mine, steps=2, guidance=0, negativePrompt="", mode="image-to-image", scheduler="euler"))
    network.forward = plain


def old_runs(text, tokenizer, network, vae, source):
    """int32 ids, float timestep of rank 1 (fractions survive), a VAE encoder that samples by itself."""
    common = dict(text_encoder=text, tokenizer=tokenizer, unet=network, vae=vae)
    common |= dict(safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    call = dict(prompt=PROMPT, negative_prompt=NEGATIVE, num_inference_steps=20, guidance_scale=7.5)
    mine = dict(steps=20, guidance=7.5, negativePrompt=NEGATIVE, strength=0.6)
    made = StableDiffusionPipeline(**common, scheduler=scheduler("euler"))
    record("old-euler-text", made, "old", dict(call, height=SIZE, width=SIZE), dict(mine, mode="text-to-image", scheduler="euler"))
    made = StableDiffusionImg2ImgPipeline(**common, scheduler=scheduler("ddim"))
    record("old-ddim-image", made, "old", dict(call, image=source, strength=0.6), dict(mine, mode="image-to-image", scheduler="ddim"))


def lcm_runs(text, tokenizer, network, vae, source):
    common = dict(text_encoder=text, tokenizer=tokenizer, unet=network, vae=vae, scheduler=scheduler("lcm"))
    common |= dict(safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    call = dict(prompt=PROMPT, num_inference_steps=4, guidance_scale=8.5)
    mine = dict(steps=4, guidance=8.5, negativePrompt="", strength=0.5, scheduler="lcm")
    made = LatentConsistencyModelPipeline(**common)
    record("lcm-text", made, "lcm", dict(call, height=SIZE, width=SIZE), dict(mine, mode="text-to-image"))
    made = LatentConsistencyModelImg2ImgPipeline(**common)
    record("lcm-image", made, "lcm", dict(call, image=source, strength=0.5), dict(mine, mode="image-to-image"))


def xl_runs(texts, tokenizers, network, vae, source):
    common = dict(text_encoder=texts[0], text_encoder_2=texts[1], tokenizer=tokenizers[0], tokenizer_2=tokenizers[1])
    common |= dict(unet=network, vae=vae)
    call = dict(prompt=PROMPT, num_inference_steps=20, guidance_scale=5.0)
    mine = dict(steps=20, guidance=5, negativePrompt="", strength=0.5)
    plain = network.forward
    network.forward = whole_timesteps(network)
    made = StableDiffusionXLPipeline(**common, scheduler=scheduler("euler"), add_watermarker=False)
    record("xl-euler-text", made, "xl", dict(call, height=SIZE, width=SIZE), dict(mine, mode="text-to-image", scheduler="euler"))
    record(
        "xl-euler-text-negative", made, "xl", dict(call, negative_prompt=NEGATIVE, height=SIZE, width=SIZE),
        dict(mine, negativePrompt=NEGATIVE, mode="text-to-image", scheduler="euler"),
    )
    ancestral = scheduler("euler-ancestral", timestep_spacing="trailing")
    made = StableDiffusionXLImg2ImgPipeline(**common, scheduler=ancestral, add_watermarker=False)
    record(
        "xl-turbo-image", made, "xl", dict(prompt=PROMPT, num_inference_steps=4, guidance_scale=0.0, strength=0.5, image=source),
        dict(mine, steps=4, guidance=0, mode="image-to-image", scheduler="euler-ancestral"),
    )
    network.forward = plain


# ---------------------------------------------------------------- schedulers alone


def trajectory(name, steps, start, elements=6, eta=0.0, **config):
    """The samples after every step, for model outputs and noise that are written down beside them."""
    kind, settings = SCHEDULERS[name]
    made = kind(**{**SD_CONFIG, **settings, **config})
    made.set_timesteps(steps)
    made.set_begin_index(start) if hasattr(made, "set_begin_index") else None
    random = np.random.default_rng(len(name) + steps)
    draw = lambda: torch.from_numpy(random.standard_normal(elements).astype(np.float32))[None]
    original, first = draw(), draw()
    timesteps = made.timesteps[start:]
    sample = made.add_noise(original, first, timesteps[:1]) if start else first * made.init_noise_sigma
    begin, outputs, noises, samples, inputs = sample, [], [], [], []
    for t in timesteps:
        scaled = made.scale_model_input(sample, t)
        output, noise = draw(), draw()
        randn = torch.randn
        torch.randn = lambda *_, **__: noise
        extra = {"eta": eta, "generator": torch.Generator()} if name == "ddim" else {}
        sample = made.step(output, t, sample, return_dict=False, **extra)[0]
        torch.randn = randn
        inputs.append(scaled)
        outputs.append(output)
        noises.append(noise)
        samples.append(sample)
    flat = lambda tensors: [[round(float(v), 7) for v in tensor.ravel()] for tensor in tensors]
    config = {key: value for key, value in dict(made.config).items() if key != "_use_default_values"}
    return {
        "name": name,
        "config": {"_class_name": kind.__name__, **config},
        "steps": steps,
        "start": start,
        "eta": eta,
        "timesteps": [float(t) for t in made.timesteps],
        "original": flat([original])[0],
        "first": flat([first])[0],
        "begin": flat([begin])[0],
        "inputs": flat(inputs),
        "outputs": flat(outputs),
        "noises": flat(noises),
        "samples": flat(samples),
    }


def trajectories():
    made = []
    for name in SCHEDULERS:
        types = ["epsilon", "v_prediction"] + (["sample"] if name in ("ddim", "euler", "lcm", "dpm++") else [])
        spacings = ["leading"] if name == "lcm" else ["leading", "linspace", "trailing"]
        for spacing in spacings:
            for kind in types:
                for start in (0, 3):
                    made.append(trajectory(name, 8, start, timestep_spacing=spacing, prediction_type=kind))
        # 16 steps: 1000 / 16 falls on halves; 20: the multistep solver keeps its order at the end
        for steps in (16, 20) if name != "lcm" else (4,):
            made.append(trajectory(name, steps, 0, timestep_spacing="trailing" if name != "lcm" else "leading"))
        if name != "lcm":
            made.append(trajectory(name, 1, 0, timestep_spacing="trailing"))
        made.append(trajectory(name, 6, 0, beta_schedule="linear", beta_start=0.0001, beta_end=0.02))
        made.append(trajectory(name, 6, 0, beta_schedule="squaredcos_cap_v2"))
    for start in (0, 4):
        made.append(trajectory("ddim", 8, start, eta=0.6))
    made.append(trajectory("ddim", 8, 0, clip_sample=True, set_alpha_to_one=True))
    made.append(trajectory("lcm", 4, 0, clip_sample=True))
    made.append(trajectory("pndm", 8, 0, set_alpha_to_one=True))
    for name in ("ddim", "euler", "euler-ancestral", "dpm++"):
        made.append(trajectory(name, 8, 0, rescale_betas_zero_snr=True, prediction_type="v_prediction", timestep_spacing="trailing"))
    for name in ("euler", "dpm++"):
        for start in (0, 3):
            made.append(trajectory(name, 8, start, use_karras_sigmas=True))
        made.append(trajectory(name, 8, 0, final_sigmas_type="sigma_min"))
    made.append(trajectory("dpm++", 8, 0, solver_type="heun"))
    made.append(trajectory("dpm++", 20, 0, euler_at_final=True, final_sigmas_type="sigma_min"))
    made.append(trajectory("dpm++", 20, 0, final_sigmas_type="sigma_min"))
    made.append(trajectory("dpm++", 8, 0, lower_order_final=False, final_sigmas_type="sigma_min"))
    made.append(trajectory("dpm++", 8, 0, lambda_min_clipped=-5.1, beta_schedule="squaredcos_cap_v2"))
    (OUT / "schedulers.json").write_text(json.dumps(made, separators=(",", ":")))
    print(len(made), "scheduler trajectories")


# ---------------------------------------------------------------- smaller number formats


def half_and_int8(network, cross_dimension):
    import copy

    half = copy.deepcopy(network).half()
    export_unet("unet_fp16", half, torch.tensor(1, dtype=torch.int64), cross_dimension, dtype=torch.float16)
    (PARTS / "unet_int8").mkdir(exist_ok=True)
    quantize_dynamic(PARTS / "unet" / "model.onnx", PARTS / "unet_int8" / "model.onnx", weight_type=QuantType.QUInt8, op_types_to_quantize=["MatMul"])
    shutil.copy(PARTS / "unet" / "config.json", PARTS / "unet_int8" / "config.json")
    random = np.random.default_rng(1)
    feeds = {
        "sample": random.standard_normal((2, 4, 8, 8)).astype(np.float32),
        "timestep": np.array(261, dtype=np.int64),
        "encoder_hidden_states": random.standard_normal((2, LENGTH, cross_dimension)).astype(np.float32),
    }
    made = {"sample": feeds["sample"].ravel().tolist(), "states": [round(float(v), 4) for v in feeds["encoder_hidden_states"].ravel()]}
    feeds["encoder_hidden_states"] = np.array(made["states"], dtype=np.float32).reshape(2, LENGTH, cross_dimension)
    for part, kind in (("unet", np.float32), ("unet_fp16", np.float16), ("unet_int8", np.float32)):
        session = onnxruntime.InferenceSession(PARTS / part / "model.onnx", providers=["CPUExecutionProvider"])
        given = {key: value if value.dtype == np.int64 else value.astype(kind) for key, value in feeds.items()}
        made[part] = [round(float(v), 6) for v in session.run(None, given)[0].astype(np.float32).ravel()]
    (OUT / "number-formats.json").write_text(json.dumps(made))
    for part in ("unet_fp16", "unet_int8"):
        print(part, "differs from float32 by", np.abs(np.array(made[part]) - np.array(made["unet"])).max())


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    PARTS.mkdir(parents=True)
    torch.manual_seed(4)
    vocabulary, tokenizer = write_tokenizer(PARTS / "tokenizer", "<|endoftext|>")
    _, tokenizer_2 = write_tokenizer(PARTS / "tokenizer_2", "!")
    text = text_model(vocabulary, CLIPTextModel, 16, 8)
    # SDXL takes states before the last normalisation: larger weights would drown 32-bit rounding
    text_xl = text_model(vocabulary, CLIPTextModel, 16, 2)
    text_2 = text_model(vocabulary, CLIPTextModelWithProjection, 24, 2)
    export_text("text_encoder", text, torch.int64)
    export_text("text_encoder_int32", text, torch.int32)
    export_text("text_encoder_hidden", text_xl, torch.int64, hidden=True)
    export_text("text_encoder_2", text_2, torch.int64, hidden=True)
    whole = torch.tensor(1, dtype=torch.int64)
    plain, lcm = unet(16), unet(16, time_cond_proj_dim=32)
    xl = unet(40, addition_embed_type="text_time", addition_time_embed_dim=8, projection_class_embeddings_input_dim=6 * 8 + 16)
    export_unet("unet", plain, whole, 16)
    export_unet("unet_old", plain, torch.tensor([1.0, 1.0]), 16, config=False)
    export_unet("unet_lcm", lcm, torch.tensor([1], dtype=torch.int64), 16, lcm=True)
    export_unet("unet_xl", xl, whole, 40, xl=True)
    vae, quiet = autoencoder(False), autoencoder(True)
    quiet.decoder.load_state_dict(vae.decoder.state_dict())
    quiet.post_quant_conv.load_state_dict(vae.post_quant_conv.state_dict())
    export_vae(vae, "vae_encoder", "vae_decoder", sampled=False)
    export_vae(quiet, "vae_encoder_old", None, sampled=True, config=False)
    half_and_int8(plain, 16)
    source = write_source()
    sd_runs(text, tokenizer, plain, vae, source)
    old_runs(text, tokenizer, plain, quiet, source)
    lcm_runs(text, tokenizer, lcm, vae, source)
    xl_runs([text_xl, text_2], [tokenizer, tokenizer_2], xl, vae, source)
    trajectories()
    for path in PARTS.glob("*/*.onnx"):
        path.with_suffix(".onnx.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        path.unlink()
    used = {m.__name__: m.__version__ for m in (torch, diffusers, transformers, onnx, onnxruntime, np)}
    (OUT / "versions.json").write_text(json.dumps(used, indent=1) + "\n")


if __name__ == "__main__":
    main()
