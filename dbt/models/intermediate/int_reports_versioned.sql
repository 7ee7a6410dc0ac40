with keyed as (
    select
        *,
        case when agency is null or year is null then report_id else '' end as unplaced_id
    from {{ ref('stg_reports') }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by agency, year, unplaced_id
            order by published_on nulls first, document, report_id
        ) as version_number,
        count(*) over (partition by agency, year, unplaced_id) as last_version_number
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
        numbered.agency = previous.agency
        and numbered.year = previous.year + 1
        and previous.version_number = previous.last_version_number
