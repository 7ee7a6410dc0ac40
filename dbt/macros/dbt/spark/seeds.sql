{#- The rows of a seed as one text: dbt would write nulls as 'None', and texts with a quotation mark as two. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set rows = [] %}
    {%- for row in agate_table.rows %}
        {%- set fields = [] %}
        {%- for field in row %}
            {%- do fields.append(none if field is none else field | string) %}
        {%- endfor %}
        {%- do rows.append(fields) %}
    {%- endfor %}
    {%- set text = tojson(rows) | replace('\\', '\\\\') | replace("'", "\\'") %}
    {%- set types = model['config']['column_types'] %}
    {%- set sql %}
        insert into {{ this }}
        select
            {%- for name in agate_table.column_names %}
            cast(fields[{{ loop.index0 }}] as {{ types[name] }}){{ '' if loop.last else ',' }}
            {%- endfor %}
        from (select explode(from_json('{{ text }}', 'array<array<string>>')) as fields)
    {%- endset %}
    {%- do adapter.add_query(sql, abridge_sql_log=True) %}
    {{ return(sql) }}
{%- endmacro %}
