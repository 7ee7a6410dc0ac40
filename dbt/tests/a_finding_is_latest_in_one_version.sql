select finding_id
from {{ ref('fct_findings') }}
group by finding_id
having count(*) filter (where is_latest) <> 1
