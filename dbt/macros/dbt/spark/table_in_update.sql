{#- As on DuckDB. -#}
{% materialization table_in_update, adapter='spark' %}
    {%- if built_before('int_reports_built') -%}
        {{ return(materialization_table_spark()) }}
    {%- endif -%}
    {{ return(materialization_view_spark()) }}
{% endmaterialization %}
