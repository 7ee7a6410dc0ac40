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
    -- 县司法局 of any county is nobody's.
    and (
        unread.region_code is not null
        or substring(unread.agency, 1, 1) not in ('省', '市', '县', '区', '州', '旗', '镇', '乡', '本', '我')
    )
group by named.agency_id, unread.year
