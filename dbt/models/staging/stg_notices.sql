select
    report_id,
    cast(year as integer) as year,
    notice,
    message,
    table_number,
    row_number,
    column_number,
    page_number,
    line_number
from {{ source('landing', 'notices') }}
