-- depends_on: {{ ref('indicators') }}
-- One level is added up like the next.
{%- set counts = indicators(['count']) %}
with members as (
    {%- for level in ['county', 'prefecture', 'province'] %}
    select
        report_id,
        {{ level }}_id as region_id,
        year,
        region_id <> {{ level }}_id as is_below,
        is_in_{{ level }}_total as is_counted,
        adds_to_{{ level }} as is_added
    from {{ ref('int_report_shares') }}
    where is_in_{{ level }}_total or adds_to_{{ level }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select
    members.region_id,
    members.year,
    count(*) filter (where members.is_counted) as reports_counted,
    count(*) filter (where members.is_added) as reports_added,
    count(*) filter (where members.is_added and members.is_below) as reports_added_below,
    count(*) filter (
        where members.is_counted and (figures.received is null or figures.processed is null)
    ) as reports_incomplete,
    {%- for indicator in counts %}
    sum(figures.{{ indicator.indicator }}) filter (where members.is_counted) as {{ indicator.indicator }},
    {%- endfor %}
    -- A report without one of two figures would falsify their ratio.
    {%- for indicator in indicators(['share', 'rate']) %}
    {{ per_hundred(
        'sum(figures.' ~ indicator.numerator ~ ') filter (where members.is_counted and figures.'
        ~ indicator.denominator ~ ' is not null)',
        'sum(figures.' ~ indicator.denominator ~ ') filter (where members.is_counted and figures.'
        ~ indicator.numerator ~ ' is not null)'
    ) }} as {{ indicator.indicator }},
    {%- endfor %}
    sum(figures.received) filter (where members.is_added) as received_summed,
    sum(figures.processed) filter (where members.is_added) as processed_summed
from members
left join {{ ref('int_report_figures') }} as figures
    on members.report_id = figures.report_id
group by members.region_id, members.year
