select
    report_id,
    section,
    item,
    measure
from {{ ref('int_cells') }}
where (value is null) <> (note is not null)
