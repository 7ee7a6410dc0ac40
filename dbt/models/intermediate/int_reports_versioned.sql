with keyed as (
    select
        reports.*,
        agencies.agency_id,
        case
            when agencies.agency_id is null or reports.year is null then reports.report_id
            else ''
        end as unplaced_id
    from {{ ref('stg_reports') }} as reports
    left join {{ ref('int_agencies_named') }} as agencies
        on reports.report_id = agencies.report_id
),

numbered as (
    select
        *,
        row_number() over (
            partition by agency_id, year, unplaced_id
            order by published_on nulls first, document, report_id
        ) as version_number,
        count(*) over (partition by agency_id, year, unplaced_id) as last_version_number
    from keyed
)

select
    numbered.*,
    numbered.version_number = numbered.last_version_number as is_current,
    coalesce(numbered.closed_printing, editions.closed_printing) as counted_printing,
    previous.report_id as previous_report_id,
    previous.edition as previous_edition
from numbered
left join {{ ref('editions') }} as editions
    on numbered.edition = editions.edition
left join numbered as previous
    on
        numbered.agency_id = previous.agency_id
        and numbered.year = previous.year + 1
        and previous.version_number = previous.last_version_number
