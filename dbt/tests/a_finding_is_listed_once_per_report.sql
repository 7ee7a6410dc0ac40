select
    finding_id,
    report_id
from {{ ref('fct_findings') }}
group by finding_id, report_id
having count(*) > 1
