{{ config(materialized='view') }}

with reports as (
    select distinct
        reports.agency_id,
        agencies.local_name,
        agencies.place = 'unresolved' as is_unplaced,
        -- A report on a year that nobody can have reported on yet is one on another year.
        case
            when not reports.is_year_doubtful and reports.year < extract(year from days.today)
                then reports.year
        end as year
    from {{ ref('int_report_dates') }} as reports
    left join {{ ref('stg_days') }} as days
        on true
    left join {{ ref('int_agencies') }} as agencies
        on reports.agency_id = agencies.agency_id
    union distinct
    select
        named.agency_id,
        named.local_name,
        named.place = 'unresolved' as is_unplaced,
        unread.year
    from {{ ref('stg_unread') }} as unread
    left join {{ ref('int_report_agencies') }} as named
        on unread.unread_id = named.report_id
),

missing as (
    select
        due.agency_id,
        due.year,
        agencies.local_name
    from {{ ref('int_filings') }} as due
    inner join {{ ref('int_agencies') }} as agencies
        on due.agency_id = agencies.agency_id
    where due.report_id is null
)

select
    missing.agency_id,
    missing.year
from missing
inner join reports
    on missing.agency_id = reports.agency_id
where reports.year is null
union distinct
select
    missing.agency_id,
    missing.year
from missing
inner join reports
    on missing.year = coalesce(reports.year, missing.year)
where reports.agency_id is null
union distinct
select
    missing.agency_id,
    missing.year
from missing
inner join reports
    on
        missing.local_name = reports.local_name
        and missing.year = coalesce(reports.year, missing.year)
where reports.is_unplaced
