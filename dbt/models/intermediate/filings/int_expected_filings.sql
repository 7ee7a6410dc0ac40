with years as (
    select distinct reports.year
    from {{ ref('int_reports') }} as reports
    inner join {{ ref('editions') }} as editions
        on reports.year between editions.first_year and coalesce(editions.last_year, reports.year)
),

spans as (
    select
        greatest(
            (select min(editions.first_year) from {{ ref('editions') }} as editions),
            coalesce(
                least(
                    (select min(years.year) from years),
                    (select min(roster.first_year) from {{ ref('stg_roster') }} as roster)
                ),
                extract(year from days.today) - 1
            )
        ) as first_year,
        extract(year from days.today) - 1 as last_year
    from {{ ref('stg_days') }} as days
),

-- A listed agency has to file for every year that is over, even if nobody has filed for it.
years_listed as (
    select {{ each_year('first_year', 'last_year') }} as year
    from spans
    union distinct
    select year
    from years
),

listed as (
    select
        listed.agency_id,
        roster.first_year,
        roster.last_year
    from {{ ref('int_report_agencies') }} as listed
    inner join {{ ref('stg_roster') }} as roster
        on listed.report_id = roster.roster_id
),

-- A government files with its office: where it is listed, its line counts for both.
on_list as (
    select agency_id
    from listed
    union distinct
    select offices.agency_id
    from listed
    inner join {{ ref('int_agencies') }} as governments
        on
            listed.agency_id = governments.agency_id
            and governments.local_name = ''
            and governments.place <> 'unresolved'
    inner join {{ ref('int_agencies') }} as offices
        on
            governments.place = offices.place
            and offices.is_office
),

expected as (
    select
        agencies.agency_id,
        years.year,
        'seen' as basis
    from {{ ref('int_agencies') }} as agencies
    inner join years
        on agencies.first_year <= years.year
    union all
    select
        listed.agency_id,
        years.year,
        'roster' as basis
    from listed
    inner join {{ ref('int_agencies') }} as agencies
        on listed.agency_id = agencies.agency_id
    inner join years_listed as years
        on
            -- Where the list does not say since when, others filed for the years before its first report.
            years.year >= coalesce(listed.first_year, agencies.first_year, years.year)
            and years.year <= coalesce(listed.last_year, years.year)
    union all
    select
        agency_id,
        year,
        'seen' as basis
    from {{ ref('int_unread_filings') }}
)

select
    expected.agency_id,
    expected.year,
    agencies.name as agency,
    agencies.agency_type,
    agencies.region_code,
    min(expected.basis) as basis,
    agencies.agency_id in (select on_list.agency_id from on_list) as is_listed,
    expected.year < agencies.last_year as is_before_last
from expected
inner join {{ ref('int_agencies') }} as agencies
    on expected.agency_id = agencies.agency_id
group by all
