select
    report_id,
    cast(year as integer) as year,
    field,
    value,
    source,
    confidence,
    candidates,
    page_number,
    line_number
from {{ source('landing', 'evidence') }}
