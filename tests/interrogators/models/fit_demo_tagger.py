"""Fit the demo tagger's weights to painted pictures, and say how well each tag is told.

python -m tests.interrogators.models.fit_demo_tagger [PICTURES]

It takes a quarter of an hour and writes `demo_tagger_weights.json`, of which `demo_tagger.py`
makes the model.
The network: mean colours of 28 x 28 cells -> detectors that see 3 x 3 cells each -> their mean in
7 x 7 fields -> one logistic regression a tag.
"""

import base64
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.interrogators.models.painted_truth import CELLS, TRUTHS, prompts, sample

Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("demo_tagger_weights.json")
KINDS, FIELDS = 12, 7
_EPOCHS, _BATCH, _RATE, _DECAY = 30, 64, 0.004, 2e-5
_LEAST_F1 = 0.8  # a tag told worse than this is left out


class Network:
    """The network with its gradient, small enough to be written out."""

    def __init__(self, tags: int, rng: np.random.Generator) -> None:
        self.values = {
            "kinds": rng.normal(0, 0.9, (27, KINDS)).astype(np.float32),
            "kinds_bias": rng.uniform(-0.5, 0.8, KINDS).astype(np.float32),
            "tags": np.zeros((FIELDS * FIELDS * KINDS, tags), np.float32),
            "tags_bias": np.full(tags, -2.0, np.float32),
        }
        self._first = {name: np.zeros_like(value) for name, value in self.values.items()}
        self._second = {name: np.zeros_like(value) for name, value in self.values.items()}
        self._step = 0

    def logits(self, cells: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the logits, the fields and the detectors of each cell."""
        kinds = np.maximum(patches_of(cells) @ self.values["kinds"] + self.values["kinds_bias"], 0)
        step = CELLS // FIELDS
        parts = kinds.reshape(-1, FIELDS, step, FIELDS, step, KINDS).mean(axis=(2, 4))
        fields = parts.reshape(len(cells), -1)
        return fields @ self.values["tags"] + self.values["tags_bias"], fields, kinds

    def learn(self, cells: Floats, truth: Floats, rate: float) -> float:
        """Go one step down; return the mean cross entropy before it."""
        logits, fields, kinds = self.logits(cells)
        chance = 1 / (1 + np.exp(-logits))
        wrong = (chance - truth) / len(cells)
        step = CELLS // FIELDS
        back = (wrong @ self.values["tags"].T).reshape(-1, FIELDS, 1, FIELDS, 1, KINDS)
        spread = np.broadcast_to(back, (len(cells), FIELDS, step, FIELDS, step, KINDS))
        inner = spread.reshape(kinds.shape) / step**2 * (kinds > 0)
        self._adjust(
            {
                "kinds": patches_of(cells).reshape(-1, 27).T @ inner.reshape(-1, KINDS),
                "kinds_bias": inner.sum(axis=(0, 1, 2)),
                "tags": fields.T @ wrong + _DECAY * self.values["tags"],
                "tags_bias": wrong.sum(axis=0),
            },
            rate,
        )
        near = np.clip(chance, 1e-6, 1 - 1e-6)
        return float(-(truth * np.log(near) + (1 - truth) * np.log(1 - near)).mean())

    def _adjust(self, slopes: dict[str, Floats], rate: float) -> None:
        """Adam (Kingma and Ba 2014)."""
        self._step += 1
        for name, slope in slopes.items():
            self._first[name] = 0.9 * self._first[name] + 0.1 * slope
            self._second[name] = 0.999 * self._second[name] + 0.001 * slope**2
            first = self._first[name] / (1 - 0.9**self._step)
            second = self._second[name] / (1 - 0.999**self._step)
            self.values[name] -= (rate * first / (np.sqrt(second) + 1e-8)).astype(np.float32)


def patches_of(cells: Floats) -> Floats:
    """Return each cell with its eight neighbours: rows, columns, RGB; beyond the edge is grey."""
    wide = np.pad(cells, ((0, 0), (1, 1), (1, 1), (0, 0)))
    shifts = [
        wide[:, row : row + CELLS, column : column + CELLS]
        for row in range(3)
        for column in range(3)
    ]
    return np.concatenate(shifts, axis=-1)


def paint_all(number: int, seed: int) -> tuple[Floats, Floats]:
    with ProcessPoolExecutor(2) as pool:
        done = list(pool.map(sample, *zip(*prompts(number, seed), strict=True), chunksize=32))
    return np.stack([cells for cells, _ in done]), np.array([t for _, t in done], np.float32)


def f1_of(logits: Floats, truth: Floats) -> Floats:
    """Return F1 of each tag at the usual threshold of 0.35."""
    said = logits > np.log(0.35 / 0.65)
    right = (said * truth).sum(axis=0)
    return np.asarray(2 * right / np.maximum(said.sum(axis=0) + truth.sum(axis=0), 1))


def fit(cells: Floats, truth: Floats) -> Network:
    rng = np.random.default_rng(7)
    network = Network(truth.shape[1], rng)
    for epoch in range(_EPOCHS):
        order, losses = rng.permutation(len(cells)), []
        rate = _RATE * (1 - epoch / _EPOCHS) + 1e-4
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            losses.append(network.learn(cells[chosen], truth[chosen], rate))
        sys.stdout.write(f"{epoch} {np.mean(losses):.4f}\n")
        sys.stdout.flush()
    return network


def keep(network: Network, scores: Floats) -> None:
    """Write the weights of the tags that are told well enough, the matrices in 8 bits."""
    kept = [place for place, score in enumerate(scores) if score >= _LEAST_F1]
    values = network.values
    stored = {
        "names": [list(TRUTHS)[place] for place in kept],
        "kinds": _in_8_bits(values["kinds"]),
        "kinds_bias": [round(float(number), 4) for number in values["kinds_bias"]],
        "tags": _in_8_bits(values["tags"][:, kept]),
        "tags_bias": [round(float(number), 4) for number in values["tags_bias"][kept]],
    }
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _in_8_bits(matrix: Floats) -> dict[str, object]:
    """Round to 8 bits with one scale a column."""
    scale = np.abs(matrix).max(axis=0) / 127
    small = np.round(matrix / scale).astype(np.int8)
    return {
        "bytes": base64.b64encode(small.tobytes()).decode("ascii"),
        "scale": [float(f"{number:.6g}") for number in scale],
    }


def main(number: int) -> None:
    cells, truth = paint_all(number, seed=1)
    network = fit(cells, truth)
    test_cells, test_truth = paint_all(number // 5, seed=2)
    scores = f1_of(network.logits(test_cells)[0], test_truth)
    for tag, score, share in zip(TRUTHS, scores, test_truth.mean(axis=0), strict=True):
        sys.stdout.write(f"{tag:20} F1 {score:.2f}   in {share:.0%}\n")
    keep(network, scores)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
