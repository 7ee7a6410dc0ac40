with printed_now as (
    select
        reports.report_id,
        reports.earlier_report_id,
        cells.section,
        cells.item,
        cells.measure,
        cells.raw,
        cells.value,
        cells.unit
    from {{ ref('int_evaluated_reports') }} as reports
    inner join {{ ref('int_cells') }} as cells
        on reports.report_id = cells.report_id
    where reports.earlier_report_id is not null
),

printed_before as (
    select
        reports.report_id,
        reports.earlier_report_id,
        cells.section,
        cells.item,
        cells.measure,
        cells.raw,
        cells.value,
        cells.unit
    from {{ ref('int_evaluated_reports') }} as reports
    inner join {{ ref('int_cells') }} as cells
        on reports.earlier_report_id = cells.report_id
)

select
    coalesce(printed_now.report_id, printed_before.report_id) as report_id,
    coalesce(printed_now.earlier_report_id, printed_before.earlier_report_id) as earlier_report_id,
    coalesce(printed_now.section, printed_before.section) as section,
    coalesce(printed_now.item, printed_before.item) as item,
    coalesce(printed_now.measure, printed_before.measure) as measure,
    case
        when printed_before.report_id is null then 'added'
        when printed_now.report_id is null then 'removed'
        else 'changed'
    end as change,
    printed_before.raw as raw_before,
    printed_now.raw,
    printed_before.value as value_before,
    printed_now.value,
    printed_before.unit as unit_before,
    printed_now.unit
from printed_now
full outer join printed_before
    on
        printed_now.report_id = printed_before.report_id
        and printed_now.section = printed_before.section
        and printed_now.item = printed_before.item
        and printed_now.measure = printed_before.measure
where
    printed_now.raw is distinct from printed_before.raw
    or printed_now.value is distinct from printed_before.value
    or printed_now.unit is distinct from printed_before.unit
