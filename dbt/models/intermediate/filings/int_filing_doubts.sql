{{ config(materialized='view') }}

with reports as (
    select distinct
        reports.agency_id,
        agencies.local_name,
        agencies.place = 'unresolved' as is_unplaced,
        -- A report on a year that nobody can have reported on yet must be on another year.
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
    from {{ ref('int_unread') }} as unread
    left join {{ ref('int_report_agencies') }} as named
        on unread.unread_id = named.report_id
),

missing as (
    select
        expected.agency_id,
        expected.year,
        agencies.local_name
    from {{ ref('int_expected_filings') }} as expected
    inner join {{ ref('int_agencies') }} as agencies
        on expected.agency_id = agencies.agency_id
    left join {{ ref('int_reports') }} as filed
        on
            expected.agency_id = filed.agency_id
            and expected.year = filed.year
    where filed.report_id is null
),

matches as (
    select
        agency_id,
        other_agency_id
    from {{ ref('int_agency_matches') }}
    union all
    select
        other_agency_id as agency_id,
        agency_id as other_agency_id
    from {{ ref('int_agency_matches') }}
),

doubts as (
    select
        missing.agency_id,
        missing.year,
        'other_name' as reason
    from missing
    inner join matches
        on missing.agency_id = matches.agency_id
    inner join {{ ref('int_reports') }} as reports
        on
            matches.other_agency_id = reports.agency_id
            and missing.year = reports.year
    union all
    select
        missing.agency_id,
        missing.year,
        'report_unidentified' as reason
    from missing
    inner join reports
        on missing.agency_id = reports.agency_id
    where reports.year is null
    union all
    select
        missing.agency_id,
        missing.year,
        'report_unidentified' as reason
    from missing
    inner join reports
        on missing.year = coalesce(reports.year, missing.year)
    where reports.agency_id is null
    union all
    select
        missing.agency_id,
        missing.year,
        'report_unidentified' as reason
    from missing
    inner join reports
        on
            missing.local_name = reports.local_name
            and missing.year = coalesce(reports.year, missing.year)
    where reports.is_unplaced
)

-- Of both reasons the alphabetically first, which is the likelier one.
select
    agency_id,
    year,
    min(reason) as reason
from doubts
group by agency_id, year
