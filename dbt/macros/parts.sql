{#- In a list of columns: one row for each part of a text. -#}
{% macro each_part(text, separator) -%}
    {{ each_entry(parts(text, separator)) }}
{%- endmacro %}

{#- In a list of columns: the same, and the number of the part, from 1. -#}
{% macro numbered_parts(text, separator, part, number) -%}
    {{ adapter.dispatch('numbered_parts', 'gouji')(text, separator, part, number) }}
{%- endmacro %}

{% macro default__numbered_parts(text, separator, part, number) -%}
    unnest({{ parts(text, separator) }}) as {{ part }},
    generate_subscripts({{ parts(text, separator) }}, 1) as {{ number }}
{%- endmacro %}

{#- A query has one generator at most on Spark. -#}
{% macro spark__numbered_parts(text, separator, part, number) -%}
    inline(
        transform({{ parts(text, separator) }}, (part, place) -> struct(part, place + 1))
    ) as ({{ part }}, {{ number }})
{%- endmacro %}

{#- A text as a list of its parts; of its characters where there is no separator. -#}
{% macro parts(text, separator) -%}
    {{ adapter.dispatch('parts', 'gouji')(text, separator) }}
{%- endmacro %}

{% macro default__parts(text, separator) -%}
    string_split({{ text }}, '{{ separator }}')
{%- endmacro %}

{#- Spark splits at a pattern. -#}
{% macro spark__parts(text, separator) -%}
    split({{ text }}, '{{ '[' ~ separator ~ ']' if separator else '' }}')
{%- endmacro %}

{#- The first three texts of a group, joined, and how many there are if there are more. -#}
{% macro first_three(text, position) -%}
    concat_ws(
        '',
        {{ joined_text('case when ' ~ position ~ ' <= 3 then ' ~ text ~ ' end', '；', position) }},
        case when count(*) > 3 then concat_ws('', '；等 ', count(*), ' 处') else '' end
    )
{%- endmacro %}

{#- A label without the remark in brackets after it. -#}
{% macro without_remark(label) -%}
    regexp_replace({{ label }}, '[(（].*[)）]$', '')
{%- endmacro %}
