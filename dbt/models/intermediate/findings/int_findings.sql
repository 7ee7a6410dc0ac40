{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports', 'int_replaced_results']}) }}

with failed as (
    select
        results.report_id,
        reports.document,
        coalesce(reports.agency_id, results.agency_id) as agency_id,
        coalesce(reports.agency, agencies.name) as agency,
        coalesce(reports.region_code, agencies.region_code) as region_code,
        coalesce(reports.year, results.year) as year,
        reports.edition,
        reports.layout,
        -- A missing report has no version; once it arrives, the finding is gone.
        coalesce(reports.version_number, 0) as version_number,
        results.rule,
        rules.title,
        rules.severity,
        results.section,
        results.scope,
        results.scope_label,
        results.reported,
        results.computed,
        {{ filled('rules.message', 'results.texts') }} as message,
        rules.basis,
        rules.remedy,
        coalesce(suspects.item, results.item) as item,
        coalesce(suspects.measure, results.measure) as measure,
        suspects.item is not null as is_suspect,
        suspects.expected,
        results.raw,
        results.value,
        results.table_number,
        results.row_number,
        results.column_number,
        results.page_number,
        results.line_number
    from {{ ref('int_results') }} as results
    inner join {{ ref('int_rules') }} as rules
        on results.rule = rules.rule
    left join {{ ref('int_reports') }} as reports
        on results.report_id = reports.report_id
    left join {{ ref('int_agencies') }} as agencies
        on results.agency_id = agencies.agency_id
    left join {{ ref('int_sum_suspects') }} as suspects
        on
            results.report_id = suspects.report_id
            and results.rule = suspects.rule
            and results.scope = suspects.scope
    where results.status = 'fail'
),

matters as (
    select
        failed.*,
        concat({{ subject_of('failed') }}, '|', failed.rule, '|', failed.scope) as matter
    from failed
)

select
    substring(md5(matters.matter), 1, 16) as finding_id,
    row_number() over (partition by matters.matter order by matters.version_number desc) = 1 as is_last,
    matters.report_id,
    matters.document,
    matters.agency_id,
    matters.agency,
    matters.region_code,
    matters.year,
    matters.layout,
    matters.rule,
    matters.title,
    matters.severity,
    matters.section,
    matters.scope,
    matters.scope_label,
    matters.reported,
    matters.computed,
    matters.message,
    matters.basis,
    matters.remedy,
    matters.item,
    matters.measure,
    labels.row_label,
    labels.column_label,
    coalesce(cells.raw, matters.raw) as raw,
    coalesce(cells.value, matters.value) as value,
    matters.is_suspect,
    matters.expected,
    cells.reread,
    coalesce(cells.table_number, matters.table_number) as table_number,
    coalesce(cells.row_number, matters.row_number) as row_number,
    coalesce(cells.column_number, matters.column_number) as column_number,
    coalesce(cells.page_number, matters.page_number) as page_number,
    coalesce(cells.line_number, matters.line_number) as line_number
from matters
left join {{ ref('int_cell_labels') }} as labels
    on
        matters.edition is not distinct from labels.edition
        and matters.section = labels.section
        and matters.item = labels.item
        and matters.measure = labels.measure
left join {{ ref('stg_cells') }} as cells
    on
        matters.report_id = cells.report_id
        and matters.section = cells.section
        and matters.item = cells.item
        and matters.measure = cells.measure
