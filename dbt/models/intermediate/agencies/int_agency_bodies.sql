with named as (
    select
        agencies.agency_id,
        bodies.body,
        bodies.counted_in,
        bodies.body in ('zone', 'corps')
        and (
            {{ ends_with('agencies.local_name', 'bodies.wording') }}
            or {{ ends_with('agencies.local_name', "bodies.wording || '管理委员会'") }}
        ) as has_territory,
        row_number() over (
            partition by agencies.agency_id
            order by bodies.rank asc, length(bodies.wording) desc, bodies.wording asc
        ) as choice
    from {{ ref('int_agencies') }} as agencies
    inner join {{ ref('bodies') }} as bodies
        on contains(agencies.local_name, bodies.wording)
    where agencies.agency_type is distinct from 'town'
)

select
    agency_id,
    body,
    counted_in,
    has_territory
from named
where
    choice = 1
    and body is not null
