"""The word-level tokenizer of the small world, from the words of the caption grammar.

A standard tokenizer.json: lower case, cut at spaces and punctuation, one token per known word, <unk> for every other.
WordPiece without any word pieces, because the JavaScript library has no WordLevel model; a word is known whole or not at all.
"""

import json
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from shapes import TEXT_LENGTH

PAD, UNK, BOS, EOS = SPECIAL = ("<pad>", "<unk>", "<bos>", "<eos>")


def make_tokenizer(words):
    """A tokenizer that knows exactly these words. Ids: the special tokens first, then the words in their order."""
    vocabulary = {word: i for i, word in enumerate((*SPECIAL, *words))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=UNK, max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A {EOS}", special_tokens=[(BOS, vocabulary[BOS]), (EOS, vocabulary[EOS])]
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


def write_tokenizer(tokenizer, folder):
    """tokenizer.json and tokenizer_config.json, as transformers and transformers.js load them."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": TEXT_LENGTH,
        "padding_side": "right",
        "clean_up_tokenization_spaces": False,
        **{"pad_token": PAD, "unk_token": UNK, "bos_token": BOS, "eos_token": EOS},
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")


def load_tokenizer(folder):
    """The tokenizer of a folder, set to cut and pad texts to TEXT_LENGTH."""
    return fixed_length(Tokenizer.from_file(str(Path(folder) / "tokenizer.json")))


def fixed_length(tokenizer):
    """The same tokenizer, set to cut and pad texts to TEXT_LENGTH."""
    copy = Tokenizer.from_str(tokenizer.to_str())
    copy.enable_truncation(TEXT_LENGTH)
    copy.enable_padding(length=TEXT_LENGTH, pad_id=0, pad_token=PAD)
    return copy
