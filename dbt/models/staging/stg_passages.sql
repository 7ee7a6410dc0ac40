select
    report_id,
    cast(year as integer) as year,
    cast(position as integer) as position,
    text as passage,
    cast(characters as integer) as characters,
    digest,
    page_number,
    line_number
from {{ source('landing', 'passages') }}
