with by_notices as (
    select
        rule,
        min(severity) as severity
    from {{ ref('int_rule_notices') }}
    group by rule
)

select
    rules.rule,
    rules.version,
    rules.kind,
    coalesce(rules.severity, by_notices.severity) as severity,
    rules.scope_by,
    rules.title,
    rules.failure,
    rules.basis,
    rules.remedy,
    rules.needs,
    rules.test,
    rules.message,
    rules.mostly,
    rules.from_edition,
    rules.to_edition,
    coalesce(min(terms.year_offset) < 0, false) as needs_previous_year,
    count(terms.printing) = count(*) as compares_printings
from {{ ref('rules') }} as rules
left join {{ ref('terms') }} as terms
    on rules.rule = terms.rule
left join by_notices
    on rules.rule = by_notices.rule
where rules.state = 'active'
group by all
