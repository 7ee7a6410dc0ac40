{#- The Parquet of each source as a view, which other sessions see too; for a session that computes as DuckDB does. -#}
{% macro spark__prepare() -%}
    {%- if execute %}
        {%- if run_query('set spark.sql.decimalOperations.allowPrecisionLoss').rows[0][1] != 'false' %}
            {%- do exceptions.raise_compiler_error('Spark has not taken the settings of profiles.yml') %}
        {%- endif %}
        {%- for source in graph.sources.values() %}
            {%- set folder = source.meta.folder | replace('{name}', source.identifier) | replace('`', '``') %}
            {%- do run_query('create schema if not exists ' ~ source.schema) %}
            {%- do run_query(
                'create or replace view ' ~ source.schema ~ '.' ~ source.identifier
                ~ ' as select * from parquet.`' ~ folder ~ '`'
            ) %}
        {%- endfor %}
    {%- endif %}
{%- endmacro %}
