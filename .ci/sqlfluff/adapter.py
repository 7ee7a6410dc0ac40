"""What macros ask of dbt, for sqlfluff: how DuckDB spells them."""

from typing import cast

import jinja2
from jinja2.runtime import Context, Macro


@jinja2.pass_context
def dispatch(context: Context, name: str, package: str) -> Macro:
    return cast(Macro, context.resolve(f"default__{name}"))
