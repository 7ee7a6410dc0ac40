select
    report_id,
    section,
    item,
    measure
from {{ ref('stg_cells') }}
group by report_id, section, item, measure
having count(*) > 1
