{#- In a list of columns: one row for each part of a text. -#}
{% macro each_part(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}

{#- The first three texts of a group, joined, and how many there are if there are more. -#}
{% macro first_three(text, position) -%}
    concat(
        string_agg({{ text }}, '；' order by {{ position }}) filter (where {{ position }} <= 3),
        case when count(*) > 3 then concat('；等 ', count(*), ' 处') else '' end
    )
{%- endmacro %}

{#- The number of the part that `each_part` of the same list gives. -#}
{% macro part_number(text, separator) -%}
    generate_subscripts(string_split({{ text }}, '{{ separator }}'), 1)
{%- endmacro %}

{#- A label without the remark in brackets after it. -#}
{% macro without_remark(label) -%}
    regexp_replace({{ label }}, '[(（].*[)）]$', '')
{%- endmacro %}
