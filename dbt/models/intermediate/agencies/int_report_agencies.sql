with latest as (
    select max(last_year) as year
    from {{ ref('divisions') }}
),

printed as (
    select
        report_id,
        agency,
        region_code,
        year
    from {{ ref('stg_reports') }}
    union all
    select
        roster_id as report_id,
        agency,
        region_code,
        coalesce(last_year, 9999) as year
    from {{ ref('stg_roster') }}
    union all
    select
        unread_id as report_id,
        agency,
        region_code,
        year
    from {{ ref('stg_unread') }}
),

reports as (
    select
        reports.report_id,
        reports.region_code,
        agencies.plain_name,
        least(reports.year, latest.year) as year
    from printed as reports
    inner join {{ ref('int_agency_names') }} as agencies
        on reports.agency = agencies.agency
    cross join latest
),

placed as (
    select
        reports.report_id,
        reports.plain_name,
        coalesce(divisions.last_code || divisions.name, reports.region_code, 'unresolved') as place,
        {{ form_printed('reports.plain_name', 'divisions.name', 'divisions.short_name') }} as own_name,
        prefectures.name as prefecture,
        prefectures.short_name as prefecture_short,
        provinces.name as province,
        provinces.short_name as province_short
    from reports
    left join {{ ref('divisions') }} as divisions
        on
            reports.region_code = divisions.code
            and {{ in_years('divisions', 'reports.year') }}
    left join {{ ref('divisions') }} as prefectures
        on
            divisions.parent = prefectures.code
            and prefectures.level = 'prefecture'
            and {{ in_years('prefectures', 'reports.year') }}
    left join {{ ref('divisions') }} as provinces
        on
            concat_ws('', substring(divisions.code, 1, 2), '0000') = provinces.code
            and divisions.code <> provinces.code
            and {{ in_years('provinces', 'reports.year') }}
),

split as (
    select
        *,
        case
            when own_name is null then ''
            else substring(plain_name, 1, instr(plain_name, own_name) - 1)
        end as before_place,
        case
            when own_name is null then plain_name
            else substring(plain_name, instr(plain_name, own_name) + length(own_name))
        end as after_place
    from placed
),

below_province as (
    select
        *,
        {{ without_division('before_place', 'province', 'province_short') }} as before_prefecture
    from split
),

within_place as (
    select
        report_id,
        plain_name,
        place,
        concat_ws(
            '',
            {{ without_division('before_prefecture', 'prefecture', 'prefecture_short') }},
            after_place
        ) as name
    from below_province
),

ended as (
    select
        within_place.*,
        endings.stands_for,
        length(endings.ending) as ending_length,
        row_number() over (
            partition by within_place.report_id
            order by length(endings.ending) desc nulls last
        ) as choice
    from within_place
    left join {{ ref('agency_endings') }} as endings
        on {{ ends_with('within_place.name', 'endings.ending') }}
),

keyed as (
    select
        report_id,
        plain_name,
        place,
        concat_ws(
            '',
            substring(name, 1, length(name) - coalesce(ending_length, 0)),
            coalesce(stands_for, '')
        ) as local_name
    from ended
    where choice = 1
)

select
    report_id,
    plain_name,
    place,
    local_name,
    substring(md5(concat_ws('', place, '|', local_name)), 1, 16) as agency_id
from keyed
