with said as (
    select
        report_id,
        value,
        confidence
    from {{ ref('stg_evidence') }}
    where field = 'coverage'
),

known as (
    select
        reports.report_id,
        reports.region_code,
        reports.year,
        figures.received,
        said.report_id is not null as is_said,
        case when said.confidence <> 'doubtful' then said.value end as said_coverage,
        said.confidence,
        -- The office of a government and the committee of a zone report for themselves or for all below them.
        reports.agency_type = 'town'
        or (
            reports.agency_type = 'department'
            and not agencies.is_office
            and not coalesce(bodies.has_territory, false)
        ) as is_single_body,
        reports.agency_type = 'government' or agencies.is_office as is_of_government,
        reports.agency_type = 'department' and reports.is_current and bodies.body is null as is_department
    from {{ ref('int_reports') }} as reports
    left join {{ ref('int_report_figures') }} as figures
        on reports.report_id = figures.report_id
    left join said
        on reports.report_id = said.report_id
    -- Also of reports that do not show which of several agencies of one name it is.
    left join {{ ref('int_report_agencies') }} as named
        on reports.report_id = named.report_id
    left join {{ ref('int_agencies') }} as agencies
        on named.agency_id = agencies.agency_id
    left join {{ ref('int_agency_bodies') }} as bodies
        on agencies.agency_id = bodies.agency_id
),

departments as (
    select
        region_code,
        year,
        max(received) as received
    from known
    where is_department and is_single_body
    group by region_code, year
),

compared as (
    select
        known.*,
        -- What one of its departments received alone is not in it.
        coalesce(known.is_of_government and departments.received > known.received, false) as is_exceeded
    from known
    left join departments
        on
            known.region_code = departments.region_code
            and known.year = departments.year
)

select
    report_id,
    case
        when is_said then coalesce(said_coverage, 'unknown')
        when is_single_body or is_exceeded then 'office'
        else 'unknown'
    end as coverage,
    case
        when is_said then 'words'
        when is_single_body then 'kind'
        when is_exceeded then 'figures'
        else 'unknown'
    end as basis,
    case
        when is_said then confidence
        when is_single_body or is_exceeded then 'likely'
        else 'doubtful'
    end as confidence
from compared
