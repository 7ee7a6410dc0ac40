{{ config(materialized='view') }}

-- Where several are there, any of them says that the report is.
select
    named.agency_id,
    unread.year,
    min(unread.document) as document
from {{ ref('stg_unread') }} as unread
inner join {{ ref('int_report_agencies') }} as named
    on unread.unread_id = named.report_id
where
    unread.year is not null
    -- A name such as 县司法局 belongs to no county in particular.
    and (
        unread.region_code is not null
        or not {{ is_of_some_place('unread.agency') }}
    )
group by named.agency_id, unread.year
