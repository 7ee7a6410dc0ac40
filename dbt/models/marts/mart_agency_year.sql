-- depends_on: {{ ref('indicators') }}
with findings as (
    select
        report_id,
        count(*) filter (where severity = 'must') as must,
        count(*) filter (where severity = 'should') as should
    from {{ ref('fct_findings') }}
    where report_id is not null and not is_doubtful
    group by report_id
),

reports as (
    select
        reports.report_id,
        reports.days_late,
        cast(coalesce(findings.must, 0) as integer) as findings_must,
        cast(coalesce(findings.should, 0) as integer) as findings_should,
        reports.cells_printed - reports.cells_valued as cells_null,
        {{ per_hundred(
            'reports.rules_hold + reports.rules_fail',
            'reports.rules_hold + reports.rules_fail + reports.rules_not_assessed'
        ) }} as share_assessed,
        -- Where (六) is printed both ways, there are more cells than the form has.
        least(100, {{ per_hundred(
            'reports.cells_valued',
            "form.cells_always + case coalesce(reports.closed_printing, editions.closed_printing)
                when 'one_row' then form.cells_in_one_row when 'three_rows' then form.cells_in_three_rows else 0 end"
        ) }}) as share_complete,
        coalesce(form.absent, '') as absent
    from {{ ref('fct_reports') }} as reports
    left join findings
        on reports.report_id = findings.report_id
    left join {{ ref('editions') }} as editions
        on reports.edition = editions.edition
    left join {{ ref('int_indicator_editions') }} as form
        on reports.edition = form.edition
    where reports.is_current
),

measured as (
    select
        figures.*,
        {%- for indicator in indicators(['share', 'rate']) %}
        {{ per_hundred('figures.' ~ indicator.numerator, 'figures.' ~ indicator.denominator) }} as {{ indicator.indicator }},
        {%- endfor %}
        bodies.agency_id,
        bodies.year
    from {{ ref('int_year_bodies') }} as bodies
    inner join {{ ref('int_report_figures') }} as figures
        on bodies.report_id = figures.report_id
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
    case
        when bodies.is_unread then 'unreadable'
        when bodies.report_id is null then 'missing'
        when reports.days_late > 0 then 'late'
        else 'filed'
    end as status,
    bodies.report_id,
    bodies.edition,
    bodies.coverage,
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
    case when bodies.report_id is not null then {{ null_reasons('measured', 'reports.absent') }} end as null_reasons,
    case when bodies.report_id is not null and before.agency_id is null then 'no_previous_report' end as change_reason
from {{ ref('int_year_bodies') }} as bodies
inner join {{ ref('dim_agency') }} as agencies
    on bodies.agency_id = agencies.agency_id
left join reports
    on bodies.report_id = reports.report_id
left join {{ ref('int_report_shares') }} as shares
    on bodies.report_id = shares.report_id
left join measured
    on bodies.report_id = measured.report_id
left join measured as before
    on
        bodies.agency_id = before.agency_id
        and bodies.year = before.year + 1
