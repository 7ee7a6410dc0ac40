{{ config(materialized='view') }}

with findings as (
    select
        report_id,
        count(*) filter (where severity = 'must') as must,
        count(*) filter (where severity = 'should') as should
    from {{ ref('fct_findings') }}
    where report_id is not null and not is_doubtful
    group by report_id
)

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
    case when form.cells_always > 0 then least(100, {{ per_hundred(
        'reports.cells_valued',
        "form.cells_always + case coalesce(reports.closed_printing, editions.closed_printing)
            when 'one_row' then form.cells_in_one_row when 'three_rows' then form.cells_in_three_rows else 0 end"
    ) }}) end as share_complete,
    coalesce(form.absent, '') as absent
from {{ ref('fct_reports') }} as reports
left join findings
    on reports.report_id = findings.report_id
left join {{ ref('editions') }} as editions
    on reports.edition = editions.edition
left join {{ ref('int_indicator_editions') }} as form
    on reports.edition = form.edition
where reports.is_current
