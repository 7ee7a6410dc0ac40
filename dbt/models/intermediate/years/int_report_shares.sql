-- Of each current report, in which totals its figures are, so that none is counted twice. A government's
-- report that speaks for its region stands for all there; one that speaks for its departments, for all bodies
-- there but towns.
with reports as (
    select
        *,
        case
            when role in ('government', 'office') and coverage = 'region' then 'whole'
            -- It cannot have all of the region; whether it has its departments stays open.
            when role = 'government' and coverage = 'unknown' and is_short then 'departments'
            when role = 'government' and coverage = 'unknown' then 'whole'
            when role in ('government', 'office') and coverage = 'government' then 'departments'
            else 'itself'
        end as speaks_for
    from {{ ref('int_year_bodies') }}
    where report_id is not null and region_id is not null and role <> 'outside'
),

ranked as (
    select
        *,
        row_number() over (
            partition by region_id, year, speaks_for
            order by coverage = 'unknown', role <> 'government', agency_id
        ) as choice
    from reports
),

speakers as (
    select
        region_id,
        year,
        max(report_id) filter (where speaks_for = 'whole') as whole_id,
        max(report_id) filter (where speaks_for = 'departments') as departments_id,
        bool_or(role = 'government' and speaks_for = 'itself') as has_government_itself
    from ranked
    where choice = 1 or (role = 'government' and speaks_for = 'itself')
    group by region_id, year
),

-- A zone adds up its own departments.
in_zones as (
    select distinct departments.report_id
    from reports as departments
    inner join reports as zones
        on
            departments.region_id = zones.region_id
            and departments.year = zones.year
            and instr(departments.local_name, replace(zones.local_name, '管理委员会', '')) = 1
    where departments.role = 'zone_department' and zones.role = 'zone' and zones.coverage <> 'office'
),

placed as (
    select
        reports.*,
        own.whole_id as own_whole_id,
        own.whole_id is not null and reports.report_id = own.whole_id as is_whole,
        case
            when reports.speaks_for = 'whole' then false
            when reports.speaks_for = 'departments' then reports.report_id = own.departments_id
            when reports.role = 'town' then true
            when own.departments_id is not null then false
            -- The government's report on itself alone is that of its office.
            when reports.role = 'office' then not own.has_government_itself
            else in_zones.report_id is null
        end as is_part,
        prefectures.whole_id as prefecture_whole_id,
        provinces.whole_id as province_whole_id
    from reports
    inner join speakers as own
        on
            reports.region_id = own.region_id
            and reports.year = own.year
    left join in_zones
        on reports.report_id = in_zones.report_id
    left join speakers as prefectures
        on
            reports.prefecture_id = prefectures.region_id
            and reports.year = prefectures.year
    left join speakers as provinces
        on
            reports.province_id = provinces.region_id
            and reports.year = provinces.year
),

-- Level by level: what is added up for a region, and what its total is.
in_own as (
    select
        *,
        is_whole or (is_part and own_whole_id is null) as is_in_own_total
    from placed
),

in_prefecture as (
    select
        *,
        case level
            when 'prefecture' then is_part
            when 'county' then prefecture_id is not null and is_in_own_total
            else false
        end as adds_to_prefecture,
        case level
            when 'prefecture' then is_in_own_total
            when 'county' then prefecture_id is not null and is_in_own_total and prefecture_whole_id is null
            else false
        end as is_in_prefecture_total
    from in_own
),

in_province as (
    select
        *,
        case
            when level = 'province' then is_part
            when prefecture_id is null then is_in_own_total
            else is_in_prefecture_total
        end as adds_to_province
    from in_prefecture
)

select
    report_id,
    agency_id,
    year,
    region_id,
    level,
    county_id,
    prefecture_id,
    province_id,
    edition,
    is_whole,
    is_part,
    -- The same from year to year, whoever reports on it.
    case
        when speaks_for = 'departments' then 'departments'
        when role in ('government', 'office') then 'office'
        else agency_id
    end as unit,
    coverage,
    coverage_confidence,
    level = 'county' and is_part as adds_to_county,
    adds_to_prefecture,
    adds_to_province,
    level = 'county' and is_in_own_total as is_in_county_total,
    is_in_prefecture_total,
    case level when 'province' then is_in_own_total else adds_to_province and province_whole_id is null end
        as is_in_province_total
from in_province
