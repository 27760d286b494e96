"""The packing of C-28 as a constraint model: hard limits, no overlap, least outer volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import prod
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from oneprice.core._kernels import UNBOUNDED
from oneprice.routing.packing import Limits
from oneprice.solver.packing_bricks import Brick
from oneprice.solver.packing_spots import Spot, reach, stands_up, values_of

MOST_VALUES = 2000  # of a position; above that all up to the most are as good


class Task(NamedTuple):
    """A question to the model: pack these bricks into so many parcels."""

    bricks: Sequence[Brick]
    limits: Limits
    pairs: Mapping[tuple[int, int], int | None]  # see `pair_volumes`
    parcels: int
    # Of all outer sizes together, and the least is looked for; None: any packing will do.
    most_volume_mm3: int | None = None
    hint: Sequence[Spot] = ()


class Answer(NamedTuple):
    """What the model says: spots if it found any, and whether that is the last word."""

    spots: list[Spot] | None
    proven: bool  # no such packing exists, or none of less volume than the one found
    spent: float  # deterministic seconds


def ask(task: Task, seconds: float, wall_seconds: float) -> Answer:
    """Solve a task on one worker in a box of deterministic time."""
    model = _Model(task)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    # Measured: on these models presolve and linear relaxations cost more than they find.
    solver.parameters.cp_model_presolve = False
    solver.parameters.linearization_level = 0
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.max_time_in_seconds = wall_seconds
    status = solver.solve(model.cp)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    spent = float(solver.deterministic_time)
    return Answer(model.spots(solver) if found else None, proven, spent)


class _Model:
    """The variables and rules of one task."""

    def __init__(self, task: Task) -> None:
        self.task, self.cp = task, cp_model.CpModel()
        self.values: dict[object, cp_model.Domain] = {}
        self.inside = self._assignment()
        self.upright = stands_up(task.bricks)
        self.most = self._most_outer()
        self.stand = [self._stands(brick) for brick in task.bricks]
        self.extent = [
            [sum(v * s[axis] for v, s in zip(stand, b.stands, strict=True)) for axis in range(3)]
            for stand, b in zip(self.stand, task.bricks, strict=True)
        ]
        self.corner = [self._corners(i) for i in range(len(task.bricks))]
        self.outer = [self._outer(p) for p in range(task.parcels)]
        if task.most_volume_mm3 is not None or task.limits.volume_mm3 < UNBOUNDED:
            self._volumes()
        for i, j in combinations(range(len(task.bricks)), 2):
            self._keep_apart(i, j)
        self._order_parcels()
        for (i, j), least in task.pairs.items():
            if least is None:
                for one, other in zip(self.inside[i], self.inside[j], strict=True):
                    self.cp.add_bool_or([~one, ~other])
        self._hint()

    # --- which parcel -------------------------------------------------------------------

    def _assignment(self) -> list[list[Any]]:
        """Give each brick a literal per parcel; bricks kept together share theirs."""
        shared: dict[int, list[Any]] = {}
        inside = []
        for brick in self.task.bricks:
            row = shared.get(brick.together) or [
                self.cp.new_bool_var("") for _ in range(self.task.parcels)
            ]
            if brick.together:
                shared[brick.together] = row
            inside.append(row)
            self.cp.add_exactly_one(row)
        limits = self.task.limits
        for p in range(self.task.parcels):
            self._bound([b.weight_g for b in self.task.bricks], inside, p, limits.weight_g)
            for k, bound in enumerate(limits.loads):
                self._bound([b.loads[k] for b in self.task.bricks], inside, p, bound)
        return inside

    def _bound(self, parts: Sequence[int], inside: list[list[Any]], p: int, bound: int) -> None:
        if sum(parts) > bound:
            self.cp.add(sum(v * row[p] for v, row in zip(parts, inside, strict=True)) <= bound)

    def _order_parcels(self) -> None:
        """Count parcels from their first brick on, and bricks of one kind by their parcel."""
        inside, bricks = self.inside, self.task.bricks
        for i, row in enumerate(inside):
            for p in range(1, self.task.parcels):
                earlier = [inside[j][p - 1] for j in range(i)]
                self.cp.add_bool_or([*earlier, ~row[p]])
        for i in range(1, len(bricks)):
            if bricks[i].kind == bricks[i - 1].kind and not bricks[i].together:
                for p in range(self.task.parcels - 1):
                    # What follows lies no earlier: if i is in one of the first p, so is i - 1.
                    self.cp.add(sum(inside[i][: p + 1]) <= sum(inside[i - 1][: p + 1]))

    # --- where ----------------------------------------------------------------------------

    def _most_outer(self) -> list[int]:
        """Return the most that a parcel can reach along each axis."""
        limits, bricks = self.task.limits, self.task.bricks
        bounds = [limits.longest_mm, limits.sum_mm, limits.girth_mm]
        most = []
        for axis in range(3):
            extents = sum(max(stand[axis] for stand in brick.stands) for brick in bricks)
            most.append(min(extents, *bounds))
        if not self.upright:  # x >= y >= z
            most[1] = min(most[1], limits.second_mm, limits.sum_mm // 2, limits.girth_mm // 3)
            most[2] = min(most[2], limits.third_mm, limits.sum_mm // 3, limits.girth_mm // 5)
        return most

    def _stands(self, brick: Brick) -> list[Any]:
        literals = [self.cp.new_bool_var("") for _ in brick.stands]
        self.cp.add_exactly_one(literals)
        return literals

    def _values(self, axis: int, without: int = -1) -> Any:
        """Return where a brick can begin, or (-1) where a parcel can end."""
        known = (axis, self.task.bricks[without].kind if without >= 0 else None)
        if known not in self.values:
            sums = reach(self.task.bricks, axis, self.most[axis], without=without)
            few = sums.bit_count() <= MOST_VALUES
            self.values[known] = (
                cp_model.Domain.from_values(values_of(sums))
                if few
                else cp_model.Domain(0, self.most[axis])
            )
        return self.values[known]

    def _corners(self, i: int) -> list[Any]:
        return [self.cp.new_int_var_from_domain(self._values(axis, i), "") for axis in range(3)]

    def _outer(self, p: int) -> list[Any]:
        """Give a parcel its outer size, which covers its bricks and keeps the limits."""
        outer = [self.cp.new_int_var_from_domain(self._values(axis), "") for axis in range(3)]
        for row, corner, extent in zip(self.inside, self.corner, self.extent, strict=True):
            for axis in range(3):
                self.cp.add(corner[axis] + extent[axis] <= outer[axis]).only_enforce_if(row[p])
        self.cp.add(outer[0] >= outer[1])  # turning a parcel about the vertical is no difference
        if not self.upright:
            self.cp.add(outer[1] >= outer[2])
        self._limit_sides(*self._sorted(outer))
        return outer

    def _sorted(self, outer: list[Any]) -> tuple[Any, Any, Any]:
        """Return the sides of a parcel, longest first."""
        x, y, z = outer
        if not self.upright:
            return x, y, z
        longest = self.cp.new_int_var(0, max(self.most), "")
        third = self.cp.new_int_var(0, max(self.most), "")
        self.cp.add_max_equality(longest, [x, z])
        self.cp.add_min_equality(third, [y, z])
        return longest, x + y + z - longest - third, third

    def _limit_sides(self, longest: Any, second: Any, third: Any) -> None:
        limits = self.task.limits
        whole = longest + second + third
        rules = [
            (longest, limits.longest_mm),
            (second, limits.second_mm),
            (third, limits.third_mm),
            (whole, limits.sum_mm),
            (2 * whole - longest, limits.girth_mm),
        ]
        for value, bound in rules:
            if bound < UNBOUNDED:
                self.cp.add(value <= bound)

    def _volumes(self) -> None:
        """Give each parcel its outer volume; bound or minimise their sum."""
        volumes = [self._volume(p) for p in range(self.task.parcels)]
        if self.task.most_volume_mm3 is not None:
            self.cp.add(sum(volumes) <= self.task.most_volume_mm3)
            self.cp.minimize(sum(volumes))

    def _volume(self, p: int) -> Any:
        """Return the outer volume of a parcel, which is no less than what its bricks need."""
        most = min(prod(self.most), self.task.limits.volume_mm3)
        ground = self.cp.new_int_var(0, self.most[0] * self.most[1], "")
        volume = self.cp.new_int_var(0, most, "")
        self.cp.add_multiplication_equality(ground, self.outer[p][:2])
        self.cp.add_multiplication_equality(volume, [ground, self.outer[p][2]])
        bricks = self.task.bricks
        held = sum(b.volume_mm3 * row[p] for b, row in zip(bricks, self.inside, strict=True))
        self.cp.add(volume >= held)
        for (i, j), least in self.task.pairs.items():
            if least is not None and least > bricks[i].volume_mm3 + bricks[j].volume_mm3:
                both = (self.inside[i][p], self.inside[j][p])
                self.cp.add(volume >= least).only_enforce_if(*both)
        return volume

    def _keep_apart(self, i: int, j: int) -> None:
        """Let two bricks of one parcel lie apart along an axis, and above only what allows it."""
        if self.task.pairs[i, j] is None:
            return
        one, other = self.task.bricks[i], self.task.bricks[j]
        ways = []
        for axis in range(3):
            narrow = sum(min(s[axis] for s in b.stands) for b in (one, other))
            if narrow > self.most[axis]:
                continue
            if axis < 2 or one.stackable:
                ways.append(self._before(i, j, axis))
            # Equal bricks are numbered along x, so the later one never lies before the other.
            if (axis < 2 or other.stackable) and not (axis == 0 and one.kind == other.kind):
                ways.append(self._before(j, i, axis))
        for p in range(self.task.parcels):
            self.cp.add_bool_or([*ways, ~self.inside[i][p], ~self.inside[j][p]])

    def _before(self, i: int, j: int, axis: int) -> Any:
        """Return a literal: brick i ends along an axis before brick j begins."""
        literal = self.cp.new_bool_var("")
        end = self.corner[i][axis] + self.extent[i][axis]
        self.cp.add(end <= self.corner[j][axis]).only_enforce_if(literal)
        return literal

    # --- first packing and answer -----------------------------------------------------------

    def _hint(self) -> None:
        """Show the model the packing to start from."""
        told: set[int] = set()
        for i, spot in enumerate(self.task.hint):
            brick = self.task.bricks[i]
            if brick.together not in told:
                for p, literal in enumerate(self.inside[i]):
                    self.cp.add_hint(literal, p == spot.parcel)
            if brick.together:
                told.add(brick.together)
            for literal, stand in zip(self.stand[i], brick.stands, strict=True):
                self.cp.add_hint(literal, stand == spot.extents)
            for variable, place in zip(self.corner[i], spot.corner, strict=True):
                self.cp.add_hint(variable, place)

    def spots(self, solver: cp_model.CpSolver) -> list[Spot]:
        """Return where the bricks lie in a solution."""
        found = []
        for i, brick in enumerate(self.task.bricks):
            parcel = next(p for p, v in enumerate(self.inside[i]) if solver.boolean_value(v))
            stand = next(k for k, v in enumerate(self.stand[i]) if solver.boolean_value(v))
            x, y, z = (int(solver.value(variable)) for variable in self.corner[i])
            found.append(Spot(parcel, (x, y, z), brick.stands[stand]))
        return found
