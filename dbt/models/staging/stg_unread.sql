select
    unread_id,
    report_id,
    document,
    agency,
    agency_type,
    region_code,
    cast(year as integer) as year,
    reason,
    published_on
from {{ source('landing', 'unread') }}
