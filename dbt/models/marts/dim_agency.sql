with regions as (
    select
        agencies.agency_id,
        concat_ws('', above.last_code, above.name) as place_above
    from {{ ref('int_agencies') }} as agencies
    inner join {{ ref('dim_region') }} as own
        on agencies.region_code = own.code
    inner join {{ ref('dim_region') }} as above
        on
            own.code <> above.code
            and coalesce(case when own.level = 'county' then own.prefecture_code end, own.province_code)
            = above.code
)

select
    agencies.agency_id,
    agencies.name,
    agencies.name_history,
    agencies.agency_type,
    bodies.body,
    bodies.counted_in,
    agencies.region_code,
    parents.agency_id as parent_agency_id,
    agencies.first_year,
    agencies.last_year,
    agencies.place = 'unresolved' as is_doubtful
from {{ ref('int_agencies') }} as agencies
left join regions
    on agencies.agency_id = regions.agency_id
left join {{ ref('int_agency_bodies') }} as bodies
    on agencies.agency_id = bodies.agency_id
-- A body under vertical management is not below the government of its region, but below the same body above.
left join {{ ref('int_agencies') }} as parents
    on
        case
            when bodies.counted_in = 'line' then agencies.local_name
            when bodies.counted_in is distinct from 'corps' then ''
        end = parents.local_name
        and case
            when bodies.counted_in = 'line' or agencies.local_name = '' then regions.place_above
            else agencies.place
        end = parents.place
