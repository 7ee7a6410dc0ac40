select
    report_id,
    rule,
    scope
from {{ ref('fct_rule_results') }}
where
    (kind in ('sum', 'told', 'change', 'region') and status in ('hold', 'fail')) <> (difference is not null)
    or (status in ('hold', 'fail')) <> (reason is null)
    or (coalesce(reason, '') = 'missing_terms') <> (missing_terms is not null)
