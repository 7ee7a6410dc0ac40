{#- How many of the numbers of two sketches are equal, place by place. -#}
{% macro equal_numbers(one, another) -%}
    {{ adapter.dispatch('equal_numbers', 'gouji')(one, another) }}
{%- endmacro %}

{% macro default__equal_numbers(one, another) -%}
    len(list_filter(list_zip({{ one }}, {{ another }}), lambda pair: pair[1] = pair[2]))
{%- endmacro %}

{% macro spark__equal_numbers(one, another) -%}
    array_size(filter(zip_with({{ one }}, {{ another }}, (first, second) -> first = second), same -> same))
{%- endmacro %}

{#- The share of two texts that is in both, in percent, from how many numbers of their sketches are equal. -#}
{% macro common_percent(equal, numbers) -%}
    cast(floor(200 * {{ equal }} / ({{ numbers }} + {{ equal }})) as integer)
{%- endmacro %}

{#- Two neighbouring numbers of a sketch as one, from a place counted from 0, wrapping around at the end. -#}
{% macro two_numbers(sketch, place) -%}
    cast({{ entry_at(sketch, '(' ~ place ~ ') % ' ~ entries(sketch)) }} as bigint) * 2147483648
    + {{ entry_at(sketch, '(' ~ place ~ ' + 1) % ' ~ entries(sketch)) }}
{%- endmacro %}

{#- The name of an agency without the words for the seat of a government. -#}
{% macro without_seat(name) -%}
    regexp_replace({{ name }}, '(人民)?政府(办公[室厅]|办)?$', '')
{%- endmacro %}

{#- A text in quotation marks, cut after its sixtieth character. -#}
{% macro quoted(text) -%}
    concat_ws('', '“', substring({{ text }}, 1, 60), case when length({{ text }}) > 60 then '……' else '' end, '”')
{%- endmacro %}
