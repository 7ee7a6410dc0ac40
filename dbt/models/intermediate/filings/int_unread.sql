{{ config(materialized='view') }}

-- The cover of a report that was read from its attachment is not a report that could not be read.
with covers as (
    select origins.page_id
    from {{ ref('int_report_origins') }} as origins
    inner join {{ ref('stg_reports') }} as reports
        on origins.report_id = reports.report_id
    where
        origins.place = 'below_cover'
        and reports.agency is not null
        and reports.year is not null
)

select *
from {{ ref('stg_unread') }}
where
    report_id not in (select covers.page_id from covers)
    or reason = 'several_reports'
