"""What the dbt project says of itself, as dbt parses it: descriptions, contracts, and who may read what."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from flows.publish.keys import keys_of_models
from flows.warehouse.dbt_runs import run_dbt
from flows.warehouse.dictionary import entries

Nodes = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Nodes:
    """The manifest of the project; a warning or a deprecation fails."""
    target = tmp_path_factory.mktemp("parsed") / "target"
    environment = {"GOUJI_DATABASE": str(target / "none.duckdb"), "GOUJI_RECORDS": str(target / "none")}
    run_dbt(["parse", "--warn-error"], environment, target)
    manifest: Nodes = json.loads((target / "manifest.json").read_text("utf-8"))
    return manifest


def nodes(manifest: Nodes, kind: str) -> list[Nodes]:
    """The enabled models or seeds."""
    return [node for node in manifest["nodes"].values() if node["resource_type"] == kind]


def models(manifest: Nodes, *folders: str) -> list[Nodes]:
    """The models of these layers."""
    return [node for node in nodes(manifest, "model") if node["fqn"][1] in folders]


def columns(manifest: Nodes) -> Iterator[tuple[str, Nodes]]:
    """Every column that is listed anywhere, with the name of its table."""
    for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
        yield from ((node["name"], column) for column in node["columns"].values())


def selected(model: Nodes) -> list[str]:
    """The columns of a staging model, which is one select."""
    found = re.search(r"select\s+(.+?)\s+from ", model["raw_code"], re.DOTALL)
    assert found
    return [column.split()[-1] for column in found[1].split(",")]


def test_every_model_source_seed_and_exposure_is_described(manifest: Nodes) -> None:
    described = [*nodes(manifest, "model"), *nodes(manifest, "seed"), *manifest["sources"].values()]
    described += [*manifest["exposures"].values(), *manifest["groups"].values()]
    assert [node["name"] for node in described if not node["description"]] == []
    assert {table["source_name"] for table in manifest["sources"].values() if not table["source_description"]} == set()


def test_every_column_that_is_listed_is_described(manifest: Nodes) -> None:
    assert [(table, column["name"]) for table, column in columns(manifest) if not column["description"]] == []


def test_every_column_of_staging_is_listed(manifest: Nodes) -> None:
    """Those of marts are, as their contracts are enforced."""
    staging = models(manifest, "staging")
    assert [model["name"] for model in staging if list(model["columns"]) != selected(model)] == []


def test_every_column_of_a_seed_is_listed(manifest: Nodes) -> None:
    seeds = nodes(manifest, "seed")
    assert [seed["name"] for seed in seeds if list(seed["columns"]) != list(seed["config"]["column_types"])] == []


def test_a_meaning_is_written_once(manifest: Nodes) -> None:
    """A text of several columns is a block, and every block is the text of several, or of a column of a mart."""
    listed = [column for _, column in columns(manifest)]
    own = Counter(column["description"] for column in listed if not column["doc_blocks"])
    assert [text for text, count in own.items() if count > 1] == []
    used = Counter(block for column in listed for block in column["doc_blocks"])
    blocks = {name for name in manifest["docs"] if name.startswith("doc.gouji.")}
    blocks -= {f"doc.gouji.{line.block}" for line in entries()}
    assert [name for name in blocks if used[name] < 2] == []


def test_marts_are_public_with_a_contract_and_all_else_is_private(manifest: Nodes) -> None:
    marts, inner = models(manifest, "marts"), models(manifest, "staging", "intermediate")
    assert len(marts) + len(inner) == len(nodes(manifest, "model"))
    assert {(model["access"], model["contract"]["enforced"]) for model in marts} == {("public", True)}
    assert {model["access"] for model in inner} == {"private"}


def test_each_source_is_read_by_one_staging_model_and_nothing_else(manifest: Nodes) -> None:
    readers = [manifest["child_map"][source] for source in manifest["sources"]]
    assert {len(each) for each in readers} == {1}
    assert {reader for each in readers for reader in each} == {m["unique_id"] for m in models(manifest, "staging")}


def test_every_mart_is_published(manifest: Nodes) -> None:
    published = manifest["exposures"]["exposure.gouji.published_marts"]["depends_on"]["nodes"]
    assert sorted(published) == sorted(model["unique_id"] for model in models(manifest, "marts"))


def test_the_keys_that_are_published_are_those_of_the_models(manifest: Nodes) -> None:
    declared = {
        mart["name"]: sorted((key["type"], *key["columns"], *key["to_columns"]) for key in mart["constraints"])
        for mart in models(manifest, "marts")
    }
    read = {
        mart: sorted((key.kind, *key.columns, *key.mart_columns) for key in keys)
        for mart, keys in keys_of_models().items()
    }
    assert read == declared


def test_every_mart_declares_keys_and_has_them_tested(manifest: Nodes) -> None:
    tests = [node for node in manifest["nodes"].values() if node.get("test_metadata")]
    tested = {test["attached_node"] for test in tests if test["test_metadata"]["name"] == "keys_hold"}
    for mart in models(manifest, "marts"):
        assert mart["constraints"], mart["name"]
        assert mart["unique_id"] in tested, mart["name"]
