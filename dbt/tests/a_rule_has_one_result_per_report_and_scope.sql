select
    report_id,
    case when report_id is null then agency_id end as missing_agency_id,
    case when report_id is null then year end as missing_year,
    rule,
    scope
from {{ ref('fct_rule_results') }}
group by all
having count(*) > 1
