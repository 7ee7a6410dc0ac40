-- How often a rule holds and fails on current reports of a year, and how many of its findings were judged unfounded.
with results as (
    select
        results.year, results.rule,
        count(*) filter (where results.status = 'hold') as holds,
        count(*) filter (where results.status = 'fail') as fails,
        count(*) filter (where results.status = 'not_applicable') as not_applicable,
        count(*) filter (where results.status = 'not_assessed') as not_assessed
    from marts.fct_rule_results as results
    left join marts.fct_reports as reports using (report_id)
    where reports.is_current is not false
    group by all
),

decided as (
    select
        year, rule,
        count(*) filter (where state = 'unfounded') as unfounded,
        count(*) filter (where state in ('confirmed', 'unfounded', 'accepted', 'corrected')) as decided,
        count(*) filter (where is_doubtful) as doubtful
    from marts.fct_findings
    where is_latest is not false
    group by all
)

select
    coalesce(cast(results.year as varchar), 'unknown') as key, results.rule, results.holds, results.fails,
    results.not_applicable, results.not_assessed, coalesce(decided.unfounded, 0) as unfounded,
    coalesce(decided.decided, 0) as decided, coalesce(decided.doubtful, 0) as doubtful
from results
left join decided on results.rule = decided.rule and results.year is not distinct from decided.year
order by key, results.rule
