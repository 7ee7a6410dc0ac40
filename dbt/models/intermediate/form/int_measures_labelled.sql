with spans as (
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
    worded.label_zh,
    worded.label_en,
    worded.kind,
    worded.unit,
    worded.display_order,
    spans.from_edition,
    spans.to_edition
from spans
inner join {{ ref('int_form_measures') }} as worded
    on
        spans.section = worded.section
        and spans.measure = worded.measure
        and worded.edition is null
