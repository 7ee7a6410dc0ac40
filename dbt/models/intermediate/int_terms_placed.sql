{{ config(materialized='view') }}

select
    applied.report_id,
    applied.rule,
    applied.scope,
    terms.position,
    terms.side,
    terms.weight,
    terms.year_offset,
    terms.section,
    coalesce(terms.item, applied.scope) as item,
    coalesce(terms.measure, applied.scope) as measure,
    cells.value
from {{ ref('int_rules_applied') }} as applied
inner join {{ ref('terms') }} as terms
    on
        applied.rule = terms.rule
        and coalesce(terms.edition, applied.edition) = applied.edition
        and (terms.printing is null or applied.counted_printing = terms.printing)
left join {{ ref('stg_cells') }} as cells
    on
        cells.report_id
        = case terms.year_offset when 0 then applied.report_id else applied.previous_report_id end
        and terms.section = cells.section
        and coalesce(terms.item, applied.scope) = cells.item
        and coalesce(terms.measure, applied.scope) = cells.measure
where applied.reason is null
