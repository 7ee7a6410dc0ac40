select
    report_id,
    cast(year as integer) as year,
    fact,
    value,
    raw,
    unit,
    text as sentence,
    word,
    counting,
    coverage,
    page_number,
    line_number
from {{ source('landing', 'statements') }}
