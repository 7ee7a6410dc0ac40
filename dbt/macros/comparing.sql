{#- One row per rule, with the thresholds of these names as columns; rules that lack one are left out. -#}
{% macro thresholds_of(names) -%}
    select
        rule
        {%- for name in names %},
        max(value) filter (where threshold = '{{ name }}') as {{ name }}
        {%- endfor %}
    from {{ ref('thresholds') }}
    where threshold in ('{{ names | join("', '") }}')
    group by rule
    having count(*) = {{ names | length }}
{%- endmacro %}

{#- A hash of these columns in one row; of none, the same for all rows. -#}
{% macro digest(columns) -%}
    {{ adapter.dispatch('digest', 'gouji')(columns) }}
{%- endmacro %}

{% macro default__digest(columns) -%}
    hash({{ columns | join(', ') or 0 }})
{%- endmacro %}

{#- Hashed as they are, Spark would skip nulls: (null, 1) would equal (1, null). -#}
{% macro spark__digest(columns) -%}
    xxhash64(to_json(struct({{ columns | join(', ') or 0 }})))
{%- endmacro %}

{#- A hash of all columns of a line. -#}
{% macro row_digest(line) -%}
    {{ adapter.dispatch('row_digest', 'gouji')(line) }}
{%- endmacro %}

{% macro default__row_digest(line) -%}
    hash({{ line }})
{%- endmacro %}

{% macro spark__row_digest(line) -%}
    {{ digest([line ~ '.*']) }}
{%- endmacro %}

{#- An aggregate: a hash of these columns over the rows of a group, whatever their order. -#}
{% macro unordered_digest(columns) -%}
    sum(cast({{ digest(columns) }} as decimal(38, 0)))
{%- endmacro %}

{#- The logarithm of a figure plus one, as 0 has none; a negative count, itself an error, counts as 0. -#}
{% macro logarithm(figure) -%}
    ln(1 + case when {{ figure }} < 0 then 0 else {{ figure }} end)
{%- endmacro %}

{#- A difference of logarithms as a ratio, to three decimals, capped at e^30. Half of the last decimal is rounded up. -#}
{% macro printed_ratio(change) -%}
    {{ printed_number('cast(round(exp(least(' ~ change ~ ', 30)) + 1e-9, 3) as decimal(24, 3))') }}
{%- endmacro %}

{#- How comparable figures changed, in words; null where there are too few. -#}
{% macro usual_change(whose, changes, middle, lower, upper) -%}
    case
        when {{ changes }} is not null
            then concat_ws(
                '',
                '{{ whose }}', {{ changes }}, ' 个升降比的中位数为 ', {{ printed_ratio(middle) }},
                '，通常在 ', {{ printed_ratio(lower) }}, '–', {{ printed_ratio(upper) }}, ' 之间'
            )
    end
{%- endmacro %}
