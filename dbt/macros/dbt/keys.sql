{#- Null and types are held by DuckDB, keys by the test `keys_hold`: the index of a key over a fact of millions of rows takes more memory than the build, and a table that another refers to cannot be replaced. -#}
{% macro duckdb__get_table_columns_and_constraints() -%}
    ({{ adapter.render_raw_columns_constraints(raw_columns=model['columns']) | join(', ') }})
{%- endmacro %}

{#- Columns joined with a comma, each with the name of its table. -#}
{% macro columns_of(line, columns) -%}
    {{ line }}.{{ columns | join(', ' ~ line ~ '.') }}
{%- endmacro %}
