with named as (
    select
        rule,
        {{ each_part('notices', '|') }} as notice
    from {{ ref('rules') }}
    where state = 'active'
)

select
    named.rule,
    named.notice,
    notices.severity
from named
inner join {{ ref('notices') }} as notices
    on named.notice = notices.notice
