"""Search: among permitted subsets of measures, those that no other is both cheaper and better than.

Subsets are told apart by cost to the øre and by rate to twelve decimals, so that rounding makes no
difference where there is none. A branch is left alone when the bounds of all that it may become are
worse than something already found.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.scenarios.choices import IN, OPEN, OUT, Choices, Permission, States, codes
from plastsmart.scenarios.projection import REACHED_WITHIN

__all__ = [
    "DECIMALS",
    "FEW",
    "ORE",
    "Floats",
    "Front",
    "Problem",
    "Rules",
    "best_first",
    "best_rate",
    "greedy",
    "whole_front",
]

ORE: Final = 2
"""Decimals of NOK/year by which costs are told apart."""

DECIMALS: Final = 12
"""Decimals by which rates are told apart."""

FEW: Final = 5
"""Open measures up to which it is not worth while to look for good subsets first."""

_ROWS: Final = 1024
"""Branches that are followed together."""

_ROUNDS: Final = 30
"""Times that neighbours of what is best are looked at, at most."""

_BESIDE: Final = 4
"""Points of the front on either side whose neighbours are looked at too."""

_TOGETHER: Final = 512
"""Branches that the best-first search follows at once."""

Floats = NDArray[np.float64]


@attrs.frozen(eq=False)
class Rules:
    """Which measures may be taken together.

    Attributes
    ----------
    apart : ndarray of bool, shape (measure, measure)
        Pairs of which at most one is taken.
    needs : ndarray of bool, shape (measure, measure)
        Whether the first is only taken with the second.
    """

    apart: NDArray[np.bool_]
    needs: NDArray[np.bool_]

    def kept(self, states: States) -> NDArray[np.bool_]:
        """Return which branches break no rule so far."""
        taken = (states == IN).astype(np.int64)
        out = states == OUT
        clash = ((taken @ self.apart) > 0) & (taken > 0)
        lacking = ((taken @ self.needs) > 0) & out
        result: NDArray[np.bool_] = ~(clash.any(axis=1) | lacking.any(axis=1))
        return result

    def follow(self, state: States) -> int | None:
        """Decide what follows from what is decided, in place; return a measure that cannot be."""
        while True:
            taken, out = state == IN, state == OUT
            into = self.needs[taken].any(axis=0)
            away = self.apart[taken].any(axis=0) | self.needs[:, out].any(axis=1)
            wrong = (into & out) | (away & taken) | (into & away)
            if wrong.any():
                return int(np.flatnonzero(wrong)[0])
            new = np.where(into, IN, np.where(away, OUT, state)).astype(np.int8)
            if np.array_equal(new, state):
                return None
            state[:] = new


class Front:
    """The subsets found so far that none is at least as cheap and as good as.

    Equal ones count once: the one with fewer measures, then by name.
    """

    def __init__(self, measures: int) -> None:
        self.states: States = np.empty((0, measures), dtype=np.int8)
        self.cost, self.rate = np.empty(0), np.empty(0)
        self._cost, self._rate = np.empty(0), np.empty(0)

    def add(self, states: States, cost: Floats, rate: Floats) -> None:
        """Take in what was evaluated."""
        near_cost, near_rate = np.round(cost, ORE), np.round(rate, DECIMALS)
        if len(self._cost):
            better = self._best_at(near_cost) <= near_rate
            states, cost, rate = states[better], cost[better], rate[better]
            near_cost, near_rate = near_cost[better], near_rate[better]
        if not len(states):
            return
        states = np.concatenate([self.states, states])
        cost, rate = np.concatenate([self.cost, cost]), np.concatenate([self.rate, rate])
        near_cost = np.concatenate([self._cost, near_cost])
        near_rate = np.concatenate([self._rate, near_rate])
        order = np.lexsort((-near_rate, near_cost))
        best = np.maximum.accumulate(near_rate[order])
        before = np.concatenate([[-np.inf], best[:-1]])
        # what is not worse than all before it: the front, and ties of its points
        order = order[near_rate[order] >= before]
        taken = states[order] == IN
        by_name = tuple(~taken[:, column] for column in range(taken.shape[1] - 1, -1, -1))
        ties = np.lexsort((*by_name, taken.sum(axis=1), -near_rate[order], near_cost[order]))
        order = order[ties]
        best = np.maximum.accumulate(near_rate[order])
        before = np.concatenate([[-np.inf], best[:-1]])
        order = order[near_rate[order] > before]
        self.states, self.cost, self.rate = states[order], cost[order], rate[order]
        self._cost, self._rate = near_cost[order], near_rate[order]

    def _best_at(self, cost: Floats, side: str = "right") -> Floats:
        """Return the best rate for at most some cost, or for less (`side` "left")."""
        place = np.searchsorted(self._cost, cost, side=side)  # type: ignore[call-overload]
        return np.asarray(np.concatenate([[-np.inf], self._rate])[place])

    def worse(self, low: Floats, high: Floats) -> NDArray[np.bool_]:
        """Return which branches of at least some cost and at most some rate cannot join."""
        cost, rate = np.round(low, ORE), np.round(high, DECIMALS)
        if not len(self._cost):
            return np.zeros(len(cost), dtype=bool)
        result: NDArray[np.bool_] = (self._best_at(cost) > rate) | (
            self._best_at(cost, "left") >= rate
        )
        return result

    def cheapest(self, level: float) -> int | None:
        """Return the cheapest that reaches a level."""
        found = np.flatnonzero(self.rate >= level - REACHED_WITHIN)
        return int(found[0]) if len(found) else None


class Problem:
    """Cost and rate of subsets, and which subsets there may be.

    Parameters
    ----------
    choices : Choices
        Whose first result is the rate and second, where there is one, the cost of the flows.
    permission : Permission
    rules : Rules
    own : ndarray, shape (measure,)
        NOK/year that each measure costs by itself.
    budget : float
        The most that a subset may cost.
    """

    def __init__(
        self,
        choices: Choices,
        permission: Permission,
        rules: Rules,
        own: Floats,
        budget: float = math.inf,
    ) -> None:
        self.choices, self.permission, self.rules = choices, permission, rules
        self.own, self.budget = own, budget
        self.evaluated = 0
        self._known: set[bytes] = set()
        nothing = np.full((1, len(own)), OUT, dtype=np.int8)
        values = choices.values(nothing)
        self.without = float(values[1][0]) if len(values) > 1 else 0.0
        self.rate_without = float(values[0][0])
        # sums in another order may differ in their last bits
        self._rounding = 1e-13 * (abs(self.without) + float(np.abs(own).sum()))

    def evaluate(self, states: States, front: Front) -> None:
        """Evaluate subsets, and let those join the front that may."""
        if not len(states):
            return
        self.evaluated += len(states)
        rate, *flows = self.choices.values(states)
        cost = (states == IN) @ self.own
        if flows:
            cost = cost + (flows[0] - self.without)
        fits = self.affordable(cost) & ~np.isnan(rate)
        front.add(states[fits], cost[fits], rate[fits])

    def remember(self, states: States) -> None:
        """Note subsets, few of them, that need no second look."""
        self._known.update(row.tobytes() for row in states)

    def known(self, states: States) -> NDArray[np.bool_]:
        """Return which subsets were noted."""
        if not self._known or not len(states):
            return np.zeros(len(states), dtype=bool)
        known = np.frombuffer(b"".join(sorted(self._known)), dtype=np.int8)
        return np.isin(codes(states), codes(known.reshape(-1, states.shape[1])))

    def affordable(self, cost: Floats) -> NDArray[np.bool_]:
        """Return which costs the budget allows, to the øre."""
        result: NDArray[np.bool_] = np.round(cost, ORE) <= self.budget + 0.5 * 10.0**-ORE
        return result

    def bounds(self, states: States) -> tuple[Floats, Floats]:
        """Return the least cost and the best rate of all that branches may become."""
        rate, *flows = self.choices.bounds(states)
        cost = (states == IN) @ self.own + (states == OPEN) @ np.minimum(self.own, 0.0)
        if flows:
            cost = cost + (flows[0][0] - self.without)
        return cost - self._rounding, rate[1] + 1e-14

    def allowed(self, states: States) -> NDArray[np.bool_]:
        """Return which subsets, all decided, may be taken."""
        fits = self.rules.kept(states)
        fits[fits] = self.permission.of(states[fits] == IN)
        return fits

    def branched(self, states: States, measure: int) -> States:
        """Return both branches of each where a measure is open, and what it is where it is not."""
        is_open = states[:, measure] == OPEN
        if not is_open.any():
            return states
        without, with_it = states.copy(), states[is_open]
        without[is_open, measure] = OUT
        with_it[:, measure] = IN
        both = np.concatenate([without, with_it])
        # both of one branch side by side, so that neighbours share most of their flows
        order = np.argsort(
            np.concatenate([np.arange(len(states)), np.flatnonzero(is_open)]), kind="stable"
        )
        branches: States = both[order]
        return self.possible(branches, measure)

    def possible(self, states: States, measure: int) -> States:
        """Return the branches that break no rule after a measure was decided."""
        taken = states[:, measure] == IN
        now_in, now_out = states == IN, states == OUT
        rules = self.rules
        clash = (now_in & rules.apart[measure]).any(axis=1)
        lacking = (now_out & rules.needs[measure]).any(axis=1)
        needed = (now_in & rules.needs[:, measure]).any(axis=1)
        fits = np.where(taken, ~(clash | lacking), ~needed)
        for parameter in self.permission.bounded:
            members = list(self.permission.members[parameter])
            if measure in members and fits.any():
                ready = fits & (states[:, members] != OPEN).all(axis=1)
                if ready.any():
                    fits[ready] = self.permission.of_parameter(parameter, states[ready] == IN)
        return np.asarray(states[fits])


def greedy(problem: Problem, start: States, front: Front) -> None:
    """Take, again and again, the measure that gives most for its cost; then leave each out.

    So that there is something to hold branches against from the outset.
    """
    current = np.where(start == OPEN, OUT, start).astype(np.int8)
    rules = problem.rules
    here: tuple[float, float] | None = None

    def looked_at(rows: States) -> tuple[States, Floats, Floats]:
        rows = rows[np.unique(codes(rows), return_index=True)[1]]
        rows = rows[~problem.known(rows)]
        rows = rows[problem.allowed(rows)]
        problem.remember(rows)
        own = Front(rows.shape[1])
        if not len(rows):
            return rows, np.empty(0), np.empty(0)
        problem.evaluate(rows, own)
        front.add(own.states, own.cost, own.rate)
        return own.states, own.cost, own.rate

    rows, cost, rate = looked_at(current[np.newaxis])
    if len(rows):
        here = float(cost[0]), float(rate[0])
    for _ in range(len(start)):
        more = []
        for measure in np.flatnonzero((start == OPEN) & (current == OUT)):
            row = np.where(current == OUT, OPEN, current).astype(np.int8)
            row[start == OUT] = OUT
            row[measure] = IN
            if rules.follow(row) is None:
                more.append(np.where(row == OPEN, OUT, row).astype(np.int8))
        if not more:
            break
        rows, cost, rate = looked_at(np.array(more, dtype=np.int8))
        if not len(rows):
            break
        if here is None:
            pick = int(np.argmax(rate))
        else:
            gain, price = rate - here[1], cost - here[0]
            worth = np.where(gain > 0, gain / np.maximum(price, 1e-9), -np.inf)
            pick = int(np.argmax(worth))
            if not gain[pick] > 0:
                break
        current, here = rows[pick], (float(cost[pick]), float(rate[pick]))
    fewer = [current.copy() for _ in np.flatnonzero((start == OPEN) & (current == IN))]
    for row, measure in zip(fewer, np.flatnonzero((start == OPEN) & (current == IN)), strict=True):
        row[measure] = OUT
    if fewer:
        looked_at(np.array(fewer, dtype=np.int8))


def improved(problem: Problem, start: States, front: Front, level: float) -> None:
    """Look at the neighbours of the best subset so far, and of those beside it on the front.

    Neighbours have one measure more or less, or one in another's place.
    """
    free = np.flatnonzero(start == OPEN)
    looked_at: set[bytes] = set()
    for _ in range(_ROUNDS):
        best = front.cheapest(level)
        middle = best if best is not None else len(front.cost) - 1
        near = front.states[max(middle - _BESIDE, 0) : middle + _BESIDE + 1]
        new = [state for state in near if state.tobytes() not in looked_at]
        if not new:
            return
        looked_at.update(state.tobytes() for state in new)
        rows = np.concatenate([_neighbours(state, free) for state in new])
        rows = rows[np.unique(codes(rows), return_index=True)[1]]
        rows = rows[problem.allowed(rows)]
        rows = rows[~problem.known(rows)]
        problem.remember(rows)
        problem.evaluate(rows, front)


def _neighbours(state: States, free: NDArray[np.intp]) -> States:
    taken, left = free[state[free] == IN], free[state[free] == OUT]
    changes = [[measure] for measure in free]
    changes += [[one, other] for one in taken for other in left]
    rows: States = np.repeat(state[np.newaxis], len(changes), axis=0)
    for row, change in zip(rows, changes, strict=True):
        row[change] = IN - row[change]
    return rows


def whole_front(
    problem: Problem,
    start: States,
    order: Sequence[int],
    front: Front,
    limit: float = math.inf,
) -> bool:
    """Find every point of the front; return whether that was done within the limit.

    Parameters
    ----------
    problem : Problem
    start : ndarray, shape (measure,)
        What is decided from the outset.
    order : sequence of int
        The open measures, in the order in which they are decided.
    front : Front
        With what was found so far; it grows.
    limit : float
        Branches to follow at most.
    """
    first = start[np.newaxis].copy()
    followed = 0
    waiting: list[tuple[int, States, Floats, Floats]] = [
        (0, first, np.full(1, -np.inf), np.full(1, np.inf))
    ]
    while waiting:
        if followed >= limit:
            return False
        depth, states, low, high = waiting.pop()
        alive = ~front.worse(low, high)
        states = states[alive]
        if depth < len(order):
            states = problem.branched(states, order[depth])
            depth += 1
        if not len(states):
            continue
        if depth == len(order):
            fits = np.ones(len(states), dtype=bool)
            for measure in problem.permission.idle_alone:
                fits &= ~problem.permission.idle(measure, states == IN)
            states = states[fits]
            problem.evaluate(states[~problem.known(states)], front)
            continue
        followed += len(states)
        low, high = problem.bounds(states)
        keep = ~front.worse(low, high) & problem.affordable(low)
        states, low, high = states[keep], low[keep], high[keep]
        # the last is looked at first
        for at in reversed(range(0, len(states), _ROWS)):
            part = slice(at, at + _ROWS)
            waiting.append((depth, states[part], low[part], high[part]))
    return True


def best_first(
    problem: Problem,
    start: States,
    order: Sequence[int],
    front: Front,
    level: float,
    limit: int,
) -> float:
    """Look for the cheapest subset that reaches a level, the most promising branches first.

    Returns
    -------
    float
        NOK/year that whatever was not looked at costs at least; infinity where that is nothing,
        minus infinity where it has no bound.
    """

    def promising(low: Floats, high: Floats) -> NDArray[np.bool_]:
        keep = (high >= level - REACHED_WITHIN) & problem.affordable(low)
        best = front.cheapest(level)
        if best is not None:
            keep &= np.round(low, ORE) < np.round(front.cost[best], ORE)
        return keep

    return _search(problem, start, order, front, limit, promising, lambda low, _: low)


def best_rate(
    problem: Problem, start: States, order: Sequence[int], front: Front, limit: int
) -> bool:
    """Look for the subset of the highest rate; return whether none is higher for sure."""

    def promising(low: Floats, high: Floats) -> NDArray[np.bool_]:
        keep = problem.affordable(low)
        if len(front.rate):
            keep &= np.round(high, DECIMALS) > np.round(front.rate[-1], DECIMALS)
        return keep

    open_left = _search(problem, start, order, front, limit, promising, lambda _, high: -high)
    # what is open and has no bound has minus infinity: not the same as nothing open
    return open_left == math.inf


def _search(
    problem: Problem,
    start: States,
    order: Sequence[int],
    front: Front,
    limit: int,
    promising: Callable[[Floats, Floats], NDArray[np.bool_]],
    key: Callable[[Floats, Floats], Floats],
) -> float:
    """Follow the branches of the lowest key first; return the lowest that was left, or infinity."""
    place = {measure: depth for depth, measure in enumerate(order)}
    last = np.array([place.get(measure, -1) for measure in range(len(start))])
    number = itertools.count()
    state = start.copy()
    low, high = problem.bounds(state[np.newaxis])
    heap = [(float(key(low, high)[0]), next(number), state, float(low[0]), float(high[0]))]
    done = 0
    while heap and done < limit:
        some = [heapq.heappop(heap) for _ in range(min(_TOGETHER, len(heap)))]
        low, high = np.array([node[3] for node in some]), np.array([node[4] for node in some])
        states = np.array([node[2] for node in some], dtype=np.int8)[promising(low, high)]
        if not len(states):
            continue
        children, new = _children(problem, states, order, last)
        done += len(children)
        if not len(children):
            continue
        # with what is open left out: a subset that no other branch gives
        plain = np.where(children == OPEN, OUT, children)[new].astype(np.int8)
        plain = plain[problem.allowed(plain)]
        problem.evaluate(plain[~problem.known(plain)], front)
        children = children[(children == OPEN).any(axis=1)]
        if not len(children):
            continue
        low, high = problem.bounds(children)
        keep = promising(low, high)
        for k, row, lo, hi in zip(
            key(low, high)[keep], children[keep], low[keep], high[keep], strict=True
        ):
            heapq.heappush(heap, (float(k), next(number), row, float(lo), float(hi)))
    lows, highs = np.array([node[3] for node in heap]), np.array([node[4] for node in heap])
    if not heap:
        return math.inf
    keep = promising(lows, highs)
    return float(key(lows, highs)[keep].min()) if keep.any() else math.inf


def _children(
    problem: Problem, states: States, order: Sequence[int], place: NDArray[np.intp]
) -> tuple[States, NDArray[np.bool_]]:
    """Return both branches of each at its first open measure, and which of them take it."""
    depth = np.where(states == OPEN, place, len(order)).min(axis=1)
    found, taken = [], []
    for at in np.unique(depth):
        branches = problem.branched(states[depth == at], order[at])
        found.append(branches)
        taken.append(branches[:, order[at]] == IN)
    return np.concatenate(found), np.concatenate(taken)
