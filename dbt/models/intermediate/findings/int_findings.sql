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
        rules.failure,
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

identified as (
    select
        failed.*,
        substring(
            md5(concat_ws('', {{ subject_of('failed') }}, '|', failed.rule, '|', failed.scope)), 1, 16
        ) as finding_id
    from failed
)

select
    identified.finding_id,
    -- Sums are judged anew for whole reports only, so that all that one cell explains are at hand.
    case
        when identified.is_suspect
            then min(identified.finding_id) over (
                partition by
                    identified.report_id,
                    identified.is_suspect,
                    identified.section,
                    identified.item,
                    identified.measure,
                    identified.expected
            )
        else identified.finding_id
    end as matter_id,
    row_number() over (
        partition by identified.finding_id order by identified.version_number desc
    ) = 1 as is_last,
    identified.report_id,
    identified.document,
    identified.agency_id,
    identified.agency,
    identified.region_code,
    identified.year,
    identified.layout,
    identified.rule,
    identified.title,
    identified.failure,
    identified.severity,
    identified.section,
    identified.scope,
    identified.scope_label,
    identified.reported,
    identified.computed,
    identified.message,
    identified.basis,
    identified.remedy,
    identified.item,
    identified.measure,
    labels.row_label,
    labels.column_label,
    coalesce(cells.raw, identified.raw) as raw,
    coalesce(cells.value, identified.value) as value,
    identified.is_suspect,
    identified.expected,
    cells.reread,
    coalesce(cells.table_number, identified.table_number) as table_number,
    coalesce(cells.row_number, identified.row_number) as row_number,
    coalesce(cells.column_number, identified.column_number) as column_number,
    coalesce(cells.page_number, identified.page_number) as page_number,
    coalesce(cells.line_number, identified.line_number) as line_number
from identified
left join {{ ref('int_cell_labels') }} as labels
    on
        identified.edition is not distinct from labels.edition
        and identified.section = labels.section
        and identified.item = labels.item
        and identified.measure = labels.measure
left join {{ ref('stg_cells') }} as cells
    on
        identified.report_id = cells.report_id
        and identified.section = cells.section
        and identified.item = cells.item
        and identified.measure = cells.measure
