"""What camera, processing and transmission do to a photo: blur, noise, sharpening, resampling."""

from random import Random

import cv2
import numpy as np

from training.cutouts import Picture

__all__ = ["worn"]


def worn(picture: Picture, random: Random) -> Picture:
    """Give the picture after a random life; JPEG artefacts come when it is written."""
    noise = np.random.default_rng(random.randrange(1 << 30))
    if random.random() < 0.25:
        picture = _resampled(picture, random.uniform(0.5, 0.9))
    if random.random() < 0.2:
        picture = _blur(picture, random.uniform(0.4, 1.2))
    if random.random() < 0.1:
        picture = _shaken(picture, random)
    if random.random() < 0.35:
        picture = _sharpened(picture, random.uniform(0.3, 1.2), random.uniform(0.7, 1.5))
    if random.random() < 0.5:
        grain = noise.standard_normal(picture.shape, dtype=np.float32)
        picture = picture + random.uniform(1, 8) * grain
    if random.random() < 0.35:
        picture = picture * random.uniform(0.6, 1.25)
    if random.random() < 0.2:
        curve = np.clip(picture / 255, 0, 1) ** random.uniform(0.75, 1.35)
        picture = np.asarray(255 * curve, dtype=np.float32)
    return np.asarray(np.clip(picture, 0, 255), dtype=np.float32)


def _blur(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), dtype=np.float32)


def _sharpened(picture: Picture, amount: float, sigma: float) -> Picture:
    return np.asarray(picture + amount * (picture - _blur(picture, sigma)), dtype=np.float32)


def _resampled(picture: Picture, share: float) -> Picture:
    height, width = picture.shape[:2]
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(
        cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32
    )


def _shaken(picture: Picture, random: Random) -> Picture:
    """Blur along a line, as a moving hand does."""
    side = random.choice((3, 5, 7))
    kernel = np.zeros((side, side), dtype=np.float32)
    kernel[side // 2] = 1
    turn = cv2.getRotationMatrix2D((side // 2, side // 2), random.uniform(0, 180), 1)
    kernel = np.asarray(cv2.warpAffine(kernel, turn, (side, side)), dtype=np.float32)
    return np.asarray(
        cv2.filter2D(picture, -1, kernel / max(float(kernel.sum()), 1e-6)), dtype=np.float32
    )
