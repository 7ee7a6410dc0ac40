with agencies as (
    select
        *,
        {{ neighbouring_letters('local_name') }} as pairs,
        {{ comparable('local_name') }} as compared
    from {{ ref('int_agencies') }}
),

in_one_place as (
    select
        one.agency_id,
        another.agency_id as other_agency_id,
        case
            when one.local_name = '' and another.is_office then 'government_office'
            when one.local_name = '' or another.local_name = '' then null
            when {{ are_alike('one.compared', 'another.compared', 0.9) }} then 'similar_name'
            when
                another.first_year between one.last_year + 1 and one.last_year + 2
                and {{ entries('array_intersect(one.pairs, another.pairs)') }} * 2
                > least({{ entries('one.pairs') }}, {{ entries('another.pairs') }})
                then 'renamed'
        end as reason
    from agencies as one
    inner join agencies as another
        on
            one.place = another.place
            and (
                one.local_name = ''
                -- An agency that is only listed has no year.
                or coalesce(one.first_year, 0) < coalesce(another.first_year, 0)
                or (
                    one.first_year is not distinct from another.first_year
                    and one.agency_id < another.agency_id
                )
            )
            and one.agency_id <> another.agency_id
    where one.place <> 'unresolved'
),

in_renamed_regions as (
    select
        one.agency_id,
        another.agency_id as other_agency_id,
        'region_renamed' as reason
    from agencies as one
    inner join {{ ref('divisions') }} as before
        on
            one.region_code = before.code
            and {{ in_years('before', 'one.last_year') }}
    inner join {{ ref('divisions') }} as after
        on
            before.last_year + 1 = after.first_year
            and before.name <> after.name
            and (
                before.code = after.code
                or (
                    before.short_name = after.short_name
                    and substring(before.code, 1, 2) = substring(after.code, 1, 2)
                )
            )
    inner join agencies as another
        on
            after.code = another.region_code
            and one.local_name = another.local_name
            and another.first_year >= after.first_year
),

of_unknown_region as (
    select
        one.agency_id,
        another.agency_id as other_agency_id,
        'region_unknown' as reason
    from agencies as one
    inner join agencies as another
        on one.local_name = concat_ws('', substring(another.place, 7), another.local_name)
    where one.place = 'unresolved' and another.place <> 'unresolved'
),

matches as (
    select * from in_one_place
    where reason is not null
    union all
    select * from in_renamed_regions
    union all
    select * from of_unknown_region
)

select
    matches.agency_id,
    one.name,
    matches.other_agency_id,
    another.name as other_name,
    matches.reason,
    {{ likeness(comparable('one.name'), comparable('another.name')) }} as score
from matches
inner join agencies as one
    on matches.agency_id = one.agency_id
inner join agencies as another
    on matches.other_agency_id = another.agency_id
