-- The terms of sums that hold are never needed: that leaves few whose cells have to be looked up.
select
    sums.report_id,
    sums.rule,
    sums.scope,
    rules.scope_by,
    terms.position,
    terms.side,
    terms.weight,
    terms.year_offset,
    terms.section,
    terms.item,
    terms.measure,
    labels.row_label,
    labels.column_label,
    cells.value,
    sums.reported,
    sums.computed,
    sums.is_whole
from {{ ref('int_sums') }} as sums
inner join {{ ref('int_evaluated_reports') }} as reports
    on sums.report_id = reports.report_id
inner join {{ ref('int_rules') }} as rules
    on sums.rule = rules.rule
inner join {{ ref('int_rule_terms') }} as terms
    on
        sums.rule = terms.rule
        and sums.scope = terms.scope
        and {{ in_form('terms', 'reports') }}
left join {{ ref('int_cell_labels') }} as labels
    on
        reports.edition is not distinct from labels.edition
        and terms.section = labels.section
        and terms.item = labels.item
        and terms.measure = labels.measure
left join {{ ref('int_cells') }} as cells
    on
        case terms.year_offset when 0 then reports.report_id else reports.previous_report_id end
        = cells.report_id
        and terms.section = cells.section
        and terms.item = cells.item
        and terms.measure = cells.measure
where not sums.is_whole or sums.reported <> sums.computed
