{#- In a run there are three databases: what is published, what the next build starts from, and what no one needs afterwards. -#}
{% macro duckdb__generate_database_name(custom_database_name, node) -%}
    {%- if target.name != 'run' -%}
        {{ target.database }}
    {%- elif node.config.schema == 'marts' -%}
        published
    {%- elif node.config.materialized == 'incremental' or node.config.meta.get('kept') -%}
        kept
    {%- else -%}
        {{ target.database }}
    {%- endif -%}
{%- endmacro %}
