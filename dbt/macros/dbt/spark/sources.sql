{#- The Parquet of each source as a view, which other sessions see too. -#}
{% macro spark__prepare() -%}
    {%- if execute %}
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
