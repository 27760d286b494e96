"""Maps: every node and lane is there, nothing is loaded, nothing hostile gets through."""

from __future__ import annotations

import random
import re
import struct
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import shapely
from typer.testing import CliRunner

from oneprice import cli, open_book
from oneprice.core.errors import InputError
from oneprice.scenarios import drawing
from oneprice.scenarios.maps import picture
from oneprice.scenarios.maps.frame import Frame, fit, miller, seam_of, shortest
from oneprice.scenarios.maps.labels import place_labels
from oneprice.scenarios.maps.land import lakes, land
from oneprice.scenarios.maps.lines import Line
from oneprice.scenarios.maps.network import MapArea, MapLane, MapNode, Network, read_network
from oneprice.scenarios.maps.page import map_page
from oneprice.scenarios.maps.scene import Scene
from oneprice.scenarios.maps.style import STROKES, line_width
from oneprice.scenarios.maps.views import make_scenes

SHENZHEN, LOS_ANGELES, FRANKFURT = (114.06, 22.54), (-118.41, 33.94), (8.57, 50.03)
EVIL = (
    "</title><script>alert(1)</script><img src=x onerror=\"alert('2')\"> $\\frac{1}{$ & \u202e\x07"
)


def node(name: str, at: tuple[float, float] | None, **more: Any) -> MapNode:
    """Return a node, in China unless said otherwise."""
    return MapNode(**{"name": name, "title": "", "kind": "gateway", "country": "CN", **more}, at=at)


def lane(name: str, origin: int, dest: int, mode: str = "air", leg: str = "linehaul") -> MapLane:
    """Return a lane between nodes by their place in the list."""
    return MapLane(name, "carrier", mode, leg, origin, dest, "2 to 3 days", "general")


def network(*nodes: MapNode, lanes: tuple[MapLane, ...] = (), areas: Any = ()) -> Network:
    """Return a network."""
    return Network("made", "0" * 64, nodes, lanes, tuple(areas))


def pacific(mode: str = "air") -> Network:
    """Return two nodes on both sides of the Pacific and a lane between them."""
    ends = (node("SZX", SHENZHEN), node("LAX", LOS_ANGELES, country="US"))
    return network(*ends, lanes=(lane("P", 0, 1, mode),))


class Tags(HTMLParser):
    """The tags and attributes of a page as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all tags of a name."""
        return [attrs for name, attrs in self.found if name == tag]


def run(*words: object) -> Any:
    """Run the command line."""
    return CliRunner().invoke(cli.app, [str(word) for word in words], env={"TERM": "dumb"})


@pytest.fixture(scope="module")
def example(example_book: Path) -> Network:
    """Return what a map shows of the example book."""
    return read_network(open_book(example_book))


# --- what is on the map ---------------------------------------------------------------


def drawn_lanes(scenes: list[Scene]) -> set[int]:
    """Return the lanes that any picture draws."""
    return {number for scene in scenes for line in scene.lines for number in line.lanes}


def test_every_node_and_lane_of_the_example_is_drawn(example: Network) -> None:
    """Each placed node has a mark, each lane between placed nodes a line and a row."""
    scenes = make_scenes(example)
    assert all(at.at is not None for at in example.nodes)
    marked = [n for mark in scenes[0].marks for n in mark.nodes]
    assert sorted(marked) == list(range(len(example.nodes)))
    assert drawn_lanes(scenes) == set(range(len(example.lanes)))
    page = map_page(example, scenes)
    rows = {row["data-lane"] for row in Tags(page).all("tr") if "data-lane" in row}
    assert rows == {str(n) for n in range(len(example.lanes))}
    told = re.findall(r"<title>(.*?)</title>", page, re.S)
    assert all(any(f"\n{n.name} (" in words for words in told) for n in example.nodes)


def test_the_example_shows_its_service_areas(example: Network) -> None:
    """The islands of Japan are drawn on the whole and have a picture of their own."""
    scenes = make_scenes(example)
    assert [patch.area.service for patch in scenes[0].patches] == ["super_remote"] * 2
    assert scenes[-1].title == "Service areas of JP-P (JP)"
    assert sum(area.postcodes for area in example.areas) == 15


def test_nodes_without_a_place_are_told(example: Network) -> None:
    """What cannot be drawn is named, with the lanes that hang on it, and stays in the table."""
    lanes = (lane("A", 0, 1), lane("B", 0, 2))
    ends = (node("SZX", SHENZHEN), node("FRA", FRANKFURT), node("LOST", None))
    made = network(*ends, lanes=lanes)
    scenes = make_scenes(made)
    assert drawn_lanes(scenes) == {0}
    page = map_page(made, scenes)
    assert "1 node without latitude and longitude in node.csv (LOST), and the 1 lane" in page
    assert "open; not on the map" in page
    assert "Not on the map" not in map_page(example, make_scenes(example))


def test_a_book_without_places_is_an_error(example_book: Path) -> None:
    """A book whose nodes have no coordinates says what to add."""
    book = open_book(example_book)
    nowhere = book.tables["node"].copy()
    nowhere["placed"] = 0
    with pytest.raises(InputError, match=r"add latitude and longitude to node.csv"):
        read_network(replace(book, tables={**book.tables, "node": nowhere}))


def test_words_of_a_lane(example: Network) -> None:
    """A lane tells its days and goods as the book has them."""
    by_name = {found.name: found for found in example.lanes}
    assert by_name["AP-DE-S"].days == "2 to 3 days, 4% up to 6"
    assert by_name["AP-DE-S-D"].days == "1 to 2 working days, 4% up to 5"
    goods = [by_name[f"{name}-DE-S"].goods for name in ("AP", "AB", "AC")]
    assert goods == ["general", "general, battery", "liquid, powder"]


# --- one page, by itself --------------------------------------------------------------


def test_page_needs_nothing_else(example: Network) -> None:
    """The page loads nothing: no address, no source, and a rule that forbids both."""
    page = map_page(example, make_scenes(example))
    assert "http" not in page.replace("http-equiv", "")
    assert "//" not in page
    assert "@import" not in page
    assert {found for found in re.findall(r"url\((.)", page)} == {"#"}
    tags = Tags(page)
    loading = {"src", "srcset", "href", "xlink:href", "data", "action", "formaction", "style"}
    assert [attrs for _, attrs in tags.found if loading & set(attrs)] == []
    assert not {"link", "iframe", "object", "embed", "img", "image", "use", "base"} & {
        tag for tag, _ in tags.found
    }
    assert "default-src 'none'" in str(tags.all("meta")[1]["content"])


def test_page_switches_what_it_shows(example: Network) -> None:
    """There is a switch for each mode and leg in use, and every line and row says its own."""
    tags = Tags(map_page(example, make_scenes(example)))
    boxes = {(box["name"], box["value"]) for box in tags.all("input")}
    used = {("mode", found.mode) for found in example.lanes}
    used |= {("leg", found.leg) for found in example.lanes}
    assert boxes == used
    told = [attrs for _, attrs in tags.found if "data-lanes" in attrs or "data-lane" in attrs]
    assert {("mode", attrs["data-mode"]) for attrs in told} <= used
    assert len(told) > len(example.lanes)


def hostile() -> Network:
    """Return a network whose every word is an attack."""
    ends = (
        node(EVIL + "a", SHENZHEN, title=EVIL, country=EVIL, region=EVIL),
        node(EVIL + "b", (114.3, 22.6), title=EVIL + "2", country=EVIL, region=EVIL),
        node(EVIL + "c", LOS_ANGELES, country=EVIL, kind="zone"),
        node(EVIL + "d", None),
    )
    words = {"carrier": EVIL, "days": EVIL, "goods": EVIL, "state": EVIL}
    pairs = ((0, 1), (0, 2), (1, 1), (2, 3))
    lanes = tuple(replace(lane(EVIL, a, b), **words) for a, b in pairs)
    area = MapArea(EVIL, EVIL, "embargo", 3, (((1, 1), (2, 1), (2, 2)),))
    return Network(EVIL, "0" * 64, ends, lanes, (area,))


def test_hostile_names_stay_words(tmp_path: Path) -> None:
    """No name of a book becomes a tag, an attribute, a formula or a turn of writing."""
    made = hostile()
    scenes = make_scenes(made)
    page = map_page(made, scenes)
    tags = Tags(page)
    assert len(tags.all("script")) == 1
    assert tags.all("img") == []
    assert [a for _, a in tags.found if any(key.startswith("on") for key in a)] == []
    assert "\u202e" not in page
    assert "\x07" not in page
    picture.write_picture(made, scenes, tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG\r\n")


# --- round the globe ------------------------------------------------------------------


def length(line: Line) -> float:
    """Return how far a line reaches across the page."""
    xs = [x for x, _ in line.points()]
    return max(xs) - min(xs)


@pytest.mark.parametrize("mode", list(STROKES))
def test_pacific_lanes_cross_the_pacific(mode: str) -> None:
    """A lane from China to America runs east, once, and does not cross the whole picture."""
    (scene,) = make_scenes(pacific(mode))
    (line,) = scene.lines
    assert line.start[0] < line.end[0]
    assert 120 < length(line) / scene.frame.scale < 130  # 127.5 degrees, not 232.5
    assert all(0 < x < scene.frame.width and 0 < y < scene.frame.height for x, y in line.points())


def test_a_lane_across_the_seam_is_drawn_at_both_edges() -> None:
    """Where lanes go all the way round, the one that is cut leaves right and comes back left."""
    places = [(float(x), 10.0) for x in range(-170, 180, 40)]
    nodes = [node(f"N{n}", at, country=f"C{n}") for n, at in enumerate(places)]
    lanes = tuple(lane(f"L{n}", n, (n + 1) % len(places)) for n in range(len(places)))
    (scene,) = make_scenes(network(*nodes, lanes=lanes))
    drawn = [line.lanes[0] for line in scene.lines]
    (cut,) = {n for n in drawn if drawn.count(n) == 2}
    first, second = (line for line in scene.lines if line.lanes == (cut,))
    assert abs(abs(first.start[0] - second.start[0]) - 360 * scene.frame.scale) < 1e-6
    assert drawn_lanes([scene]) == set(range(len(places)))
    assert all(length(line) / scene.frame.scale < 60 for line in scene.lines)


@pytest.mark.parametrize(
    ("spans", "seam"),
    [
        ([(114, 242), (8, 114)], -55.0),  # between America and Europe
        ([(-118, -88)], 77.0),
        ([(170, 190)], 0.0),
        ([(10, 10)], -170.0),
        ([], -30.0),
    ],
)
def test_seam_lies_in_the_widest_gap(spans: list[tuple[float, float]], seam: float) -> None:
    """The globe is cut in the middle of the widest stretch that nothing crosses."""
    assert abs(shortest(seam_of(spans), seam)) < 1e-9


def test_seam_without_a_gap_cuts_the_fewest() -> None:
    """Where spans cover the whole globe the cut goes through as few as can be."""
    spans = [(-10.0, 130.0), (100.0, 250.0), (240.0, 365.0), (240.0, 365.0)]
    at = seam_of(spans) % 360
    assert 5 <= at <= 100 or 130 <= at <= 240


def test_frame_shows_all_points() -> None:
    """Whatever the points, they lie on the page, margins kept where the globe allows it."""
    rng = random.Random(5)
    for _ in range(200):
        seam = rng.uniform(-180, 180)
        spread = rng.choice((0.01, 5, 60, 290))
        xs = [seam + 30 + rng.uniform(0, spread) for _ in range(rng.randint(1, 6))]
        points = [(x, miller(rng.uniform(-55, 60))) for x in xs]
        frame = fit(points, seam, 1200, (420, 740), 60, 20)
        assert frame.degrees <= 360 + 1e-9
        assert frame.degrees >= 20 - 1e-9
        for x, y in points:
            assert 0 <= (x - frame.west) * frame.scale <= frame.width
            assert 0 <= (frame.north - y) * frame.scale <= frame.height


def test_kilometres_shrink_towards_the_pole() -> None:
    """A degree of longitude at 60 degrees north is half as long as at the equator."""
    equator = Frame(0, 0, 10, 10, 200, 200)
    north = replace(equator, north=miller(60) + 10)
    assert abs(equator.km(10) - 111.2) < 0.01
    assert abs(north.km(10) - 55.6) < 0.01


# --- lines, marks and names -----------------------------------------------------------


def test_parallel_lanes_are_one_wider_line() -> None:
    """Lanes of one mode and leg between two places are one line; its width tells their number."""
    ends = (node("SZX", SHENZHEN), node("FRA", FRANKFURT, country="DE"))
    lanes = (*(lane(f"A{n}", 0, 1) for n in range(9)), lane("S", 0, 1, "sea"), lane("R", 1, 0))
    (scene,) = make_scenes(network(*ends, lanes=lanes))
    assert sorted(len(line.lanes) for line in scene.lines) == [1, 1, 9]
    (wide,) = (line for line in scene.lines if len(line.lanes) == 9)
    assert wide.width == line_width(9) > 2 * line_width(1)
    assert line_width(10**6) == 8.0
    bends = [line.bend for line in scene.lines]
    assert all(abs(a[1] - b[1]) > 10 for a, b in combinations(bends, 2))


def test_air_swings_to_the_pole_and_sea_to_the_equator() -> None:
    """Air lanes bow towards the nearer pole, sea lanes away from it, whichever way they run."""
    for north in (1, -1):
        ends = (node("A", (0, 40 * north)), node("B", (60, 40 * north), country="B"))
        for pair in ((0, 1), (1, 0)):
            lanes = (lane("air", *pair), lane("sea", *pair, "sea"))
            (scene,) = make_scenes(network(*ends, lanes=lanes))
            air, sea = scene.lines
            assert (air.bend[1] - air.start[1]) * north < 0 < (sea.bend[1] - sea.start[1]) * north


def test_what_is_folded_is_unfolded_below() -> None:
    """Near nodes share a mark, whose own picture shows them apart with the lanes between them."""
    near = [node(f"N{n}", (114.0 + n / 10, 22.5)) for n in range(3)]
    far = node("FRA", FRANKFURT, country="DE")
    lanes = (lane("in", 0, 1, "road", "pickup"), lane("loop", 2, 2, "road"), lane("out", 0, 3))
    whole, detail = make_scenes(network(*near, far, lanes=lanes))
    assert sorted(len(mark.nodes) for mark in whole.marks) == [1, 3]
    assert [line.lanes for line in whole.lines] == [(2,)]
    assert len(detail.marks) == 3
    assert sorted(line.lanes for line in detail.lines) == [(0,), (1,)]
    assert detail.scale is not None


def test_nodes_of_two_countries_never_share_a_mark() -> None:
    """A border is not folded away, however near the nodes are."""
    ends = (node("A", SHENZHEN), node("B", SHENZHEN, country="HK"), node("C", FRANKFURT))
    assert len(make_scenes(network(*ends))[0].marks) == 3


def test_lanes_that_stay_at_one_place_are_rings() -> None:
    """Nodes of one place have no picture of their own: their lanes are rings on the whole."""
    same = (node("FRA", FRANKFURT), node("FRA-R", FRANKFURT, kind="hub"))
    (scene,) = make_scenes(network(*same, lanes=(lane("C", 0, 1, "road", "clearance"),)))
    assert [line.lanes for line in scene.lines if line.loop] == [(0,)]


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    """Tell whether two boxes share more than an edge."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_names_cover_no_mark_and_no_name(example: Network) -> None:
    """On crowded pages as on the example's, names lie inside the page and over nothing named."""
    rng = random.Random(11)
    crowd = [(f"place {n}", rng.uniform(0, 600), rng.uniform(0, 400), 5.0) for n in range(90)]
    placed = place_labels(crowd, (0, 0, 600, 400), 14)
    assert 20 < len(placed) < 90
    for scene in (*make_scenes(example), None):
        labels = placed if scene is None else scene.labels
        marks = crowd if scene is None else [(m.name, m.x, m.y, m.radius) for m in scene.marks]
        assert not any(overlap(a.box, b.box) for a, b in combinations(labels, 2))
        for _, x, y, r in marks:
            assert not any(overlap(label.box, (x - r, y - r, x + r, y + r)) for label in labels)


def test_names_are_placed_by_importance() -> None:
    """Where there is room for one name only the first given gets it."""
    room = (0, 0, 80, 16)
    (label,) = place_labels([("first", 6, 8, 5), ("second", 70, 8, 5)], room, 12)
    assert label.text == "first"


def test_modes_differ_without_colour() -> None:
    """Modes of one dash differ in how they bow, and no two have one colour."""
    assert len({stroke.colour for stroke in STROKES.values()}) == len(STROKES)
    looks = {(stroke.dash, round(stroke.bow, 2)) for stroke in STROKES.values()}
    assert len(looks) == len(STROKES)


def test_land_is_drawn_in_rings_that_do_not_cross() -> None:
    """The outline is made of valid rings on the globe, and its places are where they should be."""
    rings = [*land(), *lakes()]
    assert all(shapely.Polygon(ring).is_valid for ring in rings)
    assert all(-180 <= x <= 190 and -60 <= y <= 84 for ring in rings for x, y in ring)
    ground = shapely.union_all([shapely.Polygon(ring) for ring in land()])
    inland = [(2.3, 48.9), (116.4, 39.9), (-87.9, 41.8), (-47.9, -15.8), (36.8, -1.3), (139.7, 36)]
    at_sea = [(-40, 30), (-160, 20), (80, -20), (0, -60), (150, 40), (18, 36)]
    assert all(ground.contains(shapely.Point(at)) for at in inland)
    assert not any(ground.contains(shapely.Point(at)) for at in at_sea)


# --- the command ----------------------------------------------------------------------


def test_command_writes_page_and_picture(example_book: Path, tmp_path: Path) -> None:
    """The command makes the folder, says what it wrote, and the same book gives the same page."""
    done = run("map", example_book, "-o", tmp_path / "new" / "map")
    assert done.exit_code == 0, done.output
    assert "180 lanes of 14 carriers between 44 nodes" in " ".join(done.stdout.split())
    folder = tmp_path / "new" / "map"
    assert sorted(path.name for path in folder.iterdir()) == ["map.html", "map.png"]
    head = (folder / "map.png").read_bytes()[:24]
    width, height = struct.unpack(">II", head[16:])
    assert width > 1500 < height
    made = read_network(open_book(example_book))
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert page == map_page(made, make_scenes(made))


def test_command_without_the_extra(
    example_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without matplotlib the page is written, and a plain message names the extra."""
    monkeypatch.setattr(drawing, "can_draw", lambda: False)
    done = run("map", example_book, "-o", tmp_path / "map")
    assert done.exit_code == 0
    assert "pip install 'oneprice[pictures]'" in done.stderr
    assert [path.name for path in (tmp_path / "map").iterdir()] == ["map.html"]


def test_command_refuses_a_file_as_folder(example_book: Path, tmp_path: Path) -> None:
    """An output that is a file is refused, and what stands there is kept."""
    (tmp_path / "map").write_text("kept", encoding="utf-8")
    done = run("map", example_book, "-o", tmp_path / "map")
    assert done.exit_code == cli.EXIT_UNUSABLE
    assert "name a folder" in done.stderr
    assert (tmp_path / "map").read_text(encoding="utf-8") == "kept"
