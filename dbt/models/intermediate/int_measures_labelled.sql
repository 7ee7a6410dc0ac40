with ranked as (
    select
        *,
        row_number() over (
            partition by section, measure
            order by from_edition desc, display_order asc
        ) as wording
    from {{ ref('columns') }}
),

spans as (
    select
        section,
        measure,
        min(from_edition) as from_edition,
        case when count(to_edition) = count(*) then max(to_edition) end as to_edition
    from {{ ref('columns') }}
    group by section, measure
)

select
    spans.section,
    spans.measure,
    ranked.label as label_zh,
    ranked.label_en,
    ranked.kind,
    ranked.unit,
    ranked.display_order,
    spans.from_edition,
    spans.to_edition
from spans
inner join ranked
    on
        spans.section = ranked.section
        and spans.measure = ranked.measure
        and ranked.wording = 1
