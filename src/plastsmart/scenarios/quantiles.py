"""Distributions as quantile functions, truncated within a parameter's bounds; scipy computes them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import InvalidValueError
from plastsmart.parameters import (
    Beta,
    Dirichlet,
    Distribution,
    Lognormal,
    Normal,
    Pedigree,
    Pert,
    Triangular,
    Uniform,
)

__all__ = ["PEDIGREE", "cumulative", "inverse", "quantile"]

PEDIGREE: Final = {1: 1.05, 2: 1.10, 3: 1.20, 4: 1.50, 5: 2.00}
"""Geometric standard deviation that a quality score stands for: a convention of the package.

Scores are those of the pedigree matrix of Weidema and Wesnæs (1996, J. Cleaner Prod. 4, 167-174).
Two thirds of a lognormal lie within the median divided and multiplied by this factor. The factors
1.05 to 1.50 are those that ecoinvent 2 gives the scores 2 to 5 of reliability, taken one score
earlier since no basic uncertainty is added here; they are judgements, not measurements.
"""

_LEAST_MASS: Final = 1e-9
"""Probability that a distribution must have within its parameter's bounds."""

Array = NDArray[np.float64]


def _pert_shapes(d: Triangular) -> tuple[float, float]:
    span = d.high - d.low
    return 1.0 + 4.0 * (d.mode - d.low) / span, 1.0 + 4.0 * (d.high - d.mode) / span


def _geometric(score: int) -> float:
    return float(np.log(PEDIGREE[score]))


def cumulative(d: Distribution, x: Any, center: float) -> Any:  # noqa: PLR0911 - one a kind
    """Return the probability of at most `x`; `center` is the value that a pedigree score is about."""
    from scipy import special

    x = np.asarray(x, dtype=np.float64)
    match d:
        case Pert():
            a, b = _pert_shapes(d)
            return special.betainc(a, b, np.clip((x - d.low) / (d.high - d.low), 0.0, 1.0))
        case Triangular():
            x = np.clip(x, d.low, d.high)
            span = d.high - d.low
            rise, fall = max(d.mode - d.low, 0.0), max(d.high - d.mode, 0.0)
            below = (x - d.low) ** 2 / (span * rise) if rise else np.zeros_like(x)
            above = 1.0 - ((d.high - x) ** 2 / (span * fall) if fall else np.zeros_like(x))
            return np.where(x < d.mode, below, above)
        case Uniform():
            return np.clip((x - d.low) / (d.high - d.low), 0.0, 1.0)
        case Normal():
            return special.ndtr((x - d.mean) / d.sd)
        case Lognormal():
            return _lognormal_cdf(x, d.median, d.sigma)
        case Beta():
            return special.betainc(d.a, d.b, np.clip(x, 0.0, 1.0))
        case Pedigree():
            if center == 0.0:
                return np.where(x < 0.0, 0.0, 1.0)
            return _lognormal_cdf(x, center, _geometric(d.score))
    raise InvalidValueError(f"{d} has no cumulative probability of its own")


def _lognormal_cdf(x: Array, median: float, sigma: float) -> Any:
    from scipy import special

    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.log(np.maximum(x, 0.0) / median) / sigma
    return np.where(x > 0.0, special.ndtr(z), 0.0)


def inverse(d: Distribution, p: Array, center: float) -> Array:  # noqa: PLR0911 - one a kind
    """Return the value below which the probability is `p`, without bounds."""
    from scipy import special

    match d:
        case Pert():
            a, b = _pert_shapes(d)
            return np.asarray(d.low + (d.high - d.low) * special.betaincinv(a, b, p))
        case Triangular():
            span = d.high - d.low
            at_mode = (d.mode - d.low) / span
            rising = d.low + np.sqrt(p * span * (d.mode - d.low))
            falling = d.high - np.sqrt((1.0 - p) * span * (d.high - d.mode))
            return np.where(p < at_mode, rising, falling)
        case Uniform():
            return d.low + (d.high - d.low) * p
        case Normal():
            return np.asarray(d.mean + d.sd * special.ndtri(p))
        case Lognormal():
            return np.asarray(d.median * np.exp(d.sigma * special.ndtri(p)))
        case Beta():
            return np.asarray(special.betaincinv(d.a, d.b, p))
        case Pedigree():
            return np.asarray(center * np.exp(_geometric(d.score) * special.ndtri(p)))
        case Dirichlet():
            # a gamma variate of the Dirichlet's own shape; shares of their sum are the composition
            if center == 0.0:
                return np.zeros_like(p)
            return np.asarray(special.gammaincinv(d.concentration * center, p))
    raise InvalidValueError(f"{d} cannot be drawn from")


def quantile(
    d: Distribution, u: Array, *, center: float, low: float, high: float, what: str
) -> Array:
    """Return the values at probabilities `u` of a distribution truncated between two bounds.

    Parameters
    ----------
    d : Distribution
    u : ndarray
        Between 0 and 1, both excluded.
    center : float
        The value that the distribution belongs to.
    low, high : float
        Bounds of the parameter; infinite where there is none. What lies outside is never drawn:
        the distribution is truncated, not clipped.
    what : str
        For the message.

    Raises
    ------
    InvalidValueError
        If (nearly) nothing of the distribution lies within the bounds.
    """
    if isinstance(d, Dirichlet):
        return inverse(d, u, center)
    below = float(cumulative(d, low, center)) if np.isfinite(low) else 0.0
    above = float(cumulative(d, high, center)) if np.isfinite(high) else 1.0
    if isinstance(d, Pedigree) and center == 0.0:
        return np.zeros_like(u)
    if above - below < _LEAST_MASS:
        raise InvalidValueError(
            f"{what}: only {above - below:.1g} of {d} lies within the bounds {low:g} to {high:g}; "
            "give a distribution that lies within them"
        )
    if (below, above) != (0.0, 1.0):
        u = below + u * (above - below)
    # inverse and cumulative round differently at the bounds
    return np.clip(inverse(d, u, center), low, high)
