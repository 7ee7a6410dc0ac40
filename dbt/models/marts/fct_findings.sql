with located as (
    select
        worded.report_id,
        worded.rule,
        worded.scope,
        worded.section,
        worded.scope_label,
        worded.message,
        worded.raw,
        worded.value,
        worded.table_number,
        worded.row_number,
        worded.column_number,
        worded.page_number,
        worded.line_number,
        coalesce(suspects.item, worded.item) as item,
        coalesce(suspects.measure, worded.measure) as measure,
        suspects.item is not null as is_suspect,
        suspects.expected
    from {{ ref('int_findings') }} as worded
    left join {{ ref('int_sum_suspects') }} as suspects
        on
            worded.report_id = suspects.report_id
            and worded.rule = suspects.rule
            and worded.scope = suspects.scope
)

select
    identified.finding_id,
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
    identified.reported,
    identified.computed,
    identified.reported - identified.computed as difference,
    located.message,
    rules.basis,
    rules.remedy,
    located.item,
    located.measure,
    items.printed_label as row_label,
    measures.label_zh as column_label,
    coalesce(cells.raw, located.raw) as raw,
    coalesce(cells.value, located.value) as value,
    located.is_suspect,
    located.expected,
    cells.reread,
    coalesce(layouts.is_doubtful, false) as is_doubtful,
    coalesce(cells.table_number, located.table_number) as table_number,
    coalesce(cells.row_number, located.row_number) as row_number,
    coalesce(cells.column_number, located.column_number) as column_number,
    coalesce(cells.page_number, located.page_number) as page_number,
    coalesce(cells.line_number, located.line_number) as line_number,
    settled.first_seen,
    settled.last_seen,
    identified.is_last as is_latest,
    settled.state,
    settled.is_lapsed,
    settled.decision,
    settled.reason as state_reason,
    settled.decided_by,
    settled.decided_on,
    settled.corrected_by,
    settled.corrected_in
from located
inner join {{ ref('int_findings_identified') }} as identified
    on
        located.report_id = identified.report_id
        and located.rule = identified.rule
        and located.scope = identified.scope
inner join {{ ref('int_findings_settled') }} as settled
    on identified.finding_id = settled.finding_id
inner join {{ ref('int_reports') }} as reports
    on located.report_id = reports.report_id
inner join {{ ref('int_rules') }} as rules
    on located.rule = rules.rule
left join {{ ref('int_layouts') }} as layouts
    on reports.layout = layouts.layout and located.rule = layouts.rule
left join {{ ref('int_form_items') }} as items
    on
        located.section = items.section
        and located.item = items.item
        and reports.edition is not distinct from items.edition
left join {{ ref('int_form_measures') }} as measures
    on
        located.section = measures.section
        and located.measure = measures.measure
        and reports.edition is not distinct from measures.edition
left join {{ ref('stg_cells') }} as cells
    on
        located.report_id = cells.report_id
        and located.section = cells.section
        and located.item = cells.item
        and located.measure = cells.measure
union all
select * from {{ ref('int_findings_missing') }}
