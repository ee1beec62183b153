"""Pictures, captions and truth as render.mjs wrote them."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from device import here
from shapes import IMAGE, TEXT_LENGTH
from tokenizer import fixed_length, make_tokenizer


@dataclass(frozen=True)
class Grammar:
    """What can be drawn and said."""

    attributes: list
    """the seven names, in the order of every attribute array"""
    values: dict
    """name to its values"""
    words: list

    @property
    def counts(self):
        """How many values each attribute has."""
        return [len(self.values[name]) for name in self.attributes]


def read_grammar(folder):
    grammar = json.loads((Path(folder) / "grammar.json").read_text())
    return Grammar(grammar["attributes"], grammar["values"], grammar["words"])


class Pictures:
    """One split. Pixels stay on disk and are read where they are asked for.

    truth: (n, 7) value of each attribute; tokens, wrong: (n, captions, TEXT_LENGTH) of the captions and their false twins;
    said: (n, captions, 7) whether a caption settles an attribute.
    """

    def __init__(self, folder, split):
        folder = Path(folder)
        self.grammar = read_grammar(folder)
        count = json.loads((folder / f"{split}.json").read_text())["count"]
        self.pixels = np.memmap(folder / f"{split}.u8", np.uint8, "r", shape=(count, IMAGE, IMAGE, 3))
        with np.load(_packed(folder, split, self.grammar)) as packed:
            self.truth, self.tokens, self.wrong, self.said = (packed[key] for key in ("truth", "tokens", "wrong", "said"))

    def __len__(self):
        return len(self.pixels)

    def images(self, index):
        """Pictures as networks take them: (b, 3, 64, 64) in [-1, 1], contiguous (channels_last training crashes on CPUs)."""
        pixels = here(np.ascontiguousarray(self.pixels[index].transpose(0, 3, 1, 2)))
        return pixels.float().div_(127.5).sub_(1)

    def labels(self, index):
        """(b, 7) values of the attributes."""
        return here(self.truth[index]).long()


def _packed(folder, split, grammar):
    """The captions as numbers, made once per set of pictures."""
    lines, packed = folder / f"{split}.jsonl", folder / f"{split}.npz"
    if packed.exists() and packed.stat().st_mtime >= lines.stat().st_mtime:
        return packed
    tokenizer = fixed_length(make_tokenizer(grammar.words))
    records = [json.loads(line) for line in lines.open()]
    captions = [caption for record in records for caption in record["captions"]]
    shape = (len(records), len(records[0]["captions"]), -1)
    bits = np.array([caption["said"] for caption in captions])[:, None] >> np.arange(len(grammar.attributes)) & 1
    partial = packed.with_suffix(".part.npz")
    np.savez(
        partial,
        truth=np.array([record["attributes"] for record in records], np.uint8),
        said=bits.astype(bool).reshape(shape),
        **{
            name: _encode(tokenizer, [caption[key] for caption in captions]).reshape(shape)
            for name, key in (("tokens", "text"), ("wrong", "wrong"))
        },
    )
    os.replace(partial, packed)
    return packed


def _encode(tokenizer, texts):
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    assert all(len(row) == TEXT_LENGTH for row in ids)
    return np.array(ids, np.uint8)
