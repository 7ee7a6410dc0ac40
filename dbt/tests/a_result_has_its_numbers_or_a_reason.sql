select
    report_id,
    rule,
    scope
from {{ ref('fct_rule_results') }}
where
    (status in ('hold', 'fail')) <> (difference is not null)
    or (status in ('hold', 'fail')) <> (reason is null)
    or (status = 'not_assessed') <> (missing_terms is not null)
