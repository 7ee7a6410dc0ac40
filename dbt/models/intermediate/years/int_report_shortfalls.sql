-- What one government or town below received alone is not in a smaller figure.
with governments as (
    select
        reports.report_id,
        reports.year,
        reports.code,
        divisions.parent,
        parents.parent as parent_of_parent,
        figures.received
    from {{ ref('int_report_divisions') }} as reports
    inner join {{ ref('int_report_figures') }} as figures
        on reports.report_id = figures.report_id
    inner join {{ ref('divisions') }} as divisions
        on
            reports.code = divisions.code
            and {{ in_years('divisions', 'reports.division_year') }}
    left join {{ ref('divisions') }} as parents
        on
            divisions.parent = parents.code
            and {{ in_years('parents', 'reports.division_year') }}
    where reports.is_government and reports.is_current
),

below as (
    select
        parent as code,
        year,
        received
    from governments
    union all
    select
        parent_of_parent as code,
        year,
        received
    from governments
    union all
    select
        reports.code,
        reports.year,
        figures.received
    from {{ ref('int_report_divisions') }} as reports
    inner join {{ ref('int_report_figures') }} as figures
        on reports.report_id = figures.report_id
    where reports.agency_type = 'town' and reports.is_current
),

largest as (
    select
        code,
        year,
        max(received) as received
    from below
    where code is not null
    group by code, year
)

select governments.report_id
from governments
inner join largest
    on
        governments.code = largest.code
        and governments.year = largest.year
        and governments.received < largest.received
