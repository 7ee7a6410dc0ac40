{#- What an update needs is less than what DuckDB would keep in memory if it may. -#}
{% macro limit_memory() -%}
    set memory_limit = '{{ env_var('GOUJI_MEMORY', '3GB') }}'
{%- endmacro %}
