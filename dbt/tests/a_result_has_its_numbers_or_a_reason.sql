-- A kind of rule gives numbers in all results that hold or fail, or in none.
with kinds as (
    select
        kind,
        count(difference) > 0 as has_numbers
    from {{ untested(ref('fct_rule_results')) }}
    group by kind
)

select
    results.report_id,
    results.rule,
    results.scope
from {{ untested(ref('fct_rule_results')) }} as results
inner join kinds
    on results.kind = kinds.kind
where
    (kinds.has_numbers and results.status in ('hold', 'fail')) <> (results.difference is not null)
    or (results.status in ('hold', 'fail')) <> (results.reason is null)
    or (coalesce(results.reason, '') = 'missing_terms') <> (results.missing_terms is not null)
