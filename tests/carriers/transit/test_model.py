"""Model files."""

from pathlib import Path

import pytest
from made_events import model

from oneprice.carriers.transit import adapters
from oneprice.carriers.transit.model import read_model
from oneprice.core.errors import InputError

LEG = {"leg": "pick", "ends": "handed"}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"colour": "red"}, "colour"),
        ({"legs": []}, "legs"),
        ({"legs": [LEG, LEG]}, "another name"),
        ({"legs": [{**LEG, "axis": "work", "holidays": "XX"}]}, "country"),
        ({"legs": [{**LEG, "axis": "work", "holidays": "BR-XX"}]}, "subdivision"),
        ({"legs": [{**LEG, "axis": "work", "value": "residual"}]}, "natural"),
        ({"legs": [{**LEG, "axis": "work"}], "unit": "hour"}, "unit day"),
        ({"level": {"leg": "nobody"}}, "one of the legs"),
        ({"level": {"leg": "pick", "quantile": "1"}}, "quantile"),
        ({"legs": [{**LEG, "value": "residual"}], "level": {"leg": "pick"}}, "durations"),
        ({"level": {"leg": "pick"}, "dates": "artificial"}, "real dates"),
        ({"zone": "Nowhere/City"}, "time zone"),
        ({"unit": "day", "step_min": "60"}, "step_min"),
        ({"shrink": "many"}, "shrink"),
    ],
)
def test_wrong_model_is_refused(changes: dict[str, object], key: str) -> None:
    """What cannot be used is an error that names the key or the remedy."""
    with pytest.raises(InputError, match=key):
        model(**changes)


def test_steps_follow_the_unit() -> None:
    """A step is a day or an hour unless it is said."""
    assert model().step_min == 1440
    assert model(unit="hour").step_min == 60
    assert model(unit="hour", step_min="15").step_min == 15


def test_models_of_the_adapters_are_read() -> None:
    """Every model file that ships is a good one."""
    files = sorted(Path(adapters.__path__[0]).glob("*.yaml"))
    assert {"olist", "scms", "cargo2000"} <= {read_model(path).name for path in files}
