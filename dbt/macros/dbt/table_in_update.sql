{#- A view where all reports are evaluated, as reading the records is as fast as reading a copy; and a table where few are, as each look for these few reads all. -#}
{% materialization table_in_update, adapter='duckdb' %}
    {%- if built_before('int_reports_built') -%}
        {{ return(materialization_table_duckdb()) }}
    {%- endif -%}
    {{ return(materialization_view_default()) }}
{% endmaterialization %}
