select
    report_id,
    item,
    applicant
from {{ ref('fct_requests') }}
group by report_id, item, applicant
having count(*) > 1
