select
    report_id,
    section,
    item,
    measure
from {{ ref('stg_cells') }}
where reread = 'differs' and value is not null
