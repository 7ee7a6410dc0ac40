select
    report_id,
    section,
    item,
    measure
from {{ ref('int_cells') }}
where reread = 'differs' and value is not null
