select
    report_id,
    document,
    sha256,
    title,
    agency,
    agency_type,
    region_code,
    index_number,
    cast(year as integer) as year,
    edition,
    published_on,
    period_start,
    period_end,
    closed_printing,
    layout
from {{ source('landing', 'reports') }}
