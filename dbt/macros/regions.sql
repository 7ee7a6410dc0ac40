{#- Whether a year is between first_year and last_year of a line. -#}
{% macro in_years(line, year) -%}
    ({{ line }}.first_year <= {{ year }} and {{ year }} <= {{ line }}.last_year)
{%- endmacro %}

{#- The fullest form of a division in a text: 延边朝鲜族自治州, 延边自治州, 延边州, 延边; null where it has none. -#}
{% macro form_printed(text, name, short_name) -%}
    case
        when contains({{ text }}, {{ name }}) then {{ name }}
        when contains({{ text }}, {{ short_name }} || '自治' || right({{ name }}, 1))
            then {{ short_name }} || '自治' || right({{ name }}, 1)
        when contains({{ text }}, {{ short_name }} || right({{ name }}, 1)) then {{ short_name }} || right({{ name }}, 1)
        when contains({{ text }}, {{ short_name }}) then {{ short_name }}
    end
{%- endmacro %}

{#- A text without a division, in whichever form it has it. -#}
{% macro without_division(text, name, short_name) -%}
    replace({{ text }}, coalesce({{ form_printed(text, name, short_name) }}, ''), '')
{%- endmacro %}

{#- Whether an agency is named by the kind of its place alone: 县司法局 is the name of one in every county. -#}
{% macro is_of_some_place(agency) -%}
    substring({{ agency }}, 1, 1) in ('省', '市', '县', '区', '州', '旗', '镇', '乡', '本', '我')
{%- endmacro %}
