"""From linear light to a photo: exposure, lens, sensor and tone curve of a phone."""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["develop", "film_curve"]

Image = NDArray[np.float32]


def develop(light: Image, seed: int) -> NDArray[np.uint8]:
    """Turn scene-linear RGB of shape (height, width, 3) into an 8-bit sRGB photo."""
    random = np.random.default_rng(seed)
    exposed = _expose(_balance(np.clip(light, 0, 1e4)))
    blurred = cv2.GaussianBlur(_vignette(exposed, 0.25), (0, 0), random.uniform(0.45, 0.7))
    noisy = _sensor_noise(np.asarray(blurred, dtype=np.float32), random)
    shown = _sharpen(film_curve(noisy), 0.5)
    return np.asarray(np.clip(shown * 255 + 0.5, 0, 255), dtype=np.uint8)


def _balance(light: Image) -> Image:
    """Take half of the colour cast away, as automatic white balance does."""
    means = np.clip(light, 0, np.percentile(light, 95)).reshape(-1, 3).mean(axis=0)
    gain = (means.mean() / np.maximum(means, 1e-6)) ** 0.6
    return np.asarray(light * gain, dtype=np.float32)


def _expose(light: Image) -> Image:
    """Scale so that the middle of the scene becomes a middle grey."""
    luminance = light @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    lowest, highest = np.percentile(luminance, (2, 97))
    middle = np.exp(np.log(np.clip(luminance, max(lowest, 1e-5), highest)).mean())
    return np.asarray(light * (0.21 / middle), dtype=np.float32)


def _vignette(light: Image, strength: float) -> Image:
    height, width = light.shape[:2]
    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    fall = 1 - strength * ((x * width) ** 2 + (y * height) ** 2) / (width**2 + height**2)
    return np.asarray(light * fall[..., None], dtype=np.float32)


def _sensor_noise(light: Image, random: np.random.Generator) -> Image:
    """Add shot and read noise, softened the way in-camera noise reduction leaves it."""
    grain = random.normal(size=light.shape).astype(np.float32)
    grain = grain * 0.45 + np.asarray(cv2.GaussianBlur(grain, (0, 0), 1.0)) * 1.2
    sigma = np.sqrt(np.clip(light, 0, None) * 0.0004 + 0.000012)
    return np.asarray(np.clip(light + grain * sigma, 0, None), dtype=np.float32)


def film_curve(light: Image) -> Image:
    """Turn exposed linear light into display values 0..1.

    Highlights roll off by Narkowicz' fit of the ACES curve (2016), a little softened; then the
    sRGB transfer curve (IEC 61966-2-1).
    """
    x = np.clip(light, 0, None) * 0.85
    linear = np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(encoded, dtype=np.float32)


def _sharpen(image: Image, amount: float) -> Image:
    soft = np.asarray(cv2.GaussianBlur(image, (0, 0), 1.2))
    return np.asarray(image + amount * (image - soft), dtype=np.float32)
