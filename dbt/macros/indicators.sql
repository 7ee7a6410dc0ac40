{#- The lines of `indicators.csv` of these kinds in order, which models spell out as columns; none while dbt parses. -#}
{% macro indicators(kinds) -%}
    {%- if execute -%}
        {%- set lines = run_query(
            "select * from " ~ graph.nodes['seed.gouji.indicators'].relation_name ~ " where kind in ('"
            ~ kinds | join("', '") ~ "') order by display_order"
        ) -%}
        {{ return(lines.rows) }}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}

{#- The type of a share or rate, in percent or per hundred. -#}
{% macro share_type() -%}
    decimal(18, 4)
{%- endmacro %}

{#- One number per hundred of another; null where there is nothing to divide by. Half of the last decimal is rounded up, also where the double for it is a little less. -#}
{% macro per_hundred(part, whole) -%}
    cast(
        round(100.0 * cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0) + 1e-11, 4)
        as {{ share_type() }}
    )
{%- endmacro %}

{#- Whether the counts that others are divided by are too few to say much. -#}
{% macro small_flags(line) -%}
    {%- for indicator in indicators(['count']) if indicator.small_below %}
    {{ line }}.{{ indicator.indicator }} < {{ indicator.small_below }} as {{ indicator.indicator }}_is_small,
    {%- endfor %}
{%- endmacro %}

{#- The change of each indicator that has one, between two lines of the same thing. -#}
{% macro changes(now, before) -%}
    {%- for indicator in indicators(['count', 'share', 'rate']) if indicator.has_change %}
    {%- set change = now ~ '.' ~ indicator.indicator ~ ' - ' ~ before ~ '.' ~ indicator.indicator %}
    {{ 'cast(' ~ change ~ ' as ' ~ share_type() ~ ')' if indicator.denominator else change }}
    as {{ indicator.indicator }}_change,
    {%- endfor %}
{%- endmacro %}

{#- Why indicators of a line are null, as `denied:no_figure;share_denied:no_figure`; `absent` names those that the edition lacks, each between bars. -#}
{% macro null_reasons(line, absent) -%}
    nullif(concat_ws(
        ';'
        {%- for indicator in indicators(['count', 'share', 'rate']) %},
        case
            when {{ line }}.{{ indicator.indicator }} is not null then null
            {%- for part in [indicator.numerator or indicator.indicator, indicator.denominator] if part %}
            when contains({{ absent }}, '|{{ part }}|') then '{{ indicator.indicator }}:not_in_edition'
            {%- endfor %}
            {%- if indicator.denominator %}
            when {{ line }}.{{ indicator.denominator }} = 0 then '{{ indicator.indicator }}:nothing_to_divide'
            {%- endif %}
            else '{{ indicator.indicator }}:no_figure'
        end
        {%- endfor %}
    ), '')
{%- endmacro %}
