{#- A date as supervisors write it: 2024年1月31日. -#}
{% macro printed_day(day) -%}
    concat_ws(
        '',
        extract(year from {{ day }}), '年', extract(month from {{ day }}), '月', extract(day from {{ day }}), '日'
    )
{%- endmacro %}

{#- How many days a date is after a deadline: 0 where it is not; null where either is unknown. -#}
{% macro days_late(day, deadline) -%}
    case when {{ day }} is not null and {{ deadline }} is not null
        then cast(greatest({{ days_between(deadline, day) }}, 0) as integer) end
{%- endmacro %}

{#- How many days one date is after another one. -#}
{% macro days_between(first, last) -%}
    {{ adapter.dispatch('days_between', 'gouji')(first, last) }}
{%- endmacro %}

{% macro default__days_between(first, last) -%}
    datediff('day', {{ first }}, {{ last }})
{%- endmacro %}

{% macro spark__days_between(first, last) -%}
    datediff({{ last }}, {{ first }})
{%- endmacro %}
