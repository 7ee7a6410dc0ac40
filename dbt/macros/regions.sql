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
