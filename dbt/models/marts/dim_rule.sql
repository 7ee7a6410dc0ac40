with by_notices as (
    select
        rules.rule,
        min(notices.severity) as severity
    from {{ ref('rules') }} as rules
    inner join {{ ref('notices') }} as notices
        on contains(concat_ws('', '|', rules.notices, '|'), concat_ws('', '|', notices.notice, '|'))
    group by rules.rule
)

select
    rules.rule,
    rules.version,
    rules.title,
    rules.failure,
    rules.statement as statement_zh,
    rules.statement_en,
    rules.basis,
    rules.remedy,
    coalesce(rules.severity, by_notices.severity) as severity,
    rules.kind,
    rules.level,
    rules.from_edition,
    rules.to_edition,
    rules.state
from {{ ref('rules') }} as rules
left join by_notices
    on rules.rule = by_notices.rule
