"""Laws of groups shrunk to the law above."""

import numpy as np
import pytest

from oneprice.carriers.transit.hierarchy import NEVER_BIN, Sample, shrunk_laws
from oneprice.carriers.transit.timeline import Groups

# Groups 0 and 1 lie in region 0, group 2 in region 1; shipment 3 is of group 2.
GROUPS = Groups(
    [np.array([0, 0, 1, 2]), np.array([0, 0, 0, 1])],
    [np.array([0, 0, 1]), np.array([0, 0])],
    [("a", "r"), ("b", "r"), ("c", "q")],
)


def sample(*pairs: tuple[int, int]) -> Sample:
    """Return (shipment, bin) pairs of weight 1."""
    ship, bins = np.array(pairs).T
    return Sample(ship, bins, np.ones(len(ship)))


def test_shrinkage_by_hand() -> None:
    """Two levels up, weight 2: the network, the region, the lane."""
    found = shrunk_laws(sample((0, 1), (1, 5), (2, 5)), GROUPS, 2)
    network = np.array([1, 2]) / 3
    region = (np.array([1, 2]) + 2 * network) / 5
    lane = (np.array([1, 1]) + 2 * region) / 4
    assert found.bins.tolist() == [1, 5]
    assert found.share[0] == pytest.approx(lane)
    assert found.share[1] == pytest.approx((np.array([0, 1]) + 2 * region) / 3)
    assert found.share[2] == pytest.approx(network)
    assert found.parent_share == pytest.approx([1 / 2, 2 / 3, 1])
    assert found.observations == pytest.approx([2, 1, 0])


def test_lost_ones_are_missing_mass() -> None:
    """What never came takes its share of the law with it."""
    found = shrunk_laws(sample((0, 1), (1, NEVER_BIN), (2, 1), (3, 1)), GROUPS, 0)
    assert found.bins.tolist() == [1]
    assert found.share[:, 0] == pytest.approx([1 / 2, 1, 1])


def test_without_shrinkage_an_empty_group_has_the_law_above() -> None:
    """A lane without shipments is its region, however small the weight of the parent."""
    found = shrunk_laws(sample((0, 1), (1, 5)), GROUPS, 0)
    assert found.share[1] == pytest.approx([1 / 2, 1 / 2])
    assert found.parent_share[1] == 1
