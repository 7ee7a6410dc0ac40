{{ config(materialized='view') }}

-- If there are several, any of them shows that the report exists.
select
    named.agency_id,
    unread.year,
    min(unread.document) as document
from {{ ref('int_unread') }} as unread
inner join {{ ref('int_report_agencies') }} as named
    on unread.unread_id = named.report_id
where
    unread.year is not null
    -- A bare 县司法局 could be any county's, so it counts for none.
    and (
        unread.region_code is not null
        or not {{ is_of_some_place('unread.agency') }}
    )
group by named.agency_id, unread.year
