with states as (
    select
        *,
        row_number() over (partition by code order by last_year desc) as state,
        min(first_year) over (partition by code) as code_first_year,
        max(last_year) over () as last_known_year
    from {{ ref('divisions') }}
),

histories as (
    select
        code,
        {{ joined_text(
            "concat_ws('', name, '（', first_year, '–', last_year, '）')", '；', 'first_year'
        ) }} as name_history
    from {{ ref('divisions') }}
    group by code
)

select
    states.code,
    states.name,
    states.level,
    concat_ws(
        '',
        provinces.name,
        prefectures.name,
        case when states.level = 'county' then states.name end
    ) as full_name,
    case when states.level = 'county' then states.code end as county_code,
    case when states.level = 'county' then states.name end as county_name,
    prefectures.code as prefecture_code,
    prefectures.name as prefecture_name,
    provinces.code as province_code,
    provinces.name as province_name,
    states.code_first_year as first_year,
    states.last_year,
    states.last_year = states.last_known_year as is_in_force,
    states.last_code,
    histories.name_history
from states
inner join histories
    on states.code = histories.code
inner join {{ ref('divisions') }} as provinces
    on
        concat_ws('', substring(states.code, 1, 2), '0000') = provinces.code
        and {{ in_years('provinces', 'states.last_year') }}
left join {{ ref('divisions') }} as prefectures
    on
        case states.level when 'county' then states.parent else states.code end = prefectures.code
        and prefectures.level = 'prefecture'
        and {{ in_years('prefectures', 'states.last_year') }}
where states.state = 1
