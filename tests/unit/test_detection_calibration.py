"""Scores become probabilities and back; the detector and the registry use them."""

from pathlib import Path

import pytest

from detection import registry
from detection.calibration import Calibration
from detection.registry import ModelError

HALVES = Calibration(slope=2.0, intercept=0.5, housing_power=2.0)


def test_without_measurement_a_score_stays_as_it_is() -> None:
    assert Calibration().probability(0.3) == pytest.approx(0.3)
    assert Calibration().housing_probability((0.2, 0.6), 1) == pytest.approx(0.75)


def test_score_and_probability_undo_each_other() -> None:
    for score in (0.001, 0.05, 0.5, 0.97):
        assert HALVES.score(HALVES.probability(score)) == pytest.approx(score)


def test_a_known_value() -> None:
    assert HALVES.probability(0.5) == pytest.approx(0.6225, abs=1e-4)


def test_scores_of_zero_and_one_have_a_probability() -> None:
    assert 0 < HALVES.probability(0.0) < HALVES.probability(1.0) < 1


def test_a_higher_power_makes_types_surer() -> None:
    assert HALVES.housing_probability((0.2, 0.6), 1) == pytest.approx(0.9)


@pytest.mark.parametrize("slope", [0.0, -1.0])
def test_a_curve_that_turns_the_order_round_is_refused(slope: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Calibration(slope=slope)


def test_the_registry_gives_it(tmp_path: Path) -> None:
    entry = """
    default = "a"
    [models.a]
    file = "a.onnx"
    sha256 = "00"
    image_size = 640
    confidence = 0.5
    min_housing_confidence = 0.4
    min_housing_px = 8
    recall = 0.6
    precision = 0.7
    calibration = {slope = SLOPE, intercept = -0.4, housing_power = 1.5}
    """
    path = tmp_path / "registry.toml"
    path.write_text(entry.replace("SLOPE", "0.8"))
    model = registry.models(tmp_path)["a"]
    assert model.calibration == Calibration(slope=0.8, intercept=-0.4, housing_power=1.5)
    assert (model.recall, model.precision) == (0.6, 0.7)
    path.write_text(entry.replace("SLOPE", "-0.8"))
    with pytest.raises(ModelError, match="cannot be read"):
        registry.models(tmp_path)
