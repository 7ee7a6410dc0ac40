-- depends_on: {{ ref('indicators') }}
-- One level is added up like the next.
with members as (
    {%- for level in ['county', 'prefecture', 'province'] %}
        select
            report_id,
            {{ level }}_id as region_id,
            year,
            edition,
            region_id <> {{ level }}_id as is_below,
            is_in_{{ level }}_total as is_counted,
            adds_to_{{ level }} as is_added
        from {{ ref('int_report_shares') }}
        where is_in_{{ level }}_total or adds_to_{{ level }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

added as (
    select
        members.region_id,
        members.year,
        count(*) filter (where members.is_added) as reports_added,
        count(*) filter (where members.is_added and members.is_below) as reports_added_below,
        sum(figures.received) filter (where members.is_added) as received_summed,
        sum(figures.processed) filter (where members.is_added) as processed_summed
    from members
    left join {{ ref('int_report_figures') }} as figures
        on members.report_id = figures.report_id
    group by members.region_id, members.year
),

counted as (
    select
        members.region_id,
        members.year,
        count(*) as reports_counted,
        case when min(members.edition) = max(members.edition) then max(members.edition) end as edition,
        -- A report on an earlier form than that of its year lacks what the others have.
        count(*) filter (
            where false
            {%- for indicator in indicators(['count']) %}
            or (
                figures.{{ indicator.indicator }} is null
                and not (
                    contains(form.absent, '|{{ indicator.indicator }}|')
                    and contains(due.absent, '|{{ indicator.indicator }}|')
                )
            )
            {%- endfor %}
        ) as reports_incomplete,  -- noqa: CV03
    {%- for indicator in indicators(['count']) %}
        sum(figures.{{ indicator.indicator }}) as {{ indicator.indicator }},
        {%- endfor %}
    -- A report without one of two figures would falsify their ratio.
    {%- for indicator in indicators(['share', 'rate']) %}
        {{ per_hundred(
            'sum(figures.' ~ indicator.numerator ~ ') filter (where figures.' ~ indicator.denominator ~ ' is not null)',
            'sum(figures.' ~ indicator.denominator ~ ') filter (where figures.' ~ indicator.numerator ~ ' is not null)'
        ) }} as {{ indicator.indicator }}{{ '' if loop.last else ',' }}
        {%- endfor %}
    from members
    left join {{ ref('int_report_figures') }} as figures
        on members.report_id = figures.report_id
    left join {{ ref('int_indicator_editions') }} as form
        on members.edition = form.edition
    left join {{ ref('dim_year') }} as years
        on members.year = years.year
    left join {{ ref('int_indicator_editions') }} as due
        on years.edition = due.edition
    where members.is_counted
    group by members.region_id, members.year
)

select
    added.*,
    counted.reports_counted,
    counted.reports_incomplete,
    counted.edition
{%- for indicator in indicators(['count', 'share', 'rate']) %},
    counted.{{ indicator.indicator }}
    {%- endfor %}
from added
left join counted
    on
        added.region_id = counted.region_id
        and added.year = counted.year
