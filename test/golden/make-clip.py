"""Makes tiny random-weight CLIP and SigLIP models in the layouts that are really published, and what transformers makes of them.

    python test/golden/make-clip.py

writes test/golden/clip/: one folder per model, images/ (awkward picture files) and expected.json (the numbers of every stage, with the
versions used). Needs torch, transformers, tokenizers, onnx, onnxruntime, numpy and pillow.

Models
  clip-split   transformers.js layout: onnx/text_model.onnx and onnx/vision_model.onnx, also as _fp16 (half inputs and outputs),
               _fp16io32 (half weights, float inputs and outputs) and _quantized (int8 weights); tokenizer.json; 64-bit ids
  clip-full    optimum layout: model.onnx beside vocab.json and merges.txt, no tokenizer.json; 32-bit ids; logit scale and all
  siglip-full  onnx/model.onnx, Unigram tokenizer, squashed bicubic images
  siglip-split onnx/text_model.onnx and onnx/vision_model.onnx with pooler_output only, byte-level-fallback BPE of SigLIP 2, bilinear
"""

import base64
import json
import shutil
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import PIL
import tokenizers
import torch
import transformers
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16
from PIL import Image, ImageCms, ImageFilter
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer, PreTrainedTokenizerFast, SiglipConfig, SiglipModel
from transformers.image_utils import load_image
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil
from transformers.models.siglip2.tokenization_siglip2 import Siglip2Tokenizer

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
torch.set_num_threads(1)

FOLDER = Path(__file__).parent / "clip"
SIDE = 24
PATCH = 8
WIDTH = 32

TEXTS = [
    "a photo of a cat",
    "a photo of a dog!",
    "",
    " ",
    "An image of a RED fox, in the snow; it's \"quick\" & they've seen 2024 turtles...",
    "café naïve Straße ÜBER",
    "cafe\u0301 nai\u0308ve",  # the same letters, accents apart
    "\U0001f600 \U0001f431\U0001f431 family \U0001f468\u200d\U0001f469\u200d\U0001f467 flag \U0001f1ef\U0001f1f5",
    "東京の猫 고양이",
    "مرحبا بالعالم שלום",
    "\u202eright to left\u202c",
    "ΟΔΥΣΣΕΥΣ ΣΑΣ",  # a capital sigma at a word's end
    "İSTANBUL ẞ Ǆ ﬁ Ⅷ ²",
    "nul\x00byte \x01\x1f\x7f end",
    "tabs\tand\nnew\r\nlines\u00a0\u2003\u3000\u0085wide   spaces ",
    "\ufeffa mark, !\ufeff before",
    "<|startoftext|>a cat<|endoftext|> dog <|ENDOFTEXT|> <eos> </s> <pad> <unk>",
    "snake_case kebab-case camelCase a/b\\c #tag @you $5.99 50% x^2 {braces} [brackets] <angle> |pipe| ~tilde `tick`",
    "!!!???...,,,;;;:::'''\"\"\"---___",
    "don't DON'T I'll we'Ve 's 'S",
    "0123456789 ٠١٢ ⅛",
    "zalgo t\u0336\u0321e\u0336\u0322x\u0336t\u0335",
    "\U0001d4d0\U0001d4d1 \U00020000 \U0010ffff",
    " ".join(f"word{i} and" for i in range(100)),  # 200 words
    "x" * 500,
]

CORPUS = """a photo of a cat. a photo of a dog! an image of a red fox in the snow, a sketch of an owl at night. a cat's photo
a bright blue bird sits on the green grass; the small brown bear's fish isn't there. they're painting 3 turtles, we've 12 rabbits, i'll see 2024.
the quick brown fox jumps over the lazy dog. sphinx of black quartz, judge my vow. a cartoon of the pig on the beach, it's sunny, you'd say.
café naïve über straße 東京 猫 😀 🐱 مرحبا שלום кошка οδυσσευσ word and words, numbers and spaces"""


def packed(array):
    """Numbers as little-endian float32, base64: short, and exact."""
    array = np.ascontiguousarray(array.detach().numpy() if torch.is_tensor(array) else array, dtype="<f4")
    return {"shape": list(array.shape), "float32": base64.b64encode(array.tobytes()).decode()}


def save_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


# ---------------------------------------------------------------- images


def smooth_noise(random, width, height, blur):
    picture = Image.fromarray(random.integers(0, 256, (height, width, 3), dtype=np.uint8))
    return picture.filter(ImageFilter.GaussianBlur(blur)) if blur else picture


def swapped_profile():
    """A colour profile under which red means green: Pillow, and so the models, never look at it."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes(12)  # the time it was made
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def make_images(folder):
    """Pictures that trip over: size, shape, channels, rotation, file format."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(4)
    colours = Image.linear_gradient("L").resize((64, 48))
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned clockwise by 90 degrees
    mirrored = Image.Exif()
    mirrored[0x0112] = 5
    alpha = Image.merge("RGBA", [*smooth_noise(random, 64, 48, 2).split(), colours])
    smooth_noise(random, 97, 61, 1).save(folder / "odd.png")
    smooth_noise(random, SIDE, SIDE, 0).save(folder / "exact.png")
    smooth_noise(random, 40, 30, 0).save(folder / "noise.png")
    Image.new("RGB", (1, 1), (200, 30, 90)).save(folder / "one-pixel.png")
    smooth_noise(random, 5, 3, 0).save(folder / "tiny.png")
    smooth_noise(random, 400, 3, 0).save(folder / "wide.png")
    smooth_noise(random, 2, 301, 0).save(folder / "tall.png")
    smooth_noise(random, 50, 71, 1).convert("L").save(folder / "grey.png")
    alpha.save(folder / "alpha.png")
    alpha.convert("LA").save(folder / "grey-alpha.png")
    smooth_noise(random, 60, 44, 2).quantize(32).save(folder / "palette.png")
    smooth_noise(random, 60, 40, 2).save(folder / "turned.jpg", exif=turned, quality=90)
    smooth_noise(random, 60, 40, 2).save(folder / "mirrored.jpg", exif=mirrored, quality=90)
    smooth_noise(random, 161, 121, 2).save(folder / "progressive.jpg", quality=80, progressive=True, subsampling=2)
    smooth_noise(random, 70, 50, 2).convert("L").save(folder / "grey.jpg", quality=85)
    smooth_noise(random, 70, 50, 2).save(folder / "lossless.webp", lossless=True)
    smooth_noise(random, 320, 240, 3).save(folder / "photo.jpg", quality=85)
    smooth_noise(random, 40, 32, 2).save(folder / "profile.png", icc_profile=swapped_profile())
    return sorted(path.name for path in folder.iterdir())


# ---------------------------------------------------------------- tokenizers


def byte_alphabet():
    """The 256 bytes in the order of CLIP's vocabulary, as the signs that stand for them."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return [chr(b) for b in plain] + [chr(256 + i) for i in range(256 - len(plain))]


def learn_merges(words, count):
    """Byte-pair encoding: the most frequent pair of neighbours becomes one sign, again and again; the same in every run."""
    words = [list(word) for word in words]
    merges = []
    while len(merges) < count:
        pairs = Counter(pair for word in words for pair in zip(word, word[1:]))
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word in words:
            for i in range(len(word) - 2, -1, -1):
                if tuple(word[i : i + 2]) == best:
                    word[i : i + 2] = ["".join(best)]
    return merges


def clip_tokenizer():
    """CLIP's own layout: bytes, bytes at a word's end, merges, then the two special tokens."""
    original = CLIPTokenizer()._tokenizer
    text = original.normalizer.normalize_str(CORPUS)
    words = [[*word[:-1], word[-1] + "</w>"] for word, _ in original.pre_tokenizer.pre_tokenize_str(text)]
    merges = learn_merges(words, 240)
    vocabulary = {}
    ends = [sign + "</w>" for sign in byte_alphabet()]
    for token in [*byte_alphabet(), *ends, *map("".join, merges), "<|startoftext|>", "<|endoftext|>"]:
        vocabulary.setdefault(token, len(vocabulary))
    return vocabulary, merges


def siglip_tokenizer():
    """The way SigLIP's SentencePiece model looks as tokenizer.json: small letters, no punctuation, an end token and no start token."""
    normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    words = ["▁" + word for word in normalizer.normalize_str(CORPUS).split(" ")]
    counts = Counter(words) + Counter(word[i : i + n] for word in words for n in (1, 2, 3) for i in range(len(word) - n + 1))
    pieces = sorted((piece for piece in counts if len(piece) == 1 or counts[piece] > 1), key=lambda p: (-counts[p], p))
    scores = [(piece, float(np.log(counts[piece] / counts.total())) + 2 * len(piece)) for piece in pieces]
    tokenizer = Tokenizer(models.Unigram([("<unk>", 0.0), ("</s>", 0.0), *scores], unk_id=0))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", eos_token="</s>", pad_token="</s>", model_max_length=64
    )


def siglip2_tokenizer():
    """Gemma's layout: spaces written as "▁", whole texts merged at once, bytes for signs the vocabulary lacks."""
    words = ["▁" + word for line in CORPUS.lower().split("\n") for word in line.split(" ")]
    merges = learn_merges(words, 200)
    vocabulary = {}
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", *(f"<0x{byte:02X}>" for byte in range(256))]
    for token in [*special, *sorted({sign for word in words for sign in word}), *map("".join, merges)]:
        vocabulary.setdefault(token, len(vocabulary))
    tokenizer = Siglip2Tokenizer(
        vocab=vocabulary,
        merges=merges,
        add_bos_token=False,
        add_eos_token=True,
        padding_side="right",
        model_max_length=64,
    )
    tokenizer._tokenizer.post_processor = processors.TemplateProcessing(
        single="$A <eos>", special_tokens=[("<eos>", tokenizer.eos_token_id)]
    )
    return tokenizer


# ---------------------------------------------------------------- models


def shaken(model, seed):
    """Weights large enough that images and texts come out far apart."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in model.named_parameters():
            if name in ("logit_scale", "logit_bias"):
                continue
            if "norm" in name and name.endswith("weight"):
                value.copy_(1 + 0.1 * torch.randn(value.shape, generator=generator))
            elif value.dim() < 2:
                value.copy_(0.1 * torch.randn(value.shape, generator=generator))
            else:
                size = 1.0 if "embedding" in name or "probe" in name else 1.6 / np.sqrt(value[0].numel())
                value.copy_(size * torch.randn(value.shape, generator=generator))
    return model.eval()


def tower(**more):
    return {
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        **more,
    }


def clip_model(vocabulary_size, seed):
    ends = {"bos_token_id": vocabulary_size - 2, "eos_token_id": vocabulary_size - 1, "pad_token_id": vocabulary_size - 1}
    config = CLIPConfig(
        text_config=tower(vocab_size=vocabulary_size, max_position_embeddings=77, **ends),
        vision_config=tower(image_size=SIDE, patch_size=PATCH),
        projection_dim=20,
        attn_implementation="eager",
    )
    model = shaken(CLIPModel(config), seed)
    model.logit_scale.data.fill_(float(np.log(37.5)))
    return model


def siglip_model(vocabulary_size, seed):
    config = SiglipConfig(
        text_config=tower(vocab_size=vocabulary_size, max_position_embeddings=64),
        vision_config=tower(image_size=SIDE, patch_size=PATCH),
        attn_implementation="eager",
    )
    model = shaken(SiglipModel(config), seed)
    model.logit_scale.data.fill_(float(np.log(12.5)))
    model.logit_bias.data.fill_(-1.75)
    return model


class Part(torch.nn.Module):
    """What goes through one ONNX file: named tensors in, named tensors out."""

    def __init__(self, model, names, outputs, call):
        super().__init__()
        self.model, self.names, self.outputs, self.call = model, names, outputs, call

    def forward(self, *inputs):
        return self.call(self.model, dict(zip(self.names, inputs)))


def export(part, inputs, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    axes = {}
    for name, tensor in zip(part.names, inputs):
        batch = "image_batch_size" if name == "pixel_values" else "text_batch_size"
        axes[name] = {0: batch, **({1: "sequence_length"} if tensor.dim() == 2 else {})}
    for name in part.outputs:
        axes[name] = {0: "batch"}
    if "logits_per_image" in part.outputs:
        axes["logits_per_image"] = {0: "image_batch_size", 1: "text_batch_size"}
    torch.onnx.export(
        part,
        tuple(inputs),
        str(path),
        input_names=part.names,
        output_names=part.outputs,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    onnx.checker.check_model(str(path))


def pooled(result):
    """transformers 5 gives a whole output object where 4 gave the tensor."""
    return result.pooler_output if hasattr(result, "pooler_output") else result


def text_part(model, names, output):
    def call(model, inputs):
        return pooled(model.get_text_features(**inputs))

    return Part(model, names, [output], call)


def vision_part(model, output):
    def call(model, inputs):
        return pooled(model.get_image_features(**inputs))

    return Part(model, ["pixel_values"], [output], call)


def full_part(model, names):
    outputs = ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"]

    def call(model, inputs):
        result = model(**inputs)
        return tuple(getattr(result, name) for name in outputs)

    return Part(model, names, outputs, call)


def make_variants(folder):
    """What one finds beside text_model.onnx: half precision (whole, and with float inputs and outputs) and int8."""
    for name in ("text_model", "vision_model"):
        path = folder / f"{name}.onnx"
        for variant, keep in (("fp16", False), ("fp16io32", True)):
            onnx.save(
                convert_float_to_float16(onnx.load(path), keep_io_types=keep, disable_shape_infer=True),
                folder / f"{name}_{variant}.onnx",
            )
        quantize_dynamic(path, folder / f"{name}_quantized.onnx", weight_type=QuantType.QUInt8)


# ---------------------------------------------------------------- what transformers makes of it


def unit(rows):
    return rows / rows.norm(dim=-1, keepdim=True)


def run_onnx(path, **inputs):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    half = {i.name for i in session.get_inputs() if i.type == "tensor(float16)"}
    feeds = {name: np.asarray(v).astype(np.float16) if name in half else np.asarray(v) for name, v in inputs.items()}
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, feeds)))


def one_by_one(path, name, values, output):
    return np.concatenate([run_onnx(path, **{name: values[i : i + 1]})[output] for i in range(len(values))])


def expected(model, processor, tokenizer, names, length, sigmoid):
    """The numbers of every stage, for all images and texts at once."""
    images = [load_image(str(FOLDER / "images" / name)) for name in names]
    pixels = processor(images=images, return_tensors="pt")["pixel_values"]
    encoded = tokenizer(TEXTS, padding="max_length", truncation=True, max_length=length, return_tensors="pt")
    inputs = {"input_ids": encoded["input_ids"]}
    if not sigmoid:
        inputs["attention_mask"] = encoded["attention_mask"]
    with torch.no_grad():
        image_embeds = unit(pooled(model.get_image_features(pixel_values=pixels)))
        text_embeds = unit(pooled(model.get_text_features(**inputs)))
        logits = model(pixel_values=pixels, **inputs).logits_per_image
    return {
        "images": names,
        "texts": TEXTS,
        "ids": encoded["input_ids"].tolist(),
        "mask": encoded["attention_mask"].sum(dim=1).tolist(),
        "pixel_values": packed(pixels),
        "image_embeds": packed(image_embeds),
        "text_embeds": packed(text_embeds),
        "softmax": packed(logits.softmax(dim=1)),
        "sigmoid": packed(logits.sigmoid()) if sigmoid else None,
        "logit_scale": float(model.logit_scale.exp()),
        "logit_bias": float(model.logit_bias) if sigmoid else 0.0,
    }, pixels, inputs


def clip_processor(side=SIDE):
    return CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size={"height": side, "width": side})


def make_clip(names):
    vocabulary, merges = clip_tokenizer()
    tokenizer = CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=77)
    processor = clip_processor()
    model = clip_model(len(vocabulary), 11)
    split, full = FOLDER / "clip-split", FOLDER / "clip-full"
    for folder in (split, full):
        folder.mkdir()
        model.config.to_json_file(folder / "config.json")
    processor.save_pretrained(split)
    tokenizer.save_pretrained(split)
    # the preprocessor_config.json that OpenAI's own models still carry: numbers for sizes, the old class name
    old = {
        "crop_size": SIDE,
        "do_center_crop": True,
        "do_normalize": True,
        "do_resize": True,
        "feature_extractor_type": "CLIPFeatureExtractor",
        "image_mean": list(processor.image_mean),
        "image_std": list(processor.image_std),
        "resample": 3,
        "size": SIDE,
    }
    save_json(full / "preprocessor_config.json", old)
    save_json(full / "vocab.json", vocabulary)
    (full / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(pair) for pair in merges) + "\n")
    save_json(full / "tokenizer_config.json", {"model_max_length": 77, "tokenizer_class": "CLIPTokenizer"})
    save_json(
        full / "special_tokens_map.json",
        {
            "bos_token": {"content": "<|startoftext|>", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False},
            "eos_token": {"content": "<|endoftext|>", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False},
            "pad_token": "<|endoftext|>",
            "unk_token": {"content": "<|endoftext|>", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False},
        },
    )
    result, pixels, inputs = expected(model, processor, tokenizer, names, 77, False)
    ids, mask = inputs["input_ids"][:3], inputs["attention_mask"][:3]
    export(text_part(model, ["input_ids"], "text_embeds"), [ids], split / "onnx" / "text_model.onnx")
    export(vision_part(model, "image_embeds"), [pixels[:2]], split / "onnx" / "vision_model.onnx")
    make_variants(split / "onnx")
    small = [ids.to(torch.int32), pixels[:2], mask.to(torch.int32)]
    export(full_part(model, ["input_ids", "pixel_values", "attention_mask"]), small, full / "model.onnx")
    check = run_onnx(full / "model.onnx", input_ids=inputs["input_ids"].int(), pixel_values=pixels, attention_mask=inputs["attention_mask"].int())
    unlike = np.abs(check["image_embeds"] - unpack(result["image_embeds"])).max()
    assert unlike < 1e-5, unlike
    result["variants"] = {}
    for variant in ("fp16", "fp16io32", "quantized"):
        # one at a time: int8 models scale by the largest number of the whole batch
        vision = one_by_one(split / "onnx" / f"vision_model_{variant}.onnx", "pixel_values", pixels, "image_embeds")
        text = one_by_one(split / "onnx" / f"text_model_{variant}.onnx", "input_ids", inputs["input_ids"], "text_embeds")
        result["variants"][variant] = {
            "image_embeds": packed(unit(torch.tensor(vision, dtype=torch.float32))),
            "text_embeds": packed(unit(torch.tensor(text, dtype=torch.float32))),
        }
    result["at224"] = reference_pixels(names)
    read_back = CLIPTokenizer.from_pretrained(full)
    result["ids_of_clip_full"] = read_back(TEXTS, padding="max_length", truncation=True, max_length=77)["input_ids"]
    result["pad_with_exclamation_mark"] = exclamation_padding(vocabulary, merges)
    return result


def unpack(value):
    return np.frombuffer(base64.b64decode(value["float32"]), "<f4").reshape(value["shape"])


def reference_pixels(names):
    """The bytes that CLIP's processor cuts out at its real size, 224: PNG files beside the expected numbers."""
    processor = clip_processor(224)
    kept = {}
    for name in ("photo.jpg", "odd.png"):
        pixels = processor(images=[load_image(str(FOLDER / "images" / name))], return_tensors="np")["pixel_values"][0]
        mean, std = (np.array(v).reshape(3, 1, 1) for v in (processor.image_mean, processor.image_std))
        levels = (pixels * std + mean) * 255
        assert np.abs(levels - levels.round()).max() < 1e-3
        kept[name] = f"at224/{name.split('.')[0]}.png"
        (FOLDER / "at224").mkdir(exist_ok=True)
        Image.fromarray(levels.round().astype(np.uint8).transpose(1, 2, 0)).save(FOLDER / kept[name], optimize=True)
    return kept


def exclamation_padding(vocabulary, merges):
    """SD 2 and the second tokenizer of SDXL pad with "!", which is then a special token in texts too."""
    tokenizer = CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=77, pad_token="!")
    return tokenizer(TEXTS, padding="max_length", truncation=True, max_length=77)["input_ids"]


def make_siglip(names, folder, tokenizer, seed, processor, split):
    folder.mkdir()
    model = siglip_model(len(tokenizer), seed)
    model.config.to_json_file(folder / "config.json")
    processor.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    result, pixels, inputs = expected(model, processor, tokenizer, names, 64, True)
    ids = inputs["input_ids"][:3]
    if split:
        export(text_part(model, ["input_ids"], "pooler_output"), [ids], folder / "onnx" / "text_model.onnx")
        export(vision_part(model, "pooler_output"), [pixels[:2]], folder / "onnx" / "vision_model.onnx")
    else:
        export(full_part(model, ["input_ids", "pixel_values"]), [ids, pixels[:2]], folder / "onnx" / "model.onnx")
    return result


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    names = make_images(FOLDER / "images")
    squash = {"size": {"height": SIDE, "width": SIDE}}
    result = {
        "versions": {m.__name__: m.__version__ for m in (transformers, tokenizers, torch, onnx, onnxruntime, PIL, np)},
        "clip": make_clip(names),
        "siglip-full": make_siglip(
            names, FOLDER / "siglip-full", siglip_tokenizer(), 12, SiglipImageProcessorPil(**squash), False
        ),
        "siglip-split": make_siglip(
            names, FOLDER / "siglip-split", siglip2_tokenizer(), 13, SiglipImageProcessorPil(**squash, resample=2), True
        ),
    }
    save_json(FOLDER / "expected.json", result)
    for name in ("clip", "siglip-full", "siglip-split"):
        for kind in ("image_embeds", "text_embeds"):
            rows = unpack(result[name][kind])
            print(name, kind, rows.shape, "mean cosine between rows", round(float((rows @ rows.T).mean()), 3))
    print(sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) // 1024, "KB")


main()
