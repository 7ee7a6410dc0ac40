"""The SQL of the dbt models, rendered without dbt, which takes seconds to start."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple, cast

import jinja2
from jinja2.runtime import Context, Macro

from flows.warehouse.prepared import RECORDS


class Model(NamedTuple):
    """A model as a query over tables with the names of models, seeds and records.

    `on_records` tells whether its rows depend on records, be it through another model, and not on seeds alone.
    """

    name: str
    query: str
    on_records: bool


class Rendered(NamedTuple):
    """Models, each after all that it refers to, and the names of the seeds that they need."""

    seeds: list[str]
    models: list[Model]


def render(names: Iterable[str], project: Path, there: Container[str] = ()) -> Rendered:
    """These models of a dbt project, and all that they depend on and that is not `there`.

    Incremental models are rendered in full. Raises jinja2.TemplateError for what only dbt could render.
    """
    rendering = _Rendering(project, there)
    for name in names:
        rendering.ref(name)
    return Rendered(rendering.seeds, rendering.models)


@jinja2.pass_context
def _spelled_for_duckdb(context: Context, name: str, _package: str) -> Macro:
    """The macro that dbt would choose of those that each database spells in its own way."""
    return cast(Macro, context.resolve(f"default__{name}"))


class _Rendering:
    def __init__(self, project: Path, there: Container[str]) -> None:
        self.seeds: list[str] = []
        self.models: list[Model] = []
        self._files = {path.stem: path for path in project.glob("models/**/*.sql")}
        # By name, whether it depends on records; the last of `_referring` is the model being rendered.
        self._on_records: dict[str, bool] = {}
        self._referring: list[str] = []
        self._there = there
        self._jinja = jinja2.Environment(undefined=jinja2.StrictUndefined)
        self._jinja.globals.update(ref=self.ref, source=self._source, config=lambda **_: "", execute=False)
        self._jinja.globals["adapter"] = SimpleNamespace(dispatch=_spelled_for_duckdb)
        # Compiled once: with the macros in front of each model, compiling takes most of the time.
        macros = "".join(path.read_text("utf-8") for path in sorted(project.glob("macros/*.sql")))
        self._jinja.globals.update(vars(self._jinja.from_string(macros).module))

    def ref(self, name: str) -> str:
        """The quoted name of a model or seed, which is in the lists once this returns."""
        if name in self._there:
            self._depend()
        elif name not in self._on_records:
            self._on_records[name] = False
            if name in self._files:
                self._render(name)
            else:
                self.seeds.append(name)
        if self._on_records.get(name):
            self._depend()
        return f'"{name}"'

    def _source(self, _: str, table: str) -> str:
        self._depend()
        return f'"{RECORDS}{table}"'

    def _depend(self) -> None:
        for name in self._referring[-1:]:
            self._on_records[name] = True

    def _render(self, name: str) -> None:
        self._referring.append(name)
        query = self._jinja.from_string(self._files[name].read_text("utf-8")).render()
        self._referring.pop()
        self.models.append(Model(name, query, self._on_records[name]))
