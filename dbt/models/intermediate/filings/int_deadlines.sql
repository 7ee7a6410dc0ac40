with latest as (
    select max(last_year) as year
    from {{ ref('divisions') }}
),

named as (
    select
        region_code,
        agency_type,
        year
    from {{ ref('stg_reports') }}
    union distinct
    select
        region_code,
        agency_type,
        year
    from {{ ref('stg_unread') }}
    union distinct
    select
        region_code,
        agency_type,
        cast(null as integer) as year
    from {{ ref('stg_roster') }}
),

-- Also for years on which nobody reports: an agency can be missing in every year that is over.
years as (
    select year from named
    union distinct
    select {{ each_year('first.year', 'extract(year from days.today) - 1') }} as year
    from (select min(deadlines.first_year) as year from {{ ref('deadlines') }} as deadlines) as first
    cross join {{ ref('stg_days') }} as days
),

subjects as (
    select distinct
        named.region_code,
        named.agency_type,
        years.year,
        divisions.parent,
        concat_ws('', substring(named.region_code, 1, 2), '0000') as province
    from named
    cross join years
    cross join latest
    left join {{ ref('divisions') }} as divisions
        on
            named.region_code = divisions.code
            and {{ in_years('divisions', 'least(years.year, latest.year)') }}
),

ranked as (
    select
        subjects.region_code,
        subjects.agency_type,
        subjects.year,
        rules.rule,
        rules.severity,
        deadlines.basis,
        make_date(subjects.year + 1, deadlines.month, deadlines.day) as deadline,
        row_number() over (
            partition by subjects.region_code, subjects.agency_type, subjects.year, rules.rule
            order by
                case deadlines.jurisdiction
                    when subjects.region_code then 1
                    when subjects.parent then 2
                    when subjects.province then 3
                    else 4
                end
        ) as choice
    from subjects
    inner join {{ ref('deadlines') }} as deadlines
        on
            subjects.agency_type = deadlines.agency_type
            and subjects.year between deadlines.first_year and coalesce(deadlines.last_year, subjects.year)
            and coalesce(
                deadlines.jurisdiction in (subjects.region_code, subjects.parent, subjects.province),
                deadlines.jurisdiction is null
            )
    inner join {{ ref('int_rules') }} as rules
        on deadlines.rule = rules.rule
)

select
    region_code,
    agency_type,
    year,
    rule,
    severity,
    basis,
    deadline,
    -- A jurisdiction's own deadline takes precedence over that of the law.
    row_number() over (partition by region_code, agency_type, year order by severity) = 1 as is_counted
from ranked
where choice = 1
