with passages as (
    select
        report_id,
        digest,
        min(position) as position,
        min(characters) as characters
    from {{ ref('stg_passages') }}
    where
        report_id in (select alike.report_id from {{ ref('int_narrative_likenesses') }} as alike)
        or report_id in (select alike.other_report_id from {{ ref('int_narrative_likenesses') }} as alike)
    group by report_id, digest
),

shared as (
    select
        alike.rule,
        alike.report_id,
        alike.other_report_id,
        own.position,
        row_number() over (
            partition by alike.rule, alike.report_id, alike.other_report_id
            order by own.characters desc, own.position asc
        ) as choice,
        count(*) over (partition by alike.rule, alike.report_id, alike.other_report_id) as shared
    from {{ ref('int_narrative_likenesses') }} as alike
    inner join passages as own
        on alike.report_id = own.report_id
    inner join passages as theirs
        on alike.other_report_id = theirs.report_id and own.digest = theirs.digest
)

select
    shared.rule,
    shared.report_id,
    shared.other_report_id,
    max(shared.shared) as shared,
    {{ joined_text(quoted('passages.passage'), '；', 'shared.choice') }} as excerpt,
    max(passages.page_number) filter (where shared.choice = 1) as page_number,
    max(passages.line_number) filter (where shared.choice = 1) as line_number
from shared
inner join {{ ref('stg_passages') }} as passages
    on shared.report_id = passages.report_id and shared.position = passages.position
where shared.choice <= 3
group by shared.rule, shared.report_id, shared.other_report_id
