"""Sheets of pictures to look at."""

from pathlib import Path

import numpy as np
from PIL import Image


def save_sheet(images, path, columns=8, zoom=2):
    """Writes a PNG. images: (n, 3, h, w) in [-1, 1]."""
    n, _, height, width = images.shape
    rows = -(-n // columns)
    sheet = np.full((rows * (height + 2), columns * (width + 2), 3), 255, np.uint8)
    pixels = ((images.detach().clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    for i, picture in enumerate(pixels):
        top, left = i // columns * (height + 2), i % columns * (width + 2)
        sheet[top : top + height, left : left + width] = picture
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(sheet).resize((sheet.shape[1] * zoom, sheet.shape[0] * zoom), Image.NEAREST).save(path)
