select
    report_id,
    cast(year as integer) as year,
    cast(section as integer) as section,
    item,
    measure,
    value,
    raw,
    unit,
    note,
    reread,
    table_number,
    row_number,
    column_number,
    page_number,
    line_number
from {{ source('landing', 'cells') }}
