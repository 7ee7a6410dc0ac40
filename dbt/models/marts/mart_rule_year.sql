-- Of each report the current version; a missing report is judged by its agency and year.
with judged as (
    select
        rule,
        year,
        count(*) as assessed,
        sum(is_failing) as failing
    from {{ ref('int_layout_outcomes') }}
    where is_current and year is not null
    group by rule, year
    union all
    select
        rule,
        year,
        count(*) as assessed,
        count(*) filter (where status = 'fail') as failing
    from {{ ref('fct_rule_results') }}
    where kind = 'filing' and report_id is null and year is not null and status in ('hold', 'fail')
    group by rule, year
),

assessed as (
    select
        rule,
        year,
        sum(assessed) as assessed,
        sum(failing) as failing
    from judged
    group by rule, year
),

found as (
    select
        rule,
        year,
        count(*) filter (where state = 'open') as findings_open,
        count(*) filter (where state = 'confirmed') as findings_confirmed,
        count(*) filter (where state = 'unfounded') as findings_unfounded,
        count(*) filter (where state = 'accepted') as findings_accepted,
        count(*) filter (where state = 'corrected') as findings_corrected
    from {{ ref('fct_findings') }}
    where is_latest and year is not null
    group by rule, year
),

decided as (
    select
        rule,
        year,
        nullif(findings_confirmed + findings_unfounded + findings_accepted, 0) as findings
    from found
)

select
    coalesce(assessed.rule, found.rule) as rule,
    coalesce(assessed.year, found.year) as year,
    cast(coalesce(assessed.assessed, 0) as integer) as assessed,
    cast(coalesce(assessed.failing, 0) as integer) as failing,
    cast(coalesce(found.findings_open, 0) as integer) as findings_open,
    cast(coalesce(found.findings_confirmed, 0) as integer) as findings_confirmed,
    cast(coalesce(found.findings_unfounded, 0) as integer) as findings_unfounded,
    cast(coalesce(found.findings_accepted, 0) as integer) as findings_accepted,
    cast(coalesce(found.findings_corrected, 0) as integer) as findings_corrected,
    cast(found.findings_unfounded as double) / decided.findings as false_alarm_share
from assessed
full outer join found
    on
        assessed.rule = found.rule
        and assessed.year = found.year
left join decided
    on
        found.rule = decided.rule
        and found.year = decided.year
