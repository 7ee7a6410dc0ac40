{#- What a build asks of its database before it starts. -#}
{% macro prepare() -%}
    {{ adapter.dispatch('prepare', 'gouji')() }}
{%- endmacro %}

{#- What an update needs is less than what DuckDB would keep in memory if it may. The order of rows says nothing, and keeping it takes memory, too. -#}
{% macro default__prepare() -%}
    set memory_limit = '{{ env_var('GOUJI_MEMORY', '3GB') }}'; set preserve_insertion_order = false
{%- endmacro %}
