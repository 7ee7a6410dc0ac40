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
),

-- A report has the code of its year; what is missing belongs to the region in which the agency was last seen.
placed as (
    select
        due.*,
        agencies.local_name,
        agencies.is_office,
        agencies.agency_type,
        case when due.report_id is null then agencies.region_code else due.filed_region_code end
            as region_code,
        case when due.report_id is null then coalesce(agencies.last_year, due.year) else due.year end
            as region_year
    from due
    inner join {{ ref('int_agencies') }} as agencies
        on due.agency_id = agencies.agency_id
),

-- A list can name a code that was not in force in every year it is for.
last_states as (
    select
        code,
        max_by(last_code, last_year) as last_code
    from {{ ref('divisions') }}
    group by code
)

select
    placed.agency_id,
    placed.year,
    placed.report_id,
    placed.edition,
    placed.report_id is null and placed.unread_document is not null as is_unread,
    places.region_id,
    places.level,
    places.county_id,
    places.prefecture_id,
    places.province_id,
    placed.year > latest.year as is_carried_forward,
    case
        when bodies.counted_in in ('line', 'corps') then 'outside'
        when placed.local_name = '' then 'government'
        when placed.is_office then 'office'
        when placed.agency_type = 'town' then 'town'
        when bodies.has_territory then 'zone'
        when bodies.body = 'zone' then 'zone_department'
        else 'body'
    end as role,
    placed.local_name,
    coverage.coverage,
    case when coverage.coverage <> 'unknown' then coverage.basis end as coverage_source,
    coverage.confidence as coverage_confidence,
    shortfalls.report_id is not null as is_short
from placed
cross join latest
left join {{ ref('int_agency_bodies') }} as bodies
    on placed.agency_id = bodies.agency_id
left join {{ ref('int_report_coverage') }} as coverage
    on placed.report_id = coverage.report_id
left join {{ ref('int_report_shortfalls') }} as shortfalls
    on placed.report_id = shortfalls.report_id
left join {{ ref('divisions') }} as divisions
    on
        placed.region_code = divisions.code
        and {{ in_years('divisions', 'least(placed.region_year, latest.year)') }}
left join last_states
    on placed.region_code = last_states.code
left join {{ ref('int_region_years') }} as places
    on
        coalesce(divisions.last_code, last_states.last_code) = places.region_id
        and placed.year = places.year
