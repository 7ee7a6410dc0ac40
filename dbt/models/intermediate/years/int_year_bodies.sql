with latest as (
    select max(last_year) as year
    from {{ ref('divisions') }}
),

filed as (
    select
        agency_id,
        year,
        report_id,
        edition,
        region_code
    from {{ ref('int_reports') }}
    where is_current and agency_id is not null and year is not null
),

-- Years before the first edition known are not expected of anyone, but reports on them can be there.
due as (
    select
        coalesce(filed.agency_id, due.agency_id) as agency_id,
        coalesce(filed.year, due.year) as year,
        filed.report_id,
        filed.edition,
        filed.region_code as filed_region_code,
        due.unread_document
    from {{ ref('int_filings') }} as due
    full outer join filed
        on
            due.agency_id = filed.agency_id
            and due.year = filed.year
)

select
    due.agency_id,
    due.year,
    due.report_id,
    due.edition,
    due.report_id is null and due.unread_document is not null as is_unread,
    places.region_id,
    places.level,
    places.county_id,
    places.prefecture_id,
    places.province_id,
    case
        when bodies.counted_in in ('line', 'corps') then 'outside'
        when agencies.local_name = '' then 'government'
        when agencies.is_office then 'office'
        when agencies.agency_type = 'town' then 'town'
        when bodies.has_territory then 'zone'
        when bodies.body = 'zone' then 'zone_department'
        else 'body'
    end as role,
    agencies.local_name,
    coverage.coverage,
    coverage.confidence as coverage_confidence
from due
cross join latest
inner join {{ ref('int_agencies') }} as agencies
    on due.agency_id = agencies.agency_id
left join {{ ref('int_agency_bodies') }} as bodies
    on due.agency_id = bodies.agency_id
left join {{ ref('int_report_coverage') }} as coverage
    on due.report_id = coverage.report_id
-- The code printed is that of the report's year; what is missing belongs to the region that the agency was last seen in.
left join {{ ref('divisions') }} as divisions
    on
        coalesce(due.filed_region_code, case when due.report_id is null then agencies.region_code end) = divisions.code
        and {{ in_years(
            'divisions',
            'least(case when due.report_id is null then coalesce(agencies.last_year, 9999) else due.year end, latest.year)'
        ) }}
left join {{ ref('int_region_years') }} as places
    on
        divisions.last_code = places.region_id
        and due.year = places.year
