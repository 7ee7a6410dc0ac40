with printed as (
    select
        report_id,
        agency,
        agency_type,
        region_code,
        year,
        version_number
    from {{ ref('int_reports') }}
    union all
    -- The list of agencies also names those without any report.
    select
        listed.report_id,
        roster.agency,
        roster.agency_type,
        roster.region_code,
        null as year,
        0 as version_number
    from {{ ref('int_report_agencies') }} as listed
    inner join {{ ref('stg_roster') }} as roster
        on listed.report_id = roster.roster_id
    left join {{ ref('int_reports') }} as reports
        on listed.agency_id = reports.agency_id
    where reports.report_id is null
    union all
    -- So does a report that exists but could not be read.
    select
        named.report_id,
        unread.agency,
        unread.agency_type,
        unread.region_code,
        null as year,
        -1 as version_number
    from {{ ref('int_report_agencies') }} as named
    inner join {{ ref('int_unread') }} as unread
        on named.report_id = unread.unread_id
    left join {{ ref('int_reports') }} as reports
        on named.agency_id = reports.agency_id
    where
        reports.report_id is null
        and named.agency_id in (select filings.agency_id from {{ ref('int_unread_filings') }} as filings)
),

reports as (
    select
        agencies.*,
        reports.agency,
        reports.agency_type,
        reports.region_code,
        reports.year,
        row_number() over (
            partition by agencies.agency_id
            order by reports.year desc nulls last, reports.version_number desc, reports.report_id asc
        ) as recency
    from {{ ref('int_report_agencies') }} as agencies
    inner join printed as reports
        on agencies.report_id = reports.report_id
),

names as (
    select
        agency_id,
        agency,
        min(year) as first_year,
        max(year) as last_year,
        min(recency) as recency
    from reports
    group by agency_id, agency
),

histories as (
    select
        agency_id,
        min(first_year) as first_year,
        max(last_year) as last_year,
        {{ joined_text(
            "agency || coalesce('（' || first_year || '–' || last_year || '）', '')", '；', '-recency'
        ) }} as name_history
    from names
    group by agency_id
)

select
    latest.agency_id,
    latest.place,
    latest.local_name,
    latest.local_name in ('办公室', '办公厅', '人民政府办公室', '人民政府办公厅') as is_office,
    latest.agency as name,
    histories.name_history,
    latest.agency_type,
    latest.region_code,
    histories.first_year,
    histories.last_year
from reports as latest
inner join histories
    on latest.agency_id = histories.agency_id
where latest.recency = 1
