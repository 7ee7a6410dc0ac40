"""Names are as alike on Spark, which has no function for it, as on DuckDB."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random

import duckdb
import pytest

from tests.rendered_models import environment
from tests.spark_builds import need_spark

pytestmark = pytest.mark.heavy

LETTERS = "县市省教育体文旅财政民政公安司法人力资源社会保障局委员会办公室AB1"
LEAST = 0.9
QUERY = """
with names as (select name, {{ comparable('name') }} as compared from (select {{ names }} as name) as given)
select
    one.name,
    another.name,
    cast({{ likeness('one.compared', 'another.compared') }} as varchar(30)) as likeness,
    {{ are_alike('one.compared', 'another.compared', least) }} as are_alike
from names as one
cross join names as another
"""


def names(random: Random) -> list[str]:
    """Short and long ones, and to most of them one that differs by a letter or in the order of some."""
    drawn = ["".join(random.choices(LETTERS, k=random.randint(1, 12))) for _ in range(40)]
    edited = []
    for name in drawn:
        letters, at = list(name), random.randrange(len(name))
        edits = letters.pop, letters.reverse, lambda at=at, letters=letters: letters.insert(at, random.choice(LETTERS))
        edits[random.randrange(3)]()
        edited.append("".join(letters))
    return sorted({*drawn, *edited} - {""})


def test_random_names_are_as_alike_on_spark(tmp_path: Path) -> None:
    need_spark()
    import pyspark

    given = [f"'{name}'" for name in names(Random(16))]

    def query(database: str, explode: str) -> str:
        return environment(database).from_string(QUERY).render(names=explode.format(", ".join(given)), least=LEAST)

    found = duckdb.sql(query("duckdb", "unnest([{}])")).fetchall()
    settings = ("spark.sql.catalogImplementation=in-memory", "spark.ui.enabled=false", "spark.log.level=ERROR")
    command = [str(Path(pyspark.__file__).parent / "bin/spark-sql"), "--master", "local[1]"]
    command += [part for setting in settings for part in ("--conf", setting)]
    asked = [*command, "-e", query("spark", "explode(array({}))")]
    printed = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    lines = [line.split("\t") for line in printed.splitlines()]
    on_spark = {(one, another): (float(likeness), alike == "true") for one, another, likeness, alike in lines}
    assert on_spark == {(one, another): (float(likeness), alike) for one, another, likeness, alike in found}
    # Both answers are there, and many that are close.
    assert len({alike for _, alike in on_spark.values()}) == 2
    assert sum(0.8 < likeness < 1 for likeness, _ in on_spark.values()) > 50
