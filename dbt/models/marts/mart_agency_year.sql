-- depends_on: {{ ref('indicators') }}
with measured as (
    select
        figures.*,
        {%- for indicator in indicators(['share', 'rate']) %}
        {{ per_hundred('figures.' ~ indicator.numerator, 'figures.' ~ indicator.denominator) }}
        as {{ indicator.indicator }},
        {%- endfor %}
        bodies.agency_id,
        bodies.year
    from {{ ref('int_year_bodies') }} as bodies
    left join {{ ref('int_report_figures') }} as figures
        on bodies.report_id = figures.report_id
    where bodies.report_id is not null
)

select
    bodies.agency_id,
    bodies.year,
    agencies.name as agency,
    agencies.agency_type,
    agencies.body,
    agencies.counted_in,
    bodies.region_id,
    bodies.level,
    bodies.county_id,
    bodies.prefecture_id,
    bodies.province_id,
    bodies.is_carried_forward,
    case
        when bodies.is_unread then 'unreadable'
        when bodies.report_id is null then 'missing'
        when reports.days_late > 0 then 'late'
        else 'filed'
    end as status,
    bodies.report_id,
    bodies.edition,
    bodies.coverage,
    bodies.coverage_source,
    bodies.coverage_confidence,
    coalesce(shares.is_in_county_total, false) as is_in_county_total,
    coalesce(shares.is_in_prefecture_total, false) as is_in_prefecture_total,
    coalesce(shares.is_in_province_total, false) as is_in_province_total,
    {%- for indicator in indicators(['count', 'share', 'rate']) %}
    measured.{{ indicator.indicator }},
    {%- endfor %}
    {{ small_flags('measured') }}
    {{ changes('measured', 'before') }}
    {%- for indicator in indicators(['report']) %}
    reports.{{ indicator.indicator }},
    {%- endfor %}
    case when bodies.report_id is not null then {{ null_reasons('measured', 'reports.absent') }} end
        as null_reasons,
    case
        when bodies.report_id is null then null
        when before.agency_id is null then 'no_previous_report'
        when before.report_id is null then 'no_previous_figures'
    end as change_reason
from {{ ref('int_year_bodies') }} as bodies
inner join {{ ref('dim_agency') }} as agencies
    on bodies.agency_id = agencies.agency_id
left join {{ ref('int_report_quality') }} as reports
    on bodies.report_id = reports.report_id
left join {{ ref('int_report_shares') }} as shares
    on bodies.report_id = shares.report_id
left join measured  -- noqa: ST11
    on bodies.report_id = measured.report_id
left join measured as before
    on
        bodies.agency_id = before.agency_id
        and bodies.year = before.year + 1
