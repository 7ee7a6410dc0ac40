with located as (
    select
        worded.report_id,
        worded.rule,
        worded.scope,
        worded.section,
        worded.scope_label,
        worded.message,
        coalesce(suspects.item, worded.reported_item) as item,
        coalesce(suspects.measure, worded.reported_measure) as measure,
        suspects.item is not null as is_suspect,
        suspects.expected
    from {{ ref('int_findings_worded') }} as worded
    left join {{ ref('int_suspects_found') }} as suspects
        on
            worded.report_id = suspects.report_id
            and worded.rule = suspects.rule
            and worded.scope = suspects.scope
)

select
    md5(concat(located.report_id, '|', located.rule, '|', located.scope)) as finding_id,
    located.report_id,
    reports.document,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    located.rule,
    rules.title,
    rules.severity,
    located.section,
    located.scope,
    located.scope_label,
    results.reported,
    results.computed,
    results.reported - results.computed as difference,
    located.message,
    rules.basis,
    located.item,
    located.measure,
    items.printed_label as row_label,
    measures.label_zh as column_label,
    cells.raw,
    cells.value,
    located.is_suspect,
    located.expected,
    cells.table_number,
    cells.row_number,
    cells.column_number,
    cells.page_number,
    cells.line_number
from located
inner join {{ ref('int_rules_evaluated') }} as results
    on
        located.report_id = results.report_id
        and located.rule = results.rule
        and located.scope = results.scope
inner join {{ ref('int_reports_versioned') }} as reports
    on located.report_id = reports.report_id
inner join {{ ref('int_rules_described') }} as rules
    on located.rule = rules.rule
inner join {{ ref('int_items_labelled') }} as items
    on located.section = items.section and located.item = items.item
inner join {{ ref('int_measures_labelled') }} as measures
    on located.section = measures.section and located.measure = measures.measure
inner join {{ ref('stg_cells') }} as cells
    on
        located.report_id = cells.report_id
        and located.section = cells.section
        and located.item = cells.item
        and located.measure = cells.measure
