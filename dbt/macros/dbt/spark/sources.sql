{#- The Parquet of each source as a view, which other sessions see too; for a session that computes as DuckDB does. -#}
{% macro spark__prepare() -%}
    {%- if execute %}
        {%- for name, value in {
            'spark.sql.decimalOperations.allowPrecisionLoss': 'false',
            'spark.sql.timestampType': 'TIMESTAMP_NTZ',
            'spark.sql.session.timeZone': 'UTC',
            'spark.sql.parquet.mergeSchema': 'true'
        }.items() %}
            {%- set taken = run_query('set ' ~ name).rows[0][1] %}
            {%- if taken != value %}
                {%- do exceptions.raise_compiler_error(name ~ ' is ' ~ taken ~ ', not ' ~ value ~ ', as profiles.yml asks for') %}
            {%- endif %}
        {%- endfor %}
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
