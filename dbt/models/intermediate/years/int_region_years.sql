with latest as (
    select max(last_year) as year
    from {{ ref('divisions') }}
),

-- A year that is not over on the day of the run is another one, misread or misprinted.
years as (
    select distinct filings.year
    from (
        select year from {{ ref('int_filings') }}
        union all
        select year from {{ ref('int_reports') }}
        where agency_id is not null
    ) as filings
    cross join {{ ref('stg_days') }} as days
    where filings.year < extract(year from days.today)
),

-- What nobody collects is not expected: provinces of which no agency is known stay out.
provinces as (
    select distinct concat_ws('', substring(region_code, 1, 2), '0000') as code
    from {{ ref('int_agencies') }}
    where region_code is not null
)

select
    divisions.last_code as region_id,
    years.year,
    divisions.code as region_code,
    divisions.name,
    divisions.level,
    case divisions.level when 'county' then divisions.last_code end as county_id,
    case divisions.level when 'prefecture' then divisions.last_code else prefectures.last_code end
        as prefecture_id,
    states.last_code as province_id,
    years.year > latest.year as is_carried_forward
from years
cross join latest
inner join {{ ref('divisions') }} as divisions
    on {{ in_years('divisions', 'least(years.year, latest.year)') }}
inner join provinces
    on concat_ws('', substring(divisions.code, 1, 2), '0000') = provinces.code
inner join {{ ref('divisions') }} as states
    on
        provinces.code = states.code
        and {{ in_years('states', 'least(years.year, latest.year)') }}
left join {{ ref('divisions') }} as prefectures
    on
        divisions.parent = prefectures.code
        and prefectures.level = 'prefecture'
        and {{ in_years('prefectures', 'least(years.year, latest.year)') }}
