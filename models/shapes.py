"""The sizes that several networks share."""

IMAGE = 64
"""Side of the pictures, pixels."""

TEXT_LENGTH = 32
"""Tokens of a text, start and end included; the longest caption of the grammar has 29."""

TEXT_WIDTH = 128
"""Numbers per token."""

LATENT_CHANNELS = 8
LATENT = 16
"""Side of a latent image: the autoencoder shrinks 4 times."""

EMBEDDING = 128
"""Numbers of an image or a text in CLIP's common space."""

TRAIN_STEPS = 1000
"""Times of the diffusion."""
